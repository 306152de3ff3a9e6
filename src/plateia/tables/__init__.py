"""What a tidy table is: each column declared once, with its type, unit, meaning and whether it is personal."""
