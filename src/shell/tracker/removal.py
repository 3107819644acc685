"""Removes from the cache what the tracker no longer has, when its whole list has been read."""

from collections.abc import Iterable, Iterator
from typing import TypeAlias

from attrs import frozen
from returns.result import Failure, Result, Success

from ...core.issues.filing import full_pull_key
from ...core.issues.model import Checkpoint, IssueRef, ref_in
from ...core.trackers.pulled import LinkedToRemoved, TrackerShrank, refuse_shrunken_list
from ..cache.seen import SeenIssues, Unseen
from ..cache.writer import CacheWriter
from .keeping import NAMELESS, Keeper
from .resource import Resource

_Cached: TypeAlias = tuple[Unseen, IssueRef]


@frozen
class Removed:
    """What is gone.

    Attributes:
        names: the keys of the issues, or their ids.
        links: the work packages that are linked to them.
    """

    names: tuple[str, ...] = ()
    links: tuple[LinkedToRemoved, ...] = ()


def remove_gone(keeper: Keeper, *, allow_shrink: bool) -> Result[Removed, TrackerShrank]:
    """Remove the issues of a resource that a full pull has not seen, unless they are more than half.

    Those that do not match its filter any more leave only the project, as long as others have them.

    Args:
        keeper: knows the resource, and what the pull has seen of it, which is its whole list.
        allow_shrink: remove more than half too.
    """
    writer, seen, resource = keeper.writer, keeper.seen, keeper.resource
    if seen.has(NAMELESS):  # what was skipped may be any of those that were not seen
        return Success(Removed())
    gone = list(_gone(seen, resource))
    provider = resource.context.provider
    refusal = refuse_shrunken_list(provider, seen.count_cached() + len(gone), len(gone), allow=allow_shrink)
    if refusal is not None:
        return Failure(refusal)
    is_shared = resource.keys.is_filtered
    writer.drop_rows(one.row for one, _ in gone if not (is_shared and one.is_seen_elsewhere))
    seen.forget_others()
    writer.put_checkpoint(full_pull_key(resource.keys.own), Checkpoint(cursor=None, updated_since=keeper.now))
    refs = [ref for _, ref in gone]
    return Success(Removed(tuple(map(_name_of, refs)), tuple(_links_to(writer, refs))))


def _gone(seen: SeenIssues, resource: Resource) -> Iterator[_Cached]:
    """Yield the issues that were not seen, as far as they are the resource's own.

    A filtered list says nothing about issues that never were on it.
    """
    if resource.keys.is_filtered:
        yield from _cached(seen.unseen(resource.context.provider, only_known=True))
        return
    cached = list(_cached(seen.unseen(resource.context.provider)))
    yield from ((one, ref) for one, ref in cached if _is_gone(one, ref, resource))
    for key, renamed in seen.former_keys().items():
        left = [(one, ref) for one, ref in cached if (ref.key or "").startswith(f"{key}-")]
        if len(left) <= renamed:  # else another project has that key, and one issue moved with its number
            yield from left


def _cached(unseen: Iterable[Unseen]) -> Iterator[_Cached]:
    for one in unseen:
        ref = ref_in(one.payload)
        if ref is not None:
            yield one, ref


def _is_gone(unseen: Unseen, ref: IssueRef, resource: Resource) -> bool:
    return resource.owns(ref) and (resource.tells_by_key or not unseen.is_seen_elsewhere)


def _name_of(ref: IssueRef) -> str:
    return ref.key or ref.id


def _links_to(writer: CacheWriter, gone: list[IssueRef]) -> Iterator[LinkedToRemoved]:
    for ref in gone:
        for wp_id in writer.packages_linked_to(ref):
            yield LinkedToRemoved(wp_id, _name_of(ref))
