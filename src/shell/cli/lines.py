"""The lines on standard error: text for a person, or JSON for what collects logs."""

from collections.abc import Callable, Mapping
from typing import Literal, TypeAlias

from ...core.errors import one_line
from .manner import are_json

Details: TypeAlias = Mapping[str, str | int | float | bool | None]


def line_of(level: Literal["warning", "error"], text: str, details: Details, paint: Callable[[str], str] = str) -> str:
    """Return a warning or an error as one printable line; only in JSON it has its *details*.

    The level is a word of its own in text, which *paint* may color.
    """
    return json_line(level, text, details) if are_json() else f"trackpost: {paint(f'{level}:')} {one_line(text)}"


def aside_of(text: str, level: str = "info", details: Details | None = None) -> str:
    """Return a line of a log; only in JSON it has a *level* and *details*."""
    return json_line(level, text, details or {}) if are_json() else one_line(text)


def json_line(level: str, message: str, details: Details, seconds: float | None = None) -> str:
    r"""Return a record as one line of JSON, all of it printable ASCII: what escapes there is what JSON escapes.

    Args:
        level: how bad it is.
        message: what is said.
        details: the other members; they replace none of the first three.
        seconds: the time, since the epoch; None for now.

    >>> json_line("error", "two\nlines\x7f", {"kind": "no_home", "level": "other"}, 1772366400.25)
    '{"time": "2026-03-01T12:00:00.250+00:00", "level": "error", "message": "two\\nlines\\u007f", "kind": "no_home"}'
    """
    import json
    from datetime import UTC, datetime
    from time import time

    moment = datetime.fromtimestamp(time() if seconds is None else seconds, UTC).isoformat(timespec="milliseconds")
    record = {"time": moment, "level": level, "message": message}
    return json.dumps({**record, **details, **record}).replace("\x7f", r"\u007f")
