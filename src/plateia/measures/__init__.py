"""The statistics: pure functions from tables and arrays to numbers, without files, clock, network or printing."""
