"""Strict models of the files a person edits: ``city.toml`` and the files of a plan."""
