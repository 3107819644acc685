"""How the idempotency key of a snapshot follows from the one before, and why two keys differ.

Contract: contracts/tracker-snapshot-publish.md, "Idempotency key".
"""

from typing import TypeAlias

from attrs import frozen

from ..snapshot.idempotency import Digest, IdempotencyKey, LastKey, first_key, next_key


@frozen
class Keyed:
    """A snapshot by its key and the digest of its body."""

    key: IdempotencyKey
    digest: Digest


@frozen
class BeginsChain:
    """The key is made from the body alone: the client had sent nothing before."""

    @property
    def why(self) -> str:
        """The fact in a sentence."""
        return "The key is made from this body alone, so it begins a chain: the client knew of no earlier one."


@frozen
class ContinuesChain:
    """The key is made from the body and the key before.

    Attributes:
        before: that key.
    """

    before: str

    @property
    def why(self) -> str:
        """The fact in a sentence."""
        return f"The key is made from this body and the key before, {self.before[:8]}…, so the one follows the other."


@frozen
class MayFollowFirst:
    """The snapshot before begins a chain, and a client mixes random bytes into the key that follows such a one.

    Attributes:
        before: the key that begins the chain.
    """

    before: str

    @property
    def why(self) -> str:
        """The fact in a sentence."""
        return (
            f"The key before, {self.before[:8]}…, begins a chain. A client puts random bytes into the key after such a "
            "one, so only the client can tell that this is it."
        )


@frozen
class OtherChain:
    """The key is made from something that this server has not seen."""

    @property
    def why(self) -> str:
        """The fact in a sentence."""
        return (
            "The key follows none that this server has of the project: a key in between was refused or went elsewhere, "
            "or the client made a fresh one."
        )


Origin: TypeAlias = BeginsChain | ContinuesChain | MayFollowFirst | OtherChain


def origin_of(snapshot: Keyed, before: Keyed | None) -> Origin:
    """Return what the key of a snapshot was made from.

    Args:
        snapshot: it and its digest.
        before: the one that the server took before it, of the same project; None if there is none.

    >>> a, b = Digest("a" * 64), Digest("b" * 64)
    >>> first = Keyed(first_key(a), a)
    >>> second = Keyed(next_key(b, LastKey(first.key, a, is_refused=False)), b)
    >>> origin_of(first, None)
    BeginsChain()
    >>> origin_of(second, first) == ContinuesChain(first.key)
    True
    """
    if before is not None and _follows(snapshot, before):
        return ContinuesChain(before.key)
    if _is_first(snapshot):
        return BeginsChain()
    return MayFollowFirst(before.key) if before is not None and _is_first(before) else OtherChain()


def why_keys_differ(
    earlier: Keyed, later: Keyed, members: tuple[str, ...], before_later: Keyed | None = None
) -> tuple[str, ...]:
    """Return in sentences why two snapshots have different keys.

    Args:
        earlier: one of them.
        later: the other.
        members: what differs in the bodies.
        before_later: the snapshot of the same project that the server took before the later one; None if there is none.
    """
    if earlier.key == later.key:
        return ("This is one snapshot under one key.",)
    return (_bodies(earlier, later, members), _chains(earlier, later, before_later))


def _bodies(earlier: Keyed, later: Keyed, members: tuple[str, ...]) -> str:
    if earlier.digest == later.digest:
        return "Both bodies are the same, byte for byte. A key depends on the key before it, too."
    if members:
        return f"The bodies differ in {_listed(members)}, so their digests differ, and a key is made from the digest."
    return "The bodies differ only in bytes that mean nothing here, such as members that a server ignores."


def _chains(earlier: Keyed, later: Keyed, before_later: Keyed | None) -> str:
    if _follows(later, earlier):
        return "The later key is made from its body and the earlier key: the one follows the other directly."
    if _follows(earlier, later):
        return "The earlier key is made from its body and the later key: the one follows the other directly."
    if before_later is not None and _follows(later, before_later):
        return (
            f"The later key is made from its body and another key, {before_later.key[:8]}…, that lies between the two."
        )
    if _is_first(later):
        return "The later key is made from its body alone, so it begins a chain of its own."
    if _is_first(earlier):
        return (
            "The earlier key begins a chain. A client puts random bytes into the key after such a one, so only the "
            "client can tell whether the later key follows it."
        )
    return "Neither key is made from the other: others lie between them, or they belong to different chains."


def _is_first(snapshot: Keyed) -> bool:
    return snapshot.key == first_key(snapshot.digest)


def _follows(snapshot: Keyed, before: Keyed) -> bool:
    return snapshot.key == next_key(snapshot.digest, LastKey(before.key, before.digest, is_refused=True))


def _listed(names: tuple[str, ...]) -> str:
    *first, last = names
    return f"{', '.join(first)} and {last}" if first else last
