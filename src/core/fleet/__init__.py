"""The rules of a fleet: which projects are due, what stops them, and what came of each."""
