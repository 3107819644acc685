"""Removes from the cache what the tracker no longer has, when its whole list has been read."""

from collections.abc import Iterator

from attrs import frozen
from returns.result import Failure, Result, Success

from ...core.issues.filing import full_pull_key
from ...core.issues.model import Checkpoint, IssueRef, ref_in
from ...core.trackers.pulled import LinkedToRemoved, TrackerShrank, refuse_shrunken_list
from ..cache.seen import SeenIssues, Unseen
from ..cache.writer import CacheWriter
from .keeping import NAMELESS, Keeper
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


def remove_gone(keeper: Keeper, resource: Resource, *, allow_shrink: bool) -> Result[Removed, TrackerShrank]:
    """Remove the issues of *resource* that a full pull has not seen, unless they are more than half.

    Args:
        keeper: knows what the pull has seen.
        resource: of which that is the whole list.
        allow_shrink: remove more than half too.
    """
    writer, seen, provider = keeper.writer, keeper.seen, resource.context.provider
    if seen.has(NAMELESS):  # what was skipped may be any of those that were not seen
        return Success(Removed())
    gone = list(_gone(seen, resource))
    refusal = refuse_shrunken_list(provider, seen.count_cached() + len(gone), len(gone), allow=allow_shrink)
    if refusal is not None:
        return Failure(refusal)
    writer.drop_rows(row for row, _ in gone)
    seen.forget_others()
    writer.put_checkpoint(full_pull_key(resource.keys.own), Checkpoint(cursor=None, updated_since=keeper.now))
    refs = [ref for _, ref in gone]
    return Success(Removed(tuple(map(_name_of, refs)), tuple(_links_to(writer, refs))))


def _gone(seen: SeenIssues, resource: Resource) -> Iterator[tuple[int, IssueRef]]:
    """Yield the issues that were not seen, with their rows, as far as they are the resource's own."""
    unseen = [(one, ref_in(one.payload)) for one in seen.unseen(resource.context.provider)]
    cached = [(one, ref) for one, ref in unseen if ref is not None]
    yield from ((one.row, ref) for one, ref in cached if _is_gone(one, ref, resource))
    for key, renamed in seen.former_keys().items():
        left = [(one.row, ref) for one, ref in cached if (ref.key or "").startswith(f"{key}-")]
        if len(left) <= renamed:  # else another project has that key, and one issue moved with its number
            yield from left


def _is_gone(unseen: Unseen, ref: IssueRef, resource: Resource) -> bool:
    return resource.owns(ref) and (resource.tells_by_key or not unseen.is_seen_elsewhere)


def _name_of(ref: IssueRef) -> str:
    return ref.key or ref.id


def _links_to(writer: CacheWriter, gone: list[IssueRef]) -> Iterator[LinkedToRemoved]:
    for ref in gone:
        for wp_id in writer.packages_linked_to(ref):
            yield LinkedToRemoved(wp_id, _name_of(ref))
