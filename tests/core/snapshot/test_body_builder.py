"""The body of a snapshot, made while its issues are read."""

from collections.abc import Iterator, Mapping

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st
from returns.result import Failure, Success

from tests.core import strategies
from tests.core.builders import CONTENTS, HEADER, ISSUE, MAPPED, NOTHING, SNAPSHOT
from tests.core.strategies import QUICK
from tests.support.packed import any_issue, builder_of
from trackpost.core.issues.model import Issue, IssueRef
from trackpost.core.snapshot.body import Contents, Reading, Snapshot, encode_snapshot
from trackpost.core.snapshot.guards import ForeignIssues
from trackpost.core.snapshot.idempotency import digest_of
from trackpost.core.snapshot.packing import BodyBuilder

AT_A_TIME = 128


def numbered(count: int) -> tuple[Issue, ...]:
    """Return so many issues, all of them different."""
    return tuple(evolve(ISSUE, ref=evolve(ISSUE.ref, id=str(number), key=None)) for number in range(count))


COUNTS: Mapping[str, int] = {
    "none": 0,
    "one": 1,
    "almost as many as are held": AT_A_TIME - 1,
    "as many": AT_A_TIME,
    "one more": AT_A_TIME + 1,
    "many": 3 * AT_A_TIME + 5,
}


@pytest.mark.parametrize("count", COUNTS.values(), ids=COUNTS.keys())
def test_chunks(count: int) -> None:
    """The chunks are the body, byte by byte; what is said of it is true."""
    snapshot = evolve(SNAPSHOT, contents=evolve(CONTENTS, issues=numbered(count)))
    builder = builder_of(HEADER, snapshot.contents)
    body = b"".join(builder.chunks())
    assert body == encode_snapshot(snapshot)
    assert (builder.digest, builder.size) == (digest_of(body), len(body))
    assert (builder.issues, builder.mappings, builder.foreign.count) == (count, 1, 0)


@QUICK
@given(strategies.SNAPSHOT)
def test_any_snapshot(snapshot: Snapshot) -> None:
    """The chunks of any snapshot are the body that it has."""
    builder = builder_of(snapshot.header, snapshot.contents)
    assert b"".join(builder.chunks()) == encode_snapshot(snapshot)


MISLEADING: Mapping[str, Snapshot] = {
    "a slug": evolve(SNAPSHOT, header=evolve(HEADER, project_slug='"issues":[]')),
    "an owner": evolve(SNAPSHOT, header=evolve(HEADER, doctrine_field_owners={"issues": "[]", '"issues":[]': "x"})),
    "a cursor": evolve(
        SNAPSHOT, contents=evolve(CONTENTS, checkpoint=evolve(CONTENTS.checkpoint, cursor='"issues":[]'))
    ),
    "a mapping": evolve(SNAPSHOT, contents=evolve(CONTENTS, mappings=(evolve(MAPPED, wp_id='"issues":[]'),))),
    "a title": evolve(SNAPSHOT, contents=evolve(CONTENTS, issues=(evolve(ISSUE, title='],"mappings":['),))),
}


@pytest.mark.parametrize("snapshot", MISLEADING.values(), ids=MISLEADING.keys())
def test_no_text_is_taken_for_a_member(snapshot: Snapshot) -> None:
    """Wherever it stands, a text that looks like the place of the issues is none."""
    builder = builder_of(snapshot.header, snapshot.contents)
    assert b"".join(builder.chunks()) == encode_snapshot(snapshot)


def test_only_a_few_issues_are_held_at_a_time() -> None:
    """The next are asked for when those before are bytes already."""
    asked = 0

    def issues() -> Iterator[Issue]:
        nonlocal asked
        for issue in numbered(3 * AT_A_TIME):
            asked += 1
            yield issue

    reading = Reading(issues=issues(), count=3 * AT_A_TIME, mappings=(), checkpoint=NOTHING.checkpoint)
    seen = [asked for _ in BodyBuilder(HEADER, reading, any_issue).chunks()]
    assert seen == [0, AT_A_TIME, 2 * AT_A_TIME, 3 * AT_A_TIME, 3 * AT_A_TIME]


@QUICK
@given(st.lists(st.booleans(), max_size=400))
def test_foreign_issues_are_counted(own: list[bool]) -> None:
    """All of them, and the first three are named; they are packed all the same."""
    issues = numbered(len(own))
    contents = Contents(issues=issues, mappings=(), checkpoint=NOTHING.checkpoint)

    def owns(ref: IssueRef) -> bool:
        return own[int(ref.id)]

    builder = builder_of(HEADER, contents, owns)
    body = b"".join(builder.chunks())
    named = tuple(f"jira:acme.example:{number}" for number, is_own in enumerate(own) if not is_own)
    refused = builder.foreign.refuse(allow=False)
    assert refused == (Failure(ForeignIssues(named[:3], len(named))) if named else Success(0))
    assert builder.foreign.refuse(allow=True) == Success(len(named))
    assert body == encode_snapshot(evolve(SNAPSHOT, contents=contents))
