"""Delivery: where to send a snapshot, whether to retry, and what happened."""
