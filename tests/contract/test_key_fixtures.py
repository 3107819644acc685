"""The chains of keys in the fixtures follow from the contract alone, and from the code that sends them."""

from hashlib import sha256

import msgspec
import pytest
from attrs import frozen

from tests.contract.server_fixtures import FOLDER
from trackpost.core.snapshot.idempotency import Digest, IdempotencyKey, LastKey, fresh_key, next_key


@frozen
class Sent:
    """A snapshot that a client sent, its key, and what the client learned."""

    body: str
    key: str
    answer: str
    link: str | None
    random: str | None


@frozen
class Chain:
    """What one client sent to one target."""

    name: str
    steps: list[Sent]


CHAINS = {one.name: one for one in msgspec.json.decode((FOLDER / "keys.json").read_bytes(), type=list[Chain])}


@pytest.mark.parametrize("chain", CHAINS.values(), ids=CHAINS.keys())
def test_a_chain_of_keys(chain: Chain) -> None:
    """Each key follows from what was sent before: by the contract alone, and by the code that sends it."""
    link: str | None = None
    for before, step in zip([None, *chain.steps], chain.steps, strict=False):
        assert step.key == _following(before, step, link) == _by_code(before, step, link)
        link = step.link or (link if before is not None and before.key == step.key else None)


def _following(before: Sent | None, step: Sent, link: str | None) -> str:
    if step.random is not None:
        return _key(3, step, step.random)
    if before is None:
        return _key(1, step)
    if before.body == step.body and before.answer != "refused":
        return before.key
    return _key(2, step, link or before.key)


def _by_code(before: Sent | None, step: Sent, link: str | None) -> str:
    digest = digest_of(step.body.encode())
    if step.random is not None:
        return fresh_key(digest, bytes.fromhex(step.random))
    if before is None:
        return next_key(digest, None)
    is_refused = before.answer == "refused"
    last = LastKey(IdempotencyKey(before.key), digest_of(before.body.encode()), is_refused=is_refused, link=link)
    return next_key(digest, last)


def digest_of(content: bytes) -> Digest:
    """Return the digest of a body."""
    return Digest(sha256(content).hexdigest())


def _key(version: int, step: Sent, further: str | None = "") -> str:
    digest = sha256(step.body.encode()).digest()
    return sha256(b"trackpost/idempotency-key/%d\n" % version + digest + bytes.fromhex(further or "")).hexdigest()
