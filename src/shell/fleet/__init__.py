"""Keeps all projects of an organization published: finds, pulls and publishes them, and remembers how that ended."""
