"""Removes from the cache what the tracker no longer has, when its whole list is known."""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TypeAlias

from attrs import frozen
from returns.result import Failure, Result, Success

from ...core.errors import Problem
from ...core.issues.filing import CheckpointKeys, full_pull_key
from ...core.issues.model import Checkpoint, IssueRef, ref_in
from ...core.trackers.held_back import NothingRemoved
from ...core.trackers.pulled import LinkedToRemoved, TrackerShrank, refuse_shrunken_list
from ..cache.seen import SeenIssues, Unseen
from ..files.reading import is_absent
from .keeping import NAMELESS, Keeper
from .resource import Resource

_Cached: TypeAlias = tuple[Unseen, IssueRef]


@frozen
class Removed:
    """What is gone.

    Attributes:
        names: the keys of the issues, or their ids.
        is_held_back: nothing is removed, for nobody can tell what is gone.
        warnings: work packages that are linked to them, or why none was removed.
    """

    names: tuple[str, ...] = ()
    is_held_back: bool = False
    warnings: tuple[Problem, ...] = ()


def remove_unseen(keeper: Keeper, *, allow_shrink: bool) -> Result[Removed, TrackerShrank]:
    """Remove the issues of a resource that a full pull has not seen, unless they are more than half.

    Those that do not match its filter any more leave only the project, as long as others have them.

    Args:
        keeper: knows the resource, and what the pull has seen of it, which is its whole list.
        allow_shrink: remove more than half too.
    """
    return _without_gone(keeper, allow_shrink=allow_shrink).map(lambda removed: _noted(keeper, removed))


def _noted(keeper: Keeper, removed: Removed) -> Removed:
    """Write down that the whole list was read."""
    if not removed.is_held_back:
        keeper.seen.forget_others()
        key = full_pull_key(keeper.resource.keys.own)
        keeper.writer.put_checkpoint(key, Checkpoint(cursor=None, updated_since=keeper.now))
    return removed


def remove_unlisted(keeper: Keeper, ids: frozenset[str], *, allow_shrink: bool) -> Result[Removed, TrackerShrank]:
    """Remove the same after a pull of changes: what it has not seen, and the tracker does not list.

    Args:
        keeper: knows the resource, and the changes that the pull has seen of it.
        ids: of the whole list.
        allow_shrink: remove more than half too.
    """
    keeper.mark_listed(ids)
    return _without_gone(keeper, allow_shrink=allow_shrink)


def _without_gone(keeper: Keeper, *, allow_shrink: bool) -> Result[Removed, TrackerShrank]:
    writer, seen, resource = keeper.writer, keeper.seen, keeper.resource
    gone, provider = list(_gone(keeper)), resource.context.provider
    if gone and seen.has(NAMELESS):
        return Success(Removed(is_held_back=True, warnings=(NothingRemoved(provider, len(gone)),)))
    refusal = refuse_shrunken_list(provider, seen.count_cached() + len(gone), len(gone), allow=allow_shrink)
    if refusal is not None:
        return Failure(refusal)
    is_shared = resource.keys.is_filtered
    writer.drop_rows(one.row for one, _ in gone if not (is_shared and one.is_seen_elsewhere))
    seen.forget_other_issues(provider)
    refs = [ref for _, ref in gone]
    return Success(Removed(names=tuple(map(_name_of, refs)), warnings=tuple(_links_to(keeper, refs))))


def _gone(keeper: Keeper) -> Iterator[_Cached]:
    """Yield the issues that were not seen, as far as they are the resource's own.

    A filtered list says nothing about issues that never were on it.
    """
    seen, resource = keeper.seen, keeper.resource
    others = _others(keeper)
    if resource.keys.is_filtered:
        yield from _cached(seen.unseen(resource.context.provider, others, only_known=True))
        return
    cached = list(_cached(seen.unseen(resource.context.provider, others)))
    left = _left_under_former_keys(seen, cached)
    yield from ((one, ref) for one, ref in cached if one.row in left or _is_gone(one, ref, resource))


def _others(keeper: Keeper) -> tuple[str, ...]:
    """Return the resources that are others, and not this one by a name that it has or had in the credentials."""
    seen, resource = keeper.seen, keeper.resource
    keys = resource.keys
    others = tuple(other for other in seen.resources() if not keys.covers(other) and not _has_vanished(keys, other))
    if not others or keys.is_filtered or resource.tells_by_key:
        return others
    names = {*keeper.names, *seen.project_keys(), *_former_keys(keeper)}
    return tuple(other for other in others if not keys.covers(other, names))


def _has_vanished(keys: CheckpointKeys, other: str) -> bool:
    """Say whether a resource is a folder that is no longer there, as of a worktree that was removed."""
    folder = Path(other.removeprefix(f"{keys.shared}#"))
    return folder.is_absolute() and is_absent(folder)


def _former_keys(keeper: Keeper) -> Iterator[str]:
    """Yield the keys that the project had before."""
    seen = keeper.seen
    former = seen.former_keys()
    if former:
        cached = list(_cached(seen.unseen(keeper.resource.context.provider)))
        yield from (key for key, _ in _left_under(former, cached))


def _left_under_former_keys(seen: SeenIssues, cached: list[_Cached]) -> frozenset[int]:
    """Return the rows of the issues that still have a key which the project had before."""
    return frozenset(row for _, rows in _left_under(seen.former_keys(), cached) for row in rows)


def _left_under(former: Mapping[str, int], cached: list[_Cached]) -> Iterator[tuple[str, list[int]]]:
    """Yield each former key with the rows that still have it."""
    for key, renamed in former.items():
        left = [one.row for one, ref in cached if (ref.key or "").startswith(f"{key}-")]
        if len(left) <= renamed:  # else another project has that key, and one issue moved with its number
            yield key, left


def _cached(unseen: Iterable[Unseen]) -> Iterator[_Cached]:
    for one in unseen:
        ref = ref_in(one.payload)
        if ref is not None:
            yield one, ref


def _is_gone(unseen: Unseen, ref: IssueRef, resource: Resource) -> bool:
    return resource.owns(ref) and (resource.tells_by_key or not unseen.is_seen_elsewhere)


def _name_of(ref: IssueRef) -> str:
    return ref.key or ref.id


def _links_to(keeper: Keeper, gone: list[IssueRef]) -> Iterator[LinkedToRemoved]:
    """Yield a warning for each link to one of the issues. Repositories count alike, so there the URL decides too."""
    resource = keeper.resource
    places = {resource.renamed.workspace, resource.context.workspace, resource.alias}
    is_split = resource.context.workspace != resource.renamed.workspace
    for ref in gone:
        for wp_id in keeper.writer.packages_linked_to(ref, places, ref.url if is_split else None):
            yield LinkedToRemoved(wp_id, _name_of(ref))
