"""From outside to tidy tables: files and services are read, checked and accounted for here."""
