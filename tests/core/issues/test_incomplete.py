"""Whether a cache is only a part of what the tracker has."""

from collections.abc import Mapping

import pytest
from returns.result import Failure, Result, Success

from trackpost.core.issues.incomplete import (
    IncompleteCache,
    IncompleteCacheIncluded,
    pulled_so_far,
    refuse_incomplete,
)
from trackpost.core.issues.model import Checkpoint

NOON = "2026-03-01T12:00:00+00:00"
UNDER_WAY = '{"page":"p2","size":100,"began":"2026-03-01T12:00:00Z","number":1,"pulled":40}'
ROWS: Mapping[str, tuple[Checkpoint | None, int | None]] = {
    "never pulled": (None, None),
    "all was read": (Checkpoint(cursor=None, updated_since=NOON), None),
    "under way": (Checkpoint(cursor=UNDER_WAY, updated_since=None), 40),
    "under way, by an older version": (
        Checkpoint(cursor=f'{{"page":"p","size":1,"began":"{NOON}"}}', updated_since=NOON),
        0,
    ),
    "another tool's cursor": (Checkpoint(cursor="p2", updated_since=NOON), None),
}


@pytest.mark.parametrize(("row", "expected"), ROWS.values(), ids=ROWS.keys())
def test_pulled_so_far(row: Checkpoint | None, expected: int | None) -> None:
    """The row of the resource says whether a pull is under way, and how many issues it has read."""
    assert pulled_so_far(row) == expected


REFUSALS: Mapping[str, tuple[int | None, bool, Result[tuple[IncompleteCacheIncluded, ...], IncompleteCache]]] = {
    "complete": (None, False, Success(())),
    "complete, and a part would do": (None, True, Success(())),
    "a part": (40, False, Failure(IncompleteCache(40, "trackpost pull"))),
    "nothing yet": (0, False, Failure(IncompleteCache(0))),
    "a part, which is allowed": (40, True, Success((IncompleteCacheIncluded(40),))),
}


@pytest.mark.parametrize(("pulled", "allow", "expected"), REFUSALS.values(), ids=REFUSALS.keys())
def test_refuse_incomplete(
    pulled: int | None,
    allow: bool,  # noqa: FBT001 - a column
    expected: Result[tuple[IncompleteCacheIncluded, ...], IncompleteCache],
) -> None:
    """A part is refused; if it is allowed, that is a warning."""
    assert refuse_incomplete(pulled, allow=allow) == expected
