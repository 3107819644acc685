"""The shared ledger: a PostgreSQL database, which many machines use."""
