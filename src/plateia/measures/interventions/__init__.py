"""Effects of measures: comparisons before and after, panels, series, displacement and power."""
