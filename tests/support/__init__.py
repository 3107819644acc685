"""Shared test helpers: servers that misbehave on purpose, real processes, real files."""
