"""What pulls have seen, as rows of the cache."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from trackpost.core.trackers.unmapped import Unmapped, encode_names
from trackpost.shell.cache.seen import SeenIssues, Unseen, unmapped_in
from trackpost.shell.cache.writer import SCHEMA

ACME, BETA = "jira:w#ACME", "jira:w#BETA"
INSERT = "INSERT INTO tracker_issues (identity, system, workspace, issue_id, payload) VALUES (?, 'jira', 'w', ?, '{}')"


@pytest.fixture
def cache(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    """Open a cache of three issues."""
    with closing(sqlite3.connect(tmp_path / "cache.db")) as connection:
        for table in SCHEMA:
            connection.execute(table)
        connection.executemany(INSERT, [(name, name) for name in "abc"])
        yield connection


def _unseen(seen: SeenIssues) -> list[str]:
    return ["abc"[one.row - 1] for one in seen.unseen("jira")]


def test_an_issue_is_new_once(cache: sqlite3.Connection) -> None:
    """A pull that meets it again knows it; the next pull does not."""
    first = SeenIssues.of_next_pull(cache, ACME)
    assert [first.mark("a"), first.mark("a"), first.mark("b")] == [True, False, True]
    second = SeenIssues.of_next_pull(cache, ACME)
    assert (second.pull, second.mark("a"), second.has("b")) == (first.pull + 1, True, False)


def test_what_a_pull_has_not_seen(cache: sqlite3.Connection) -> None:
    """Each pull of each resource for itself; and what the pull of another resource has seen is marked so."""
    acme, beta = SeenIssues.of_next_pull(cache, ACME), SeenIssues.of_next_pull(cache, BETA)
    acme.mark("a")
    beta.mark("b")
    assert list(acme.unseen("jira", [BETA])) == [
        Unseen(row=2, payload=b"{}", is_seen_elsewhere=True),
        Unseen(row=3, payload=b"{}", is_seen_elsewhere=False),
    ]
    assert _unseen(beta) == ["a", "c"]
    assert list(acme.unseen("linear")) == []
    assert _unseen(SeenIssues.of_next_pull(cache, ACME)) == ["a", "b", "c"]


def test_a_row_without_an_identity(cache: sqlite3.Connection) -> None:
    """Nobody can tell whether it was seen, so it is never among those that were not."""
    cache.execute(INSERT, (None, "d"))
    assert _unseen(SeenIssues.of_next_pull(cache, ACME)) == ["a", "b", "c"]


def test_parts_of_a_resource(cache: sqlite3.Connection) -> None:
    """Only what the others among the resources have seen is marked so."""
    web, beta = (SeenIssues.of_next_pull(cache, resource) for resource in (f"{ACME}#filter:web", BETA))
    web.mark("a")
    beta.mark("b")
    acme = SeenIssues.of_next_pull(cache, ACME)
    assert acme.resources() == (web.resource, BETA)
    assert [one.is_seen_elsewhere for one in acme.unseen("jira", [BETA])] == [False, True, False]
    assert [one.is_seen_elsewhere for one in acme.unseen("jira")] == [False, False, False]


def test_the_keys_of_what_was_seen(cache: sqlite3.Connection) -> None:
    """Each once; an issue without a key, one that cannot be read and one that was not seen say nothing."""
    seen = SeenIssues.of_next_pull(cache, ACME)
    payloads = ('{"ref": {"key": "ACME-12"}}', '{"ref": {"key": "ACME-3"}}', "{", '{"ref": {"key": "BETA-4"}}')
    for name, payload in zip("abde", payloads, strict=True):
        cache.execute("DELETE FROM tracker_issues WHERE identity = ?", (name,))
        cache.execute(INSERT.replace("'{}'", "?"), (name, name, payload))
    for name in "abcd":
        seen.mark(name)
    assert seen.project_keys() == {"ACME"}


def test_only_what_was_known(cache: sqlite3.Connection) -> None:
    """Of the unseen ones, those that an earlier pull of the same resource has seen."""
    for resource, names in ((ACME, "ab"), (BETA, "c")):
        for name in names:
            SeenIssues.of_next_pull(cache, resource).mark(name)
    seen = SeenIssues.of_next_pull(cache, ACME)
    seen.mark("b")
    assert [one.row for one in seen.unseen("jira", only_known=True)] == [1]
    assert list(seen.unseen("linear", only_known=True)) == []


def test_a_later_pull_meanwhile(cache: sqlite3.Connection) -> None:
    """What it sees cannot be gone, so it counts for a pull that began earlier; not the other way round."""
    earlier = SeenIssues.of_next_pull(cache, ACME)
    earlier.mark("a")
    later = SeenIssues.of_next_pull(cache, ACME)
    later.mark("b")
    assert (_unseen(earlier), _unseen(later)) == (["c"], ["a", "c"])
    earlier.mark("b")
    assert _unseen(later) == ["a", "c"]


def test_what_was_there_before(cache: sqlite3.Connection) -> None:
    """It is counted by how the pull met it first, and so are the keys that the project had before."""
    seen = SeenIssues.of_next_pull(cache, ACME)
    for name, key in (("a", "OLD"), ("b", "OLD"), ("c", None)):
        seen.mark(name, was_cached=True, former_key=key)
    seen.mark("d")
    seen.mark("d", was_cached=True)
    assert (seen.count_cached(), seen.former_keys()) == (3, {"OLD": 2})
    assert SeenIssues.of_next_pull(cache, ACME).former_keys() == {}


def test_forgetting(cache: sqlite3.Connection) -> None:
    """What earlier pulls have seen goes; what this one and other resources have seen stays."""
    old, beta = SeenIssues.of_next_pull(cache, ACME), SeenIssues.of_next_pull(cache, BETA)
    for seen, name in ((old, "a"), (old, "b"), (beta, "a")):
        seen.mark(name)
    new = SeenIssues.of_next_pull(cache, ACME)
    new.mark("b")
    new.forget_others()
    assert (old.has("a"), new.has("b"), beta.has("a")) == (False, True, True)


NAMES = (Unmapped("status", "QA", "todo", is_guess=True), Unmapped("type", "Odd", "task", is_guess=True))


def test_names_that_no_table_holds(cache: sqlite3.Connection) -> None:
    """Each issue of the resource counts once, as it was seen last."""
    assert unmapped_in(cache, ACME) == {}
    first = SeenIssues.of_next_pull(cache, ACME)
    for identity, names in (("a", NAMES), ("b", NAMES[:1]), ("c", ())):
        first.mark(identity, unmapped=encode_names(names))
    SeenIssues.of_next_pull(cache, BETA).mark("d", unmapped=encode_names(NAMES))
    assert unmapped_in(cache, ACME) == {NAMES[0]: 2, NAMES[1]: 1}
    second = SeenIssues.of_next_pull(cache, ACME)
    second.mark("a")
    second.mark("c", unmapped="[1]")
    assert unmapped_in(cache, ACME) == {NAMES[0]: 1}
