"""Routing: derives the resource that a snapshot is routed by from the provider and its credentials."""
