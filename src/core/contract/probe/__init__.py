"""Probe: which promises of the snapshot contract a server keeps, as far as requests can show it."""
