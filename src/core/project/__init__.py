"""Project: what a project is bound to."""
