"""A fleet on many machines: its state, its limits, its caches and its queue in one PostgreSQL database."""
