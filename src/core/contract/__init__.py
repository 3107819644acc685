"""Contract: for whoever builds the other side of the wire."""
