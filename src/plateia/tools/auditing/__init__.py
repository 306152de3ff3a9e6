"""The steps of the safety audit: each takes counts and gives a table, findings, or both."""
