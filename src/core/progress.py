"""How far a publish has come."""

from typing import Literal, TypeAlias

from attrs import frozen

Doing: TypeAlias = Literal["built", "sent"]


@frozen(kw_only=True)
class Progress:
    """How far the body of a snapshot has come.

    Attributes:
        doing: first it is built, then it is sent, again at each attempt.
        bytes: so many are done.
        share: of the whole, from 0 to 1.
    """

    doing: Doing
    bytes: int
    share: float


def progress_in_words(progress: Progress, seconds: float) -> str:
    """Return bytes, rate and the time that is left, after so many *seconds* of what is being done.

    >>> progress_in_words(Progress(doing="sent", bytes=30_000_000, share=0.25), 2.0)
    '30.0 MB sent, 15.0 MB/s, 6 s left'
    """
    megabytes = progress.bytes / 1e6
    if not seconds or not progress.share:
        return f"{megabytes:.1f} MB {progress.doing}"
    left = seconds / progress.share - seconds
    return f"{megabytes:.1f} MB {progress.doing}, {megabytes / seconds:.1f} MB/s, {left:.0f} s left"
