"""The checkpoint of a project: its own row, or the shared one."""

from collections.abc import Mapping
from pathlib import Path

import pytest
from msgspec.structs import replace
from returns.result import Result, Success

from tests.support.cache import NOON, Row, checkpoint_row, issue_row, make_cache
from tests.support.packed import filing
from trackpost.core.issues.filing import CheckpointKeys
from trackpost.core.issues.model import Checkpoint
from trackpost.core.snapshot.body import Reading
from trackpost.shell.cache.reader import CacheReader

OWN = "jira:acme.example#ACME"
FILING = replace(filing(), keys=CheckpointKeys(OWN, "jira:acme.example"))
LATER = "2026-03-01T13:00:00+00:00"
PLACE = '{"page":"p2","size":100,"began":"2026-03-01T12:30:00+00:00"}'

ROWS: Mapping[str, tuple[tuple[Row, ...], Checkpoint]] = {
    "none": ((), Checkpoint(cursor=None, updated_since=None)),
    "only the shared one": ((checkpoint_row(),), Checkpoint(cursor="42", updated_since=NOON)),
    "its own, complete": (
        (checkpoint_row(), checkpoint_row(OWN, None, LATER)),
        Checkpoint(cursor=None, updated_since=LATER),
    ),
    "its own, unfinished": (
        (checkpoint_row(), checkpoint_row(OWN, PLACE, None)),
        Checkpoint(cursor="p2", updated_since=None),
    ),
    "another resource's": (
        (checkpoint_row(), checkpoint_row("jira:acme.example#BETA", PLACE, LATER)),
        Checkpoint(cursor="42", updated_since=NOON),
    ),
    "its own is malformed": (
        (checkpoint_row(), checkpoint_row(OWN, "nonsense", LATER)),
        Checkpoint(cursor=None, updated_since=None),
    ),
}


@pytest.mark.parametrize(("rows", "expected"), ROWS.values(), ids=ROWS.keys())
def test_checkpoint(rows: tuple[Row, ...], expected: Checkpoint, tmp_path: Path) -> None:
    """The project's own row wins, in the form of the shared one; it is what is published and shown."""

    def use(reading: Reading) -> Result[Checkpoint, None]:
        return Success(reading.checkpoint)

    store = CacheReader(make_cache(tmp_path / "cache.db", [issue_row(), *rows]))
    assert store.read(FILING, use) == Success(expected)
    assert store.overview(FILING).map(lambda seen: seen[0].checkpoint) == Success(expected)


PARTS: Mapping[str, tuple[tuple[Row, ...], int | None]] = {
    "a pull is under way": ((checkpoint_row(OWN, PLACE[:-1] + ',"pulled":40}', None),), 40),
    "a pull of an older version is under way": ((checkpoint_row(OWN, PLACE, None),), 0),
    "all was read": ((checkpoint_row(OWN, None, LATER),), None),
    "only the row for everybody": ((checkpoint_row(),), None),
}


@pytest.mark.parametrize(("rows", "expected"), PARTS.values(), ids=PARTS.keys())
def test_a_part(rows: tuple[Row, ...], expected: int | None, tmp_path: Path) -> None:
    """A cache says whether it is only a part, and how many issues that is, to whoever reads or counts it."""

    def use(reading: Reading) -> Result[int | None, None]:
        return Success(reading.part)

    store = CacheReader(make_cache(tmp_path / "cache.db", [issue_row(), *rows]))
    assert store.read(FILING, use) == Success(expected)
    assert store.overview(FILING).map(lambda seen: seen[0].part) == Success(expected)
