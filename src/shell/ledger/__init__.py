"""Ledger: adapters that remember what was put on the wire."""
