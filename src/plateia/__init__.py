"""Plateia: an open toolkit with which a local authority understands, plans and evaluates urban security.

The package is one sentence, *sources, tidy tables, measures, findings, reports and plans*, and its rooms are the words
of it. Importing the package itself loads nothing else: every room is imported where it is used.
"""

__version__ = "0.1.0"
