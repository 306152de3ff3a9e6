"""Measures of areas: rates, ratios, dispersion, funnels, comparisons of periods."""
