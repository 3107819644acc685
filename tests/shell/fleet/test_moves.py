"""Projects that move between machines: their caches travel, and no link is lost."""

import sqlite3
import zlib
from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path

import pytest
from returns.result import Failure

from tests.support.cache import Row, add_rows, checkpoint_row, issue_row, make_cache, mapping_row
from tests.support.postgres import Postgres
from trackpost.core.delivery.shared_ledger import parse_ledger_url
from trackpost.core.fleet.faults import StateUnavailable, TakenOver
from trackpost.core.issues.cache_faults import UnreadableCache
from trackpost.shell.clock import Clock
from trackpost.shell.fleet.postgres.moves import Moves
from trackpost.shell.fleet.postgres.shared import opened

NAME = "/srv/repos/billing"
_LINKS = "SELECT wp_id, external_id FROM tracker_mappings ORDER BY wp_id"
_ISSUES = "SELECT issue_id FROM tracker_issues ORDER BY issue_id"


@pytest.fixture
def moves(postgres: Postgres) -> Iterator[Moves]:
    """Return the moves of a fleet."""
    with opened(parse_ledger_url(postgres.url).unwrap(), Clock()) as shared:
        yield shared.moves


def done(moves: Moves, cache: Path, *pulled: Row) -> None:
    """Do a job on one machine, which pulls these rows."""
    moved = moves.of(NAME, cache)
    moved.arrive().unwrap()
    if not cache.exists():
        make_cache(cache)
    change(cache, *pulled)
    moved.leave().unwrap()


def change(cache: Path, *rows: Row, remove: str | None = None) -> None:
    """Add rows to a cache, or remove the link of a work package."""
    with closing(sqlite3.connect(cache)) as connection, connection:
        add_rows(connection, rows)
        connection.execute("DELETE FROM tracker_mappings WHERE wp_id = ?", (remove,))


def asked(cache: Path, query: str) -> list[tuple[object, ...]]:
    """Return rows of a cache."""
    with closing(sqlite3.connect(cache)) as connection:
        return connection.execute(query).fetchall()


@pytest.fixture
def caches(tmp_path: Path) -> tuple[Path, Path]:
    """Return the caches of two machines."""
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
    return tmp_path / "one" / "cache.db", tmp_path / "two" / "cache.db"


def test_everything_moves(caches: tuple[Path, Path], moves: Moves) -> None:
    """Issues, checkpoints and links; and back."""
    one, two = caches
    done(moves, one, issue_row(1), mapping_row("WP01", external_id="1"), checkpoint_row())
    done(moves, two, issue_row(2))
    done(moves, one)
    for cache in caches:
        assert asked(cache, _ISSUES) == [("1",), ("2",)]
        assert asked(cache, _LINKS) == [("WP01", "1")]
        assert len(asked(cache, "SELECT * FROM tracker_checkpoints")) == 1


def test_links_of_all_machines_are_kept(caches: tuple[Path, Path], moves: Moves) -> None:
    """Those that were made on a machine while the project was elsewhere, also if it was there for many jobs."""
    one, two = caches
    done(moves, one, mapping_row("WP01", external_id="1"), mapping_row("WP02", external_id="2"))
    done(moves, two, mapping_row("WP03", external_id="3"))
    change(one, mapping_row("WP04", external_id="4"), remove="WP02")
    done(moves, two, issue_row(1))
    done(moves, two, issue_row(2))
    change(two, remove="WP01")
    done(moves, one)
    done(moves, two)
    done(moves, one)
    for cache in caches:
        assert asked(cache, _LINKS) == [("WP03", "3"), ("WP04", "4")]


def test_links_that_were_made_before_the_first_move_are_kept(caches: tuple[Path, Path], moves: Moves) -> None:
    """Each machine may have had the project before the fleet was on many machines."""
    one, two = caches
    for cache, link in ((one, "WP01"), (two, "WP02")):
        make_cache(cache, [mapping_row(link, external_id=link)])
        done(moves, cache)
    done(moves, one)
    for cache in caches:
        assert asked(cache, _LINKS) == [("WP01", "WP01"), ("WP02", "WP02")]


LATER = {"updated_at": "2999-01-01T00:00:00Z"}
CONFLICTS: Mapping[str, tuple[Row, Row, list[tuple[str, str]]]] = {
    "one work package, and here it is newer": (
        mapping_row("WP01", external_id="1"),
        mapping_row("WP01", external_id="2", **LATER),
        [("WP01", "2")],
    ),
    "one work package, and there it is newer": (
        mapping_row("WP01", external_id="1", **LATER),
        mapping_row("WP01", external_id="2"),
        [("WP01", "1")],
    ),
    "one issue, and there it is newer": (
        mapping_row("WP01", external_id="1", **LATER),
        mapping_row("WP02", external_id="1"),
        [("WP01", "1")],
    ),
    "one issue, and here it is newer": (
        mapping_row("WP01", external_id="1"),
        mapping_row("WP02", external_id="1", **LATER),
        [("WP02", "1")],
    ),
}


@pytest.mark.parametrize(("there", "here", "links"), CONFLICTS.values(), ids=CONFLICTS.keys())
def test_links_that_exclude_each_other(
    there: Row, here: Row, links: list[tuple[str, str]], caches: tuple[Path, Path], moves: Moves
) -> None:
    """The newer one stays."""
    one, two = caches
    done(moves, one)
    done(moves, two, there)
    change(one, here)
    done(moves, one)
    assert asked(one, _LINKS) == links


def test_a_worker_that_was_frozen(caches: tuple[Path, Path], moves: Moves) -> None:
    """What it pulled is not stored, and the ledger lets it begin nothing, once another one has stored something."""
    one, two = caches
    done(moves, one, issue_row(1))
    frozen, late = moves.of(NAME, one), moves.of(NAME, one)
    frozen.arrive().unwrap()
    late.arrive().unwrap()
    late.leave().unwrap()
    done(moves, two, issue_row(2))
    change(one, issue_row(3), mapping_row("WP01"))
    assert frozen.leave() == Failure(TakenOver())
    assert late.guard.is_latest().unwrap() is False
    done(moves, one)
    assert asked(one, _ISSUES) == [("1",), ("2",)]
    assert asked(one, _LINKS) == [("WP01", "1")]


def test_an_unchanged_cache_is_not_stored_again(caches: tuple[Path, Path], moves: Moves, postgres: Postgres) -> None:
    """It is known by its digest; and nobody may have written since all the same."""
    one, two = caches
    done(moves, one, issue_row(1))
    versions = "SELECT version FROM trackpost.fleet_caches"
    before = postgres.ask(versions)
    done(moves, one)
    assert postgres.ask(versions) == before
    moved = moves.of(NAME, one)
    moved.arrive().unwrap()
    done(moves, two, issue_row(2))
    assert moved.leave() == Failure(TakenOver())


def test_copies_that_are_damaged(caches: tuple[Path, Path], moves: Moves, postgres: Postgres) -> None:
    """The job fails, and what is on the machine stays as it is."""
    one, two = caches
    done(moves, one, mapping_row("WP01"))
    make_cache(two, [mapping_row("WP02")])
    postgres.ask("UPDATE trackpost.fleet_caches SET packed = 'garbage'")
    assert isinstance(moves.of(NAME, two).arrive().swap().value_or(None), StateUnavailable)

    postgres.ask("UPDATE trackpost.fleet_caches SET packed = %(packed)s", {"packed": zlib.compress(b"garbage" * 999)})
    assert isinstance(moves.of(NAME, two).arrive().swap().value_or(None), UnreadableCache)
    assert asked(two, _LINKS) == [("WP02", "1")]
