"""The rules of a probe."""
