"""The report of an action plan: page, PDF, briefing, slides, and a file for machines."""
