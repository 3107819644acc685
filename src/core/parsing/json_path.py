"""Name a member of a JSON text by its path (RFC 9535)."""

import json
from collections.abc import Sequence
from typing import TypeAlias

Step: TypeAlias = str | int
"""The step from an object to a member, or from an array to an element."""

LONGEST_NAME = 60
"""The maximum length of a name in a path, in characters, so that paths stay short."""


def cut(text: str, longest: int) -> str:
    """Return the beginning of a text that is longer than *longest* characters, with a sign for the rest."""
    return text if len(text) <= longest else f"{text[:longest]}…"


def member_path(path: str, name: str) -> str:
    r"""Return the path of a member, with its name in quotes unless it is an identifier (RFC 9535 section 2.5.1).

    >>> member_path("$", "wp_id"), member_path("$", "a b")
    ('$.wp_id', "$['a b']")
    >>> print(member_path("$", "it's\n"))
    $['it\'s\n']
    """
    shown = cut(name, LONGEST_NAME)
    return f"{path}.{shown}" if shown.isidentifier() else f"{path}['{''.join(map(_escaped, shown))}']"


def _escaped(character: str) -> str:
    if character in "\\'":
        return f"\\{character}"
    # JSON and JSONPath escape control characters in the same way.
    return character if character.isprintable() else json.dumps(character)[1:-1]


def path_of(steps: Sequence[Step]) -> str:
    """Return the path that the steps from the root make."""
    path = "$"
    for step in steps:
        path = member_path(path, step) if isinstance(step, str) else f"{path}[{step}]"
    return path
