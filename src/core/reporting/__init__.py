"""Reporting: what a command prints, and its exit status."""
