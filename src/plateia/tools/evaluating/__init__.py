"""Steps of the evaluation of one action: panel, dispersion, power, effects, findings, publication."""
