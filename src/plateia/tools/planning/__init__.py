"""Steps of the action plan: started from a finding, figures read from audits, checked, sealed."""
