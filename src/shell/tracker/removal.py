"""Removes from the cache what the tracker no longer has, when its whole list has been read."""

from collections.abc import Iterator

from attrs import frozen
from returns.result import Failure, Result, Success

from ...core.issues.model import IssueRef
from ...core.trackers.pulled import LinkedToRemoved, TrackerShrank, refuse_shrunken_list
from ..cache.seen import SeenIssues, Unseen
from ..cache.writer import CacheWriter, ref_of
from .keeping import NAMELESS
from .resource import Resource


@frozen
class Removed:
    """What is gone.

    Attributes:
        names: the keys of the issues, or their ids.
        links: the work packages that are linked to them.
    """

    names: tuple[str, ...] = ()
    links: tuple[LinkedToRemoved, ...] = ()


def remove_gone(
    writer: CacheWriter, seen: SeenIssues, resource: Resource, *, allow_shrink: bool
) -> Result[Removed, TrackerShrank]:
    """Remove the issues of *resource* that *seen* lacks, unless they are more than half.

    Args:
        writer: of the transaction.
        seen: by a pull that has read the whole list.
        resource: of which it is the list.
        allow_shrink: remove more than half too.
    """
    if seen.has(NAMELESS):  # what was skipped may be any of those that were not seen
        return Success(Removed())
    unseen = [(one, ref_of(one.payload)) for one in seen.unseen(resource.context.provider)]
    cached = [(one, ref) for one, ref in unseen if ref is not None]
    gone = [(one, ref) for one, ref in cached if _is_gone(one, ref, resource)] + _of_former_project(cached, seen)
    before = seen.count_cached() + len(gone)
    refusal = refuse_shrunken_list(resource.context.provider, before, len(gone), allow=allow_shrink)
    if refusal is not None:
        return Failure(refusal)
    for one, _ in gone:
        writer.drop_issue(one.identity)
    seen.forget_others()
    refs = [ref for _, ref in gone]
    return Success(Removed(tuple(map(_name_of, refs)), tuple(_links_to(writer, refs))))


def _is_gone(unseen: Unseen, ref: IssueRef, resource: Resource) -> bool:
    return resource.owns(ref) and (resource.tells_by_key or not unseen.is_seen_elsewhere)


def _of_former_project(cached: list[tuple[Unseen, IssueRef]], seen: SeenIssues) -> list[tuple[Unseen, IssueRef]]:
    """Return the issues under a key that the project had before, unless there are more of them than got a new key."""
    gone: list[tuple[Unseen, IssueRef]] = []
    for key, renamed in seen.former_keys().items():
        left = [(one, ref) for one, ref in cached if (ref.key or "").startswith(f"{key}-")]
        gone += left if len(left) <= renamed else []
    return gone


def _name_of(ref: IssueRef) -> str:
    return ref.key or ref.id


def _links_to(writer: CacheWriter, gone: list[IssueRef]) -> Iterator[LinkedToRemoved]:
    for ref in gone:
        for wp_id in writer.packages_linked_to(ref):
            yield LinkedToRemoved(wp_id, _name_of(ref))
