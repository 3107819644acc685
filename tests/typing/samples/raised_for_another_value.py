"""A program that mistakes the value of one operation for that of another."""

from trackpost import TrackerService, raise_for_error

RECEIPT = raise_for_error(TrackerService(".").sync_publish(server_url="https://kitty.example"))
CONFIG = RECEIPT.config  # must be reported: a binding has one, a receipt has none
