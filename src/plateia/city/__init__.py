"""The city folder: runs, locks, progress, fingerprints and the register of what was made public."""
