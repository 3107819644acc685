"""A soak: real publishers against the reference server, under random faults, checked against what delivery.md says."""
