"""Places: how unevenly incidents are spread over them, and what comes back."""
