"""Snapshot: what is published."""
