"""What a cache gave when it was packed last, so that it is not read again while it stays as it is.

A memo states a fact that stays true: a project whose cache has this mark gives a snapshot with this digest. Whether the
server has that snapshot is for the ledger to say. So a memo that is lost, old or copied costs time, and nothing else.
"""

from hashlib import sha256
from typing import Annotated

import msgspec
from msgspec import Meta, Struct

from .. import VERSION
from ..issues.filing import Filing
from ..issues.model import NOTHING_READ
from .body import Contents, Header, Snapshot, encode_snapshot
from .idempotency import Digest
from .packing import PackedSnapshot

_HEX = Meta(pattern=r"^[0-9a-f]{64}$(?!\n)")
_QUIET = 2_000_000_000
"""Nanoseconds: the times of a file are this coarse at most, on the file systems whose times are believed."""
_ENCODER = msgspec.json.Encoder(order="sorted")


class Look(Struct, frozen=True):
    """How the files of a cache look from outside.

    Attributes:
        parts: what is different after every write, once some time has passed.
        changed_at: when one of the files was changed last, in nanoseconds since the epoch.
    """

    parts: tuple[str, ...]
    changed_at: int

    def is_quiet(self, now: int) -> bool:
        """Say whether a change after *now*, in nanoseconds since the epoch, certainly makes the files look different.

        Two changes at nearly the same time can leave the same time behind. A file from the future proves nothing.

        >>> [Look((), 7_000_000_000).is_quiet(now) for now in (6_000_000_000, 9_000_000_000, 9_000_000_001)]
        [False, False, True]
        """
        return now - self.changed_at > _QUIET


class Memo(Struct, frozen=True, kw_only=True):
    """The snapshot that a project gives.

    Attributes:
        mark: of the project and its cache (`mark_of`).
        digest: of the body.
        issues: the number of issues in it.
        mappings: the number of work-package links in it.
        bytes: its length.
    """

    mark: Annotated[str, _HEX]
    digest: Annotated[Digest, _HEX]
    issues: Annotated[int, Meta(ge=0)]
    mappings: Annotated[int, Meta(ge=0)]
    bytes: Annotated[int, Meta(ge=0)]


_DECODER = msgspec.json.Decoder(Memo)


def mark_of(header: Header, filing: Filing, look: Look) -> str:
    """Return the digest of all that a snapshot follows from: 64 hex digits.

    Args:
        header: the members that come from the config and the credentials, the route among them.
        filing: which rows of the cache are the project's; for beads and fp, it names the folder.
        look: of the cache. Work-package links and checkpoints are in it, too.
    """
    frame = encode_snapshot(Snapshot(header=header, contents=Contents(issues=(), mappings=(), checkpoint=NOTHING_READ)))
    versions = (VERSION, msgspec.__version__)
    return sha256(_ENCODER.encode((versions, msgspec.Raw(frame), filing, look.parts))).hexdigest()


def memo_of(mark: str, snapshot: PackedSnapshot) -> Memo:
    """Return what to keep of *snapshot*, which the project with this *mark* gives."""
    return Memo(
        mark=mark,
        digest=snapshot.digest,
        issues=snapshot.issues,
        mappings=snapshot.mappings,
        bytes=len(snapshot.body),
    )


def encode_memo(memo: Memo) -> bytes:
    """Return the bytes that `parse_memo` reads."""
    return _ENCODER.encode(memo)


def parse_memo(content: bytes) -> Memo | None:
    """Return the memo that a file holds; None if it holds anything else, which is as good as no file.

    >>> parse_memo(b""), parse_memo(b"[" * 9_999)
    (None, None)
    """
    try:
        return _DECODER.decode(content)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None
