"""The command line: parses arguments, calls one tool or one function of the city folder, shows the answer."""
