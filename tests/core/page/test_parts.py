"""A snapshot taken apart."""

from msgspec.structs import replace
from returns.result import Success

from tests.core.builders import CONTENTS, HEADER, ISSUE, MAPPED
from trackpost.core.page.parts import head_of, listing_of, parts_of
from trackpost.core.snapshot.body import Contents, Snapshot, decode_snapshot, encode_snapshot

SNAPSHOT = Snapshot(header=HEADER, contents=CONTENTS)


def test_parts() -> None:
    """Issues come first, then links; each can be found by its identity and by its words."""
    issue, link = parts_of(SNAPSHOT)
    assert (issue.kind, issue.identity) == ("issue", "jira:acme.example:10001")
    assert issue.words == "acme-1\nlogin fails\nin_progress\nbug\nalice\nbob\nweb"
    assert (link.kind, link.identity, link.words) == ("link", "WP01 jira:acme.example:10001", "wp01\nacme-1")


def test_parts_without_a_key() -> None:
    """The id stands for the key."""
    issue = replace(ISSUE, ref=replace(ISSUE.ref, key=None))
    link = replace(MAPPED, external_key=None)
    contents = replace(CONTENTS, issues=(issue,), mappings=(link,))
    words = [part.words.partition("\n")[0] for part in parts_of(Snapshot(header=HEADER, contents=contents))]
    assert words == ["10001", "wp01"]


def test_the_head() -> None:
    """It is the snapshot without issues and links."""
    empty = Contents(issues=(), mappings=(), checkpoint=CONTENTS.checkpoint)
    assert decode_snapshot(head_of(SNAPSHOT)) == Success(Snapshot(header=HEADER, contents=empty))


def test_a_body_that_only_the_slow_way_reads() -> None:
    """Whatever the server takes can be opened, such as ``1.0`` for 1."""
    body = encode_snapshot(SNAPSHOT)
    listing = listing_of(body)
    assert listing == listing_of(body.replace(b'"priority":1', b'"priority":1.0'))
    assert listing.map(lambda found: found.parts) == Success(tuple(parts_of(SNAPSHOT)))
