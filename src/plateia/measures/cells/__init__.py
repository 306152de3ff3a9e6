"""Cells of a grid: where more happens together than chance would bring together."""
