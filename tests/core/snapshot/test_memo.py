"""What a project gave last, and by what that is recognized."""

from collections.abc import Callable, Mapping

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from returns.result import Success

from tests.support.packed import Whole
from trackpost.core.issues.filing import CheckpointKeys, Filing
from trackpost.core.routing.route import ResourceRoute
from trackpost.core.snapshot.body import Header
from trackpost.core.snapshot.idempotency import Digest, first_key
from trackpost.core.snapshot.memo import Look, Memo, encode_memo, mark_of, memo_of, parse_memo
from trackpost.core.snapshot.packing import PackedSnapshot

ROUTE, OTHER_ROUTE = ResourceRoute("jira_project", "ACME"), ResourceRoute("jira_project", "B")
HEADER = Header(
    provider="jira",
    workspace="acme.example",
    route=ROUTE,
    doctrine_mode="external_authoritative",
    doctrine_field_owners={"title": "tracker", "body": "kitty"},
    project_uuid=None,
    project_slug="acme",
)
FILING = Filing(
    provider="jira",
    workspaces=frozenset({"acme.example", "https://acme.example", "https://acme.example/jira", "other"}),
    keys=CheckpointKeys("jira:acme.example#ACME", "jira:acme.example"),
)
LOOK = Look(("main", "log"), 1_000)
Given = tuple[Header, Filing, Look]

CHANGES: Mapping[str, Callable[[Header, Filing, Look], Given]] = {
    "another provider": lambda header, filing, look: (replace(header, provider="linear"), filing, look),
    "another workspace": lambda header, filing, look: (replace(header, workspace="b.example"), filing, look),
    "another route": lambda header, filing, look: (
        replace(header, route=ResourceRoute("jira_project", "B")),
        filing,
        look,
    ),
    "no route": lambda header, filing, look: (replace(header, route=None), filing, look),
    "another mode": lambda header, filing, look: (replace(header, doctrine_mode="split_ownership"), filing, look),
    "another owner": lambda header, filing, look: (replace(header, doctrine_field_owners={}), filing, look),
    "another uuid": lambda header, filing, look: (replace(header, project_uuid="u"), filing, look),
    "another slug": lambda header, filing, look: (replace(header, project_slug=None), filing, look),
    "other names of the workspace": lambda header, filing, look: (
        header,
        replace(filing, workspaces=filing.workspaces - {"other"}),
        look,
    ),
    "another folder": lambda header, filing, look: (
        header,
        replace(filing, keys=replace(filing.keys, own="beads:acme#/a/folder")),
        look,
    ),
    "a filter": lambda header, filing, look: (
        header,
        replace(filing, keys=replace(filing.keys, is_filtered=True)),
        look,
    ),
    "another file": lambda header, filing, _look: (header, filing, Look(("other", "log"), 1_000)),
    "no log": lambda header, filing, _look: (header, filing, Look(("main",), 1_000)),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
def test_whatever_a_snapshot_follows_from_changes_its_mark(change: Callable[[Header, Filing, Look], Given]) -> None:
    """Each member of the body, each row that is read, and each write of the cache."""
    assert mark_of(*change(HEADER, FILING, LOOK)) != mark_of(HEADER, FILING, LOOK)


def test_the_same_has_the_same_mark() -> None:
    """Whatever the order in which sets and mappings were made."""
    other = replace(HEADER, doctrine_field_owners=dict(sorted(HEADER.doctrine_field_owners.items())))
    names = replace(FILING, workspaces=frozenset(sorted(FILING.workspaces)))
    assert mark_of(other, names, LOOK) == mark_of(HEADER, FILING, LOOK)


@given(st.lists(st.text(), max_size=4), st.lists(st.text(), max_size=4))
def test_parts_do_not_run_into_each_other(some: list[str], others: list[str]) -> None:
    """Two looks have one mark only if they have the same parts."""
    marks = {mark_of(HEADER, FILING, Look(tuple(parts), 0)) for parts in (some, others)}
    assert (len(marks) == 1) == (some == others)


SNAPSHOT = PackedSnapshot(
    routing=Success(ROUTE),
    issues=2,
    mappings=1,
    digest=Digest("d" * 64),
    idempotency_key=first_key(Digest("d" * 64)),
    body=Whole(b"{}"),
    fingerprint=b"",
)


def test_a_memo_can_be_read_again() -> None:
    """It comes back as it was written."""
    memo = memo_of("a" * 64, SNAPSHOT)
    assert memo == Memo(mark="a" * 64, digest=Digest("d" * 64), issues=2, mappings=1, bytes=2)
    assert parse_memo(encode_memo(memo)) == memo


@given(st.integers(0, 999), st.binary(max_size=3))
def test_a_damaged_memo_is_none(place: int, damage: bytes) -> None:
    """A memo that was cut off or overwritten is read as no memo, or as one that says what is there."""
    whole = encode_memo(memo_of("a" * 64, SNAPSHOT))
    cut = whole[: place % len(whole)]
    assert parse_memo(cut) is None
    found = parse_memo(cut + damage + whole[len(cut) + len(damage) :])
    assert found is None or msgspec.json.decode(encode_memo(found)) == msgspec.structs.asdict(found)
