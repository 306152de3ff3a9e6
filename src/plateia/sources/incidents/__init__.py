"""Incidents from files: named formats, and any table with its columns named."""
