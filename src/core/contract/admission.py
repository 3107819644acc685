"""What a server does with a request: its key and its sequence decide whether the snapshot is applied.

Contract: contracts/tracker-snapshot-publish.md, "What a server does with the key" and "The sequence of snapshots".
"""

from typing import TypeAlias

from attrs import frozen

from ..snapshot.idempotency import Digest


@frozen
class AccountKey:
    """An idempotency key. It belongs to an account: the same key from another account is another one.

    Attributes:
        account: the number of the account, from 0.
        key: 64 lower-case hex digits.
    """

    account: int
    key: str


@frozen
class Ticket:
    """What the headers of a request say about its snapshot.

    Attributes:
        key: its idempotency key.
        sequence: the ``Snapshot-Sequence``; None if there is none.
    """

    key: AccountKey
    sequence: int | None = None


@frozen
class StoredAnswer:
    """What a request was answered: status, and body byte by byte."""

    status_code: int
    body: bytes


@frozen
class Seen:
    """An earlier request under the same key.

    Attributes:
        digest: of its body.
        answer: None while it is still under way.
    """

    digest: Digest
    answer: StoredAnswer | None


@frozen
class Apply:
    """The key is new: take the snapshot."""


@frozen
class Replay:
    """The same request again: give the same answer again, and change nothing."""

    answer: StoredAnswer


@frozen
class InProgress:
    """The first request under this key has not been answered yet."""


@frozen
class KeyReused:
    """The key belongs to another body."""


@frozen
class TooLate:
    """A snapshot with a higher sequence was applied for the same project: change nothing."""


Admission: TypeAlias = Apply | Replay | InProgress | KeyReused | TooLate


def admit(digest: Digest, seen: Seen | None) -> Admission:
    """Decide on a request from its body's *digest* and from what its key is known for.

    >>> admit(Digest("ab"), None)
    Apply()
    """
    if seen is None:
        return Apply()
    if seen.digest != digest:
        return KeyReused()
    return InProgress() if seen.answer is None else Replay(seen.answer)


def in_order(admission: Admission, sequence: int | None, highest: int | None) -> Admission:
    """Return *admission*, unless it is to apply a snapshot whose *sequence* is lower than the *highest* one applied.

    >>> in_order(Apply(), 6, 7), in_order(Apply(), 7, 7), in_order(Apply(), None, 7)
    (TooLate(), Apply(), Apply())
    """
    is_late = sequence is not None and highest is not None and sequence < highest
    return TooLate() if is_late and isinstance(admission, Apply) else admission
