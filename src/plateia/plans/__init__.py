"""Problems, theories of change, actions, indicators and evaluation plans."""
