"""Which issues of a shared cache a project has: all of its tracker, or with a filter those that its pulls have seen."""

from collections.abc import Mapping
from pathlib import Path

import pytest
from msgspec.structs import replace
from returns.result import Failure, Result, Success

from tests.support.cache import (
    TABLES,
    UNTYPED_TABLES,
    WORKSPACE,
    Row,
    checkpoint_row,
    issue_row,
    make_cache,
    mapping_row,
)
from trackpost.core.issues.cache_faults import MissingCache, UnreadableCache
from trackpost.core.issues.filing import CheckpointKeys, Filing
from trackpost.core.snapshot.body import Reading
from trackpost.shell.cache.reader import CacheReader

OWN = "jira:acme.example#ACME#filter:web"
WHOLE = Filing(
    provider="jira",
    workspaces=frozenset({WORKSPACE}),
    keys=CheckpointKeys("jira:acme.example#ACME", "jira:acme.example"),
)
FILTERED = replace(WHOLE, keys=replace(WHOLE.keys, own=OWN, is_filtered=True))
SEEN = "CREATE TABLE trackpost_seen (resource, identity, pull, was_cached, former_key);"


def _seen(number: object, resource: str = OWN, system: str = "jira") -> Row:
    return "trackpost_seen", (resource, f"{system}:acme.example:{number}", 1, 0, None)


ISSUES = (issue_row(1), issue_row(2), issue_row(3), issue_row(4, system="linear"), mapping_row())
ROWS = (*ISSUES, checkpoint_row(), checkpoint_row(OWN, None))
MARKS: Mapping[str, tuple[tuple[Row, ...], list[str]]] = {
    "none": ((), []),
    "some": ((_seen(3), _seen(1)), ["1", "3"]),
    "those of the whole resource": ((_seen(1, WHOLE.keys.own),), []),
    "those of another filter": ((_seen(1, "jira:acme.example#ACME#filter:api"), _seen(2)), ["2"]),
    "of another tracker": ((_seen(4, system="linear"), _seen(2)), ["2"]),
    "what is not in the cache": ((_seen(9), _seen("skipped: ACME-9"), _seen(2)), ["2"]),
}
KINDS = {"usual": TABLES, "untyped": UNTYPED_TABLES}


def _ids(reading: Reading) -> Result[tuple[list[str], int, int], None]:
    ids = [issue.ref.id for batch in reading.batches for issue in batch]
    return Success((ids, reading.count, len(reading.mappings)))


@pytest.mark.parametrize("tables", KINDS.values(), ids=KINDS.keys())
@pytest.mark.parametrize(("marks", "expected"), MARKS.values(), ids=MARKS.keys())
def test_under_a_filter(tables: str, marks: tuple[Row, ...], expected: list[str], tmp_path: Path) -> None:
    """What is read is what is counted, in the usual order; links are everybody's."""
    store = CacheReader(make_cache(tmp_path / "cache.db", [*ROWS, *marks], tables + SEEN))
    assert store.read(FILTERED, _ids) == Success((expected, len(expected), 1))
    count, _ = store.overview(FILTERED).unwrap()
    assert (count.issues, count.mappings) == (len(expected), 1)


def test_without_a_filter(tmp_path: Path) -> None:
    """It makes no difference what has been seen."""
    store = CacheReader(make_cache(tmp_path / "cache.db", [*ROWS, _seen(1)], TABLES + SEEN))
    assert store.read(WHOLE, _ids) == Success((["1", "2", "3"], 4, 1))
    assert store.overview(WHOLE).unwrap()[0].issues == 3


UNPULLED: Mapping[str, tuple[str, tuple[Row, ...]]] = {
    "another tool's cache": (TABLES, (*ISSUES, checkpoint_row())),
    "another project's pulls": (TABLES + SEEN, (*ISSUES, checkpoint_row(), checkpoint_row(WHOLE.keys.own), _seen(1))),
}


@pytest.mark.parametrize(("tables", "rows"), UNPULLED.values(), ids=UNPULLED.keys())
def test_before_the_first_pull(tables: str, rows: tuple[Row, ...], tmp_path: Path) -> None:
    """There is no cache for this filter, and nothing in it, whatever others have pulled."""
    path = make_cache(tmp_path / "cache.db", rows, tables)
    store = CacheReader(path)
    assert store.read(FILTERED, _ids) == Failure(MissingCache(str(path)))
    count, _ = store.overview(FILTERED).unwrap()
    assert (count.issues, count.checkpoint.cursor, count.checkpoint.updated_since) == (0, None, None)


def test_a_cache_that_lost_what_was_seen(tmp_path: Path) -> None:
    """It is not taken for one without issues."""
    path = make_cache(tmp_path / "cache.db", ROWS)
    fault = UnreadableCache(str(path), "no such table: trackpost_seen")
    assert CacheReader(path).read(FILTERED, _ids) == Failure(fault)
