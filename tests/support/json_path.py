"""A small JSONPath reader (RFC 9535), which finds the member that a path leads to."""

import json
import re

_STEP = re.compile(r"\.(?P<plain>\w+)|\[(?P<index>[0-9]+)\]|\['(?P<quoted>(?:[^'\\]|\\.)*)'\]")


def steps_of(path: str) -> list[str | int]:
    """Return the names and indices in a path; an invalid path fails the test."""
    assert path.startswith("$"), path
    steps, position = list[str | int](), 1
    while position < len(path):
        step = _STEP.match(path, position)
        assert step is not None, path
        steps.append(_step(step))
        position = step.end()
    return steps


def _step(step: re.Match[str]) -> str | int:
    if step["plain"] is not None:
        return step["plain"]
    return int(step["index"]) if step["quoted"] is None else _unquoted(step["quoted"])


def _unquoted(quoted: str) -> str:
    # JSON has all escapes of JSONPath except that of the single quote.
    name: object = json.loads('"' + quoted.replace("\\'", "'").replace('"', r"\"") + '"')
    assert isinstance(name, str)
    return name


def found_at(value: object, path: str) -> object:
    """Return the value at *path*; a path that leads nowhere fails the test."""
    for step in steps_of(path):
        match value, step:
            case dict(), str() if step in value:
                value = value[step]
            case list(), int() if step < len(value):
                value = value[step]
            case _:
                raise AssertionError(path)
    return value
