"""A wiped cache must not wipe the server."""

from attrs import frozen
from returns.result import Failure, Result, Success


@frozen
class SnapshotShrank:
    """The snapshot has far fewer issues than the last one that the server took from this project.

    Attributes:
        before: how many the server took.
        after: how many would be sent now.
    """

    before: int
    after: int


def refuse_shrunken(before: int | None, after: int, *, allow: bool) -> Result[None, SnapshotShrank]:
    """Refuse a snapshot that is empty after one that was not, or that lost more than half of its issues.

    Args:
        before: how many issues the last acknowledged snapshot had; None where none is known.
        after: how many this one has.
        allow: let it pass all the same.

    >>> refuse_shrunken(10, 5, allow=False), refuse_shrunken(10, 4, allow=False)
    (<Success: None>, <Failure: SnapshotShrank(before=10, after=4)>)
    """
    if allow or before is None or 2 * after >= before:
        return Success(None)
    return Failure(SnapshotShrank(before, after))
