"""Measures of incidents: months, hours, repetition, harm."""
