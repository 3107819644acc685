"""Write the goals as text: a table for people, and JSON next to the runs."""

from collections.abc import Iterable, Sequence

import msgspec
from attrs import asdict

from .goals import Goal, goals
from .results import Results
from .tools import OURS, THEIRS

_HEADINGS = ("", OURS.name, THEIRS.name, "ratio", "wanted", "")
_REACHED = {True: "reached", False: "MISSED", None: ""}


def table(found: Iterable[Goal]) -> str:
    """Return a line for each goal, in columns, with numbers aligned to the right."""
    rows = [_HEADINGS, *map(_cells, found)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return "\n".join(_line(row, widths) for row in rows)


def as_json(results: Results) -> bytes:
    """Return the results, with the medians and ratios that follow from them."""
    found = {**asdict(results, recurse=False), "summary": [_summary(goal) for goal in goals(results)]}
    return msgspec.json.format(msgspec.json.encode(found), indent=2) + b"\n"


def number(value: float) -> str:
    """Return *value* with three significant digits or more.

    >>> [number(value) for value in (0.3456, 65.25, 560, 12345.6)]
    ['0.346', '65.2', '560', '12,346']
    """
    size = abs(value)
    decimals = next((decimals for limit, decimals in ((100, 0), (10, 1), (1, 2)) if size >= limit), 3)
    return f"{value:,.{decimals}f}"


def _cells(goal: Goal) -> Sequence[str]:
    theirs = "" if goal.theirs is None else f"{number(goal.theirs)} {goal.unit}"
    ratio = "" if goal.ratio is None else f"{goal.ratio:.1f}"
    reached = _REACHED[goal.is_reached]
    return goal.what, f"{number(goal.ours)} {goal.unit}".rstrip(), theirs, ratio, _wanted(goal), reached


def _wanted(goal: Goal) -> str:
    if goal.most is not None:
        return f"≤ {goal.most:g} {goal.unit}"
    return "" if goal.ratio_wanted is None else f"≥ {goal.ratio_wanted:g}"


def _line(row: Sequence[str], widths: Sequence[int]) -> str:
    first, *others, last = row
    cells = (f"{cell:>{width}}" for cell, width in zip(others, widths[1:-1], strict=True))
    return "  ".join((f"{first:<{widths[0]}}", *cells, last)).rstrip()


def _summary(goal: Goal) -> dict[str, object]:
    return {**asdict(goal), "ratio": goal.ratio, "reached": goal.is_reached}
