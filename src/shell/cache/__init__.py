"""Cache: the SQLite file of issues, work-package links and checkpoints."""
