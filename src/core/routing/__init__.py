"""Routing: from provider and credentials to the resource that a snapshot is routed by."""
