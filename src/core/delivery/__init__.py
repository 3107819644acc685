"""Delivery: where to send a snapshot, whether to try again, and what happened."""
