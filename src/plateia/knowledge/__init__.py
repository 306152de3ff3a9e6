"""Practices, policies and research: content as files, search, and the match with findings."""
