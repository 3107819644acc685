"""A program that builds a route of which one half is null."""

from trackpost import ResourceRoute

ROUTE = ResourceRoute(None, "ACME")  # must be reported: no half of a route is null
