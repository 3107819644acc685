"""Contract: what the other side of the wire does, for people who build it."""
