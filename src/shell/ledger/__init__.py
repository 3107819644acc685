"""Ledger: records what was put on the wire."""
