"""Recalls which snapshot a project gave when its cache was packed last, without reading the cache."""

from datetime import datetime
from pathlib import Path

from attrs import frozen

from ...core.delivery.ledger import Past, Target
from ...core.issues.filing import Filing
from ...core.snapshot.body import Header
from ...core.snapshot.memo import Look, Memo, encode_memo, mark_of, memo_of, parse_memo
from ...core.snapshot.packing import PackedSnapshot
from ..cache.look import look_at_cache
from ..files.memo import read_memo, write_memo


@frozen(kw_only=True)
class Recall:
    """The memo of one target, while nobody else publishes to it.

    Attributes:
        path: of the file that holds the memo.
        cache: the path of the cache.
        header: of the project's snapshots.
        filing: which rows of the cache are the project's.
        look: how the cache looked at first; None if that proves nothing.
    """

    path: Path
    cache: Path
    header: Header
    filing: Filing
    look: Look | None

    def known(self, past: Past) -> Memo | None:
        """Return what is known of the snapshot that the cache gives now, if the server accepted it last."""
        memo = None if self.look is None else parse_memo(read_memo(self.path))
        if memo is None or self.look is None or not past.has_arrived(memo.digest):
            return None
        return memo if memo.mark == mark_of(self.header, self.filing, self.look) else None

    def keep(self, snapshot: PackedSnapshot, begun: datetime) -> None:
        """Remember *snapshot*, which was packed since the first look, unless somebody may have changed the cache.

        Args:
            snapshot: without warnings from the packing, so that no option could make a difference.
            begun: a time before the first look.
        """
        if self.look is not None and self.look.is_quiet(_nanoseconds(begun)) and look_at_cache(self.cache) == self.look:
            # It need not be on the disk: after a restart of the machine, its mark is no longer right.
            write_memo(self.path, encode_memo(memo_of(mark_of(self.header, self.filing, self.look), snapshot)))


def recall(home: Path, target: Target, cache: Path, header: Header, filing: Filing) -> Recall:
    """Look at the *cache*, and return what can be recalled for *target*.

    Args:
        home: the folder that holds ``trackpost/``, where the memo is.
        target: where the snapshots go.
        cache: the path of the cache.
        header: of the project's snapshots.
        filing: which rows of the cache are the project's.
    """
    path = home / "trackpost" / f"{target.name}.memo"
    return Recall(path=path, cache=cache, header=header, filing=filing, look=look_at_cache(cache))


def _nanoseconds(instant: datetime) -> int:
    return int(instant.timestamp() * 1_000_000) * 1000
