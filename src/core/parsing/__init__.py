"""Parsing: turns text from outside into typed values."""
