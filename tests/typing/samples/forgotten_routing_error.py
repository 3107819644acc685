"""A program that forgets one variant of the routing errors."""

from typing import assert_never

from trackpost import EmptyCredential, MissingCredential, RoutingError, UnsupportedProvider


def advice(error: RoutingError) -> str:
    """Say what to do; MalformedCredential is missing."""
    match error:
        case UnsupportedProvider(provider):
            return f"use another tracker than {provider}"
        case MissingCredential(_, key) | EmptyCredential(_, key):
            return f"fill in {key}"
        case forgotten:
            assert_never(forgotten)  # must be reported: MalformedCredential comes here
