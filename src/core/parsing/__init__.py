"""Parsing: from outside text to typed values."""
