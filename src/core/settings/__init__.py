"""Settings: what trackpost's own config file says, and what can be set in it."""
