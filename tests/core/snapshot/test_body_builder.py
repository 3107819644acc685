"""Build the body of a snapshot while its issues are read."""

from collections.abc import Iterator, Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from returns.result import Failure, Success

from tests.core import strategies
from tests.core.builders import CONTENTS, HEADER, ISSUE, MAPPED, NOTHING, SNAPSHOT, digest_of
from tests.core.strategies import QUICK
from tests.support.packed import BATCH_SIZE, any_issue, builder_of, in_batches
from trackpost.core.issues.model import Issue, Ref
from trackpost.core.snapshot.body import Contents, Reading, Snapshot, encode_snapshot
from trackpost.core.snapshot.guards import ForeignIssues, ForeignIssuesIncluded
from trackpost.core.snapshot.packing import BodyBuilder


def numbered(count: int) -> tuple[Issue, ...]:
    """Return *count* different issues."""
    return tuple(replace(ISSUE, ref=replace(ISSUE.ref, id=str(number), key=None)) for number in range(count))


COUNTS: Mapping[str, int] = {
    "none": 0,
    "one": 1,
    "one less than a batch": BATCH_SIZE - 1,
    "a batch": BATCH_SIZE,
    "one more than a batch": BATCH_SIZE + 1,
    "many": 3 * BATCH_SIZE + 5,
}


@pytest.mark.parametrize("count", COUNTS.values(), ids=COUNTS.keys())
def test_chunks(count: int) -> None:
    """The chunks are the body, byte by byte; digest, size and counts are right."""
    snapshot = replace(SNAPSHOT, contents=replace(CONTENTS, issues=numbered(count)))
    builder = builder_of(HEADER, snapshot.contents)
    body = b"".join(builder.chunks())
    assert body == encode_snapshot(snapshot)
    assert (builder.digest, builder.size) == (digest_of(body), len(body))
    assert (builder.issues, builder.mappings, builder.foreign.count) == (count, 1, 0)


@QUICK
@given(strategies.SNAPSHOT)
def test_any_snapshot(snapshot: Snapshot) -> None:
    """The chunks of any snapshot are its body."""
    builder = builder_of(snapshot.header, snapshot.contents)
    assert b"".join(builder.chunks()) == encode_snapshot(snapshot)


MISLEADING: Mapping[str, Snapshot] = {
    "a slug": replace(SNAPSHOT, header=replace(HEADER, project_slug='"issues":[]')),
    "an owner": replace(SNAPSHOT, header=replace(HEADER, doctrine_field_owners={"issues": "[]", '"issues":[]': "x"})),
    "a cursor": replace(
        SNAPSHOT, contents=replace(CONTENTS, checkpoint=replace(CONTENTS.checkpoint, cursor='"issues":[]'))
    ),
    "a mapping": replace(SNAPSHOT, contents=replace(CONTENTS, mappings=(replace(MAPPED, wp_id='"issues":[]'),))),
    "a title": replace(SNAPSHOT, contents=replace(CONTENTS, issues=(replace(ISSUE, title='],"mappings":['),))),
}


@pytest.mark.parametrize("snapshot", MISLEADING.values(), ids=MISLEADING.keys())
def test_no_text_is_taken_for_a_member(snapshot: Snapshot) -> None:
    """A text that looks like the member ``issues`` does not mislead the builder."""
    builder = builder_of(snapshot.header, snapshot.contents)
    assert b"".join(builder.chunks()) == encode_snapshot(snapshot)


def test_only_a_few_issues_are_in_memory_at_a_time() -> None:
    """The builder reads the next batch only after it has yielded the last one."""
    read = 0

    def issues() -> Iterator[Issue]:
        nonlocal read
        for issue in numbered(3 * BATCH_SIZE):
            read += 1
            yield issue

    reading = Reading(
        batches=in_batches(issues()), count=3 * BATCH_SIZE, mappings=(), checkpoint=NOTHING.checkpoint, part=None
    )
    seen = [read for _ in BodyBuilder(HEADER, reading, any_issue).chunks()]
    assert seen == [0, BATCH_SIZE, 2 * BATCH_SIZE, 3 * BATCH_SIZE, 3 * BATCH_SIZE]


@QUICK
@given(st.lists(st.booleans(), max_size=400))
def test_foreign_issues_are_counted(own: list[bool]) -> None:
    """All foreign issues are counted and the first three are named; the body contains all of them."""
    issues = numbered(len(own))
    contents = Contents(issues=issues, mappings=(), checkpoint=NOTHING.checkpoint)

    def owns(ref: Ref) -> bool:
        return own[int(ref.id)]

    builder = builder_of(HEADER, contents, owns)
    body = b"".join(builder.chunks())
    foreign = tuple(f"jira:acme.example:{number}" for number, is_own in enumerate(own) if not is_own)
    refused = builder.foreign.refuse(allow=False)
    assert refused == (Failure(ForeignIssues(foreign[:3], len(foreign))) if foreign else Success(()))
    assert builder.foreign.refuse(allow=True) == Success((ForeignIssuesIncluded(len(foreign)),) if foreign else ())
    assert body == encode_snapshot(replace(SNAPSHOT, contents=contents))
