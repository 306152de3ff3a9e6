"""What a finding is: its kinds, its typed values, and the control of what may be disclosed."""
