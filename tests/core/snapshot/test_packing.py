"""A snapshot that is packed for sending."""

from collections.abc import Mapping
from hashlib import sha256

import pytest
from attrs import evolve
from hypothesis import given
from msgspec.structs import replace
from returns.result import Failure, Result, Success

from tests.core import strategies
from tests.core.builders import (
    ACME,
    BETA,
    BINDING,
    CONTENTS,
    HEADER,
    ISSUE,
    NOTHING,
    PACKED,
    SNAPSHOT,
    digest_of,
    snapshot,
)
from tests.core.strategies import QUICK
from tests.support.packed import Whole, builder_of, bytes_of
from trackpost.core.routing.credentials import EmptyCredential, MissingCredential
from trackpost.core.routing.route import ResourceRoute, RoutingError, UnsupportedProvider
from trackpost.core.snapshot.body import Contents, Snapshot, encode_snapshot
from trackpost.core.snapshot.idempotency import LastKey, first_key, fresh_key, next_key
from trackpost.core.snapshot.packing import PackedSnapshot, packed_by, with_fresh_key, with_next_key

MISSING = MissingCredential("jira", "project_key")


def packed(routing: Result[ResourceRoute, RoutingError], route: ResourceRoute | None) -> PackedSnapshot:
    """Return the small snapshot, packed step by step, with *route* in its body."""
    body = encode_snapshot(replace(SNAPSHOT, header=replace(HEADER, route=route)))
    return PackedSnapshot(
        routing=routing,
        issues=1,
        mappings=1,
        digest=digest_of(body),
        idempotency_key=first_key(digest_of(body)),
        body=Whole(body),
        fingerprint=snapshot(routing).fingerprint,
    )


CASES: Mapping[str, tuple[Result[ResourceRoute, RoutingError], ResourceRoute | None]] = {
    "routed": (Success(ACME), ACME),
    "not routed": (Failure(MISSING), None),
    "no rule": (Failure(UnsupportedProvider("jira")), None),
}


@pytest.mark.parametrize(("routing", "route"), CASES.values(), ids=CASES.keys())
def test_pack(routing: Result[ResourceRoute, RoutingError], route: ResourceRoute | None) -> None:
    """A packed snapshot has the bytes, their digest and key, the counts, and the reason for a missing route."""
    assert packed(routing, route) == snapshot(routing)
    assert bytes_of(packed(routing, route)) == bytes_of(snapshot(routing))


def test_packed_by() -> None:
    """The packed snapshot has the builder's results and the caller's arguments."""
    first, second = (builder_of(HEADER, CONTENTS) for _ in range(2))
    body = Whole(b"".join(first.chunks()))
    assert body.content == b"".join(second.chunks())
    assert packed_by(first, Success(ACME), body, (MISSING,)) == PackedSnapshot(
        routing=Success(ACME),
        issues=1,
        mappings=1,
        digest=digest_of(body.content),
        idempotency_key=first_key(digest_of(body.content)),
        body=body,
        warnings=(MISSING,),
        fingerprint=second.fingerprint(),
    )


def test_the_digest_stands_for_the_body() -> None:
    """Snapshots are compared without their bytes, and neither these nor the fingerprint are printed."""
    other = evolve(PACKED, body=Whole(b"c4nary"), fingerprint=PACKED.fingerprint)
    assert other == PACKED
    assert not [text for text in ("c4nary", "body", "fingerprint") if text in repr(other)]


def test_counts() -> None:
    """The counts are those of the body."""
    other = replace(ISSUE, title="Another")
    many = snapshot(contents=replace(NOTHING, issues=(ISSUE, other)))
    assert (many.issues, many.mappings) == (2, 0)


CHANGES: Mapping[str, PackedSnapshot] = {
    "a rebind from ACME to BETA": snapshot(Success(BETA)),
    "a rebind to a team of the same name": snapshot(Success(ResourceRoute("linear_team", "ACME"))),
    "no longer a route": snapshot(Failure(MISSING)),
    "an edited title": snapshot(contents=replace(CONTENTS, issues=(replace(ISSUE, title="Login fails!"),))),
    "one less issue": snapshot(contents=replace(CONTENTS, issues=())),
    "one less mapping": snapshot(contents=replace(CONTENTS, mappings=())),
    "another cursor": snapshot(contents=replace(CONTENTS, checkpoint=replace(CONTENTS.checkpoint, cursor="43"))),
    "a cursor with the text None": snapshot(
        contents=replace(CONTENTS, checkpoint=replace(CONTENTS.checkpoint, cursor="None"))
    ),
    "no cursor": snapshot(contents=replace(CONTENTS, checkpoint=replace(CONTENTS.checkpoint, cursor=None))),
    "another workspace": snapshot(binding=evolve(BINDING, workspace="beta.example")),
    "another provider": snapshot(binding=evolve(BINDING, provider="linear")),
    "another mode": snapshot(binding=evolve(BINDING, doctrine_mode="split_ownership")),
    "another owner": snapshot(binding=evolve(BINDING, doctrine_field_owners={})),
    "another project": snapshot(binding=evolve(BINDING, project_uuid=None)),
    "another slug": snapshot(binding=evolve(BINDING, project_slug="other")),
}


@pytest.mark.parametrize("changed", CHANGES.values(), ids=CHANGES.keys())
def test_any_change_changes_the_key(changed: PackedSnapshot) -> None:
    """If one member of the body changes, so does the key."""
    assert changed.idempotency_key != PACKED.idempotency_key
    assert changed.digest != PACKED.digest


def test_every_change_has_its_own_key() -> None:
    """No two of the changes share a key."""
    assert len(CHANGES) == len({changed.idempotency_key for changed in CHANGES.values()})


REVERSED = dict(reversed([*BINDING.doctrine_field_owners.items()]))

SAME: Mapping[str, PackedSnapshot] = {
    "packed again": snapshot(),
    "owners in another order": snapshot(
        binding=evolve(BINDING, doctrine_field_owners={"labels": "local", "status": "external"})
    ),
    "another spelling of the provider": snapshot(binding=evolve(BINDING, provider_as_typed="JIRA")),
}


@pytest.mark.parametrize("same", SAME.values(), ids=SAME.keys())
def test_what_is_not_sent_does_not_change_the_key(same: PackedSnapshot) -> None:
    """The same body has the same key."""
    assert same == PACKED


def test_the_reason_of_a_missing_route_is_not_sent() -> None:
    """Without a route, the body is the same for every reason."""
    reasons = (MISSING, EmptyCredential("jira", "project_key"), UnsupportedProvider("jira"))
    assert len({snapshot(Failure(reason)).idempotency_key for reason in reasons}) == 1


def test_with_next_key() -> None:
    """After another snapshot, only the key differs."""
    last = LastKey(snapshot(contents=NOTHING).idempotency_key, snapshot(contents=NOTHING).digest, is_refused=False)
    assert with_next_key(PACKED, last) == evolve(PACKED, idempotency_key=next_key(PACKED.digest, last))
    assert with_next_key(PACKED, last) != PACKED == with_next_key(PACKED, None)


def test_with_fresh_key() -> None:
    """Only the key differs; it is derived from the digest and the random bytes."""
    nonce = bytes(range(32))
    assert with_fresh_key(PACKED, nonce) == evolve(PACKED, idempotency_key=fresh_key(PACKED.digest, nonce))


def test_repr_leaves_the_body_out() -> None:
    """A snapshot can be logged without the text of its issues."""
    assert "Login fails" not in repr(PACKED)


@QUICK
@given(strategies.SNAPSHOT, strategies.SNAPSHOT)
def test_any_change_of_payload_changes_the_digest(first: Snapshot, second: Snapshot) -> None:
    """Two digests are equal only if the snapshots are equal."""
    digests = [digest_of(encode_snapshot(snapshot)) for snapshot in (first, second)]
    assert (digests[0] == digests[1]) == (first == second)


@QUICK
@given(strategies.CONTENTS)
def test_the_digest_is_of_the_bytes_that_are_sent(contents: Contents) -> None:
    """Hashing the body gives the digest."""
    sent = snapshot(contents=contents)
    assert sha256(bytes_of(sent)).hexdigest() == sent.digest
