"""A program that builds a route with a null half."""

from trackpost import ResourceRoute

ROUTE = ResourceRoute(None, "ACME")  # must be reported: half of a route cannot be null
