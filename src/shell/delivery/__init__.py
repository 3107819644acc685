"""Delivery: HTTP, attempts and time limits."""
