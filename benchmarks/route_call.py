"""Measure one call of `resolve_route` five times, and print the microseconds as a JSON list.

It runs in an environment that has only trackpost and its run-time dependencies.
"""

import json
from timeit import repeat

from trackpost import resolve_route

_CALLS = 50_000


def main() -> None:
    """Measure a call in which both the provider and the key need normalizing."""
    times = repeat(lambda: resolve_route("Jira", {"project_key": " ACME "}), number=_CALLS)
    print(json.dumps([round(seconds / _CALLS * 1e6, 4) for seconds in times]))


if __name__ == "__main__":
    main()
