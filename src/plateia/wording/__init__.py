"""The sentences as data: headings, statements, units and formats, one file per language."""
