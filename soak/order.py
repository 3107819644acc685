"""Whether the server holds what the publishes said that it holds. Pure."""

from collections.abc import Iterator
from itertools import pairwise

from .history import SPENDING, Applied, History, Publish
from .ruling import Broken, Excused, Kept, Ruling, ruled

_LATE = 0.3
"""Seconds: a publisher that ended by itself may be seen to have ended so much later."""


def wins(history: History) -> Iterator[Ruling]:
    """When a publish was told that its snapshot is there, the server had applied nothing else since."""
    for publish in history.publishes:
        answered = _told_at(history, publish)
        if answered is None or publish.said is None or publish.said.digest is None:
            continue
        entries = history.applied_to(publish.target.project)
        own = [index for index, entry in enumerate(entries) if entry.digest == publish.said.digest]
        before = [index for index in own if entries[index].at <= answered]
        if before:  # otherwise `applied` is broken, which says so
            later = [entry for entry in entries[before[-1] + 1 :] if entry.at < answered]
            yield _over(history, publish, later)


def _told_at(history: History, publish: Publish) -> float | None:
    """Return when the server gave the last answer that *publish* can have heard, if it said that it arrived."""
    if not publish.arrived:
        return None
    answers = (one.answered_at for one in history.requests_of(publish) if one.is_accepted)
    return max((at for at in answers if at is not None and at <= publish.ended), default=None)


def _over(history: History, publish: Publish, later: list[Applied]) -> Ruling:
    for entry in later:
        reason = _excuse(history, publish, entry)
        if reason is None:
            makers = history.makers(entry)
            why = f"the server has applied {history.content(entry.digest)} since"
            return Broken(publish, why, min(one.number for one in (publish, *makers)))
    return Excused(str(_excuse(history, publish, later[-1]))) if later else Kept()


def _excuse(history: History, publish: Publish, entry: Applied) -> str | None:
    """Return why *entry* may have been applied in spite of *publish*."""
    makers = history.makers(entry)
    if makers and all(maker.target.machine != publish.target.machine for maker in makers):
        return "another machine published"
    if any(_is_late(maker, entry) for maker in makers):
        return "a request outlived its publisher"
    if any(not history.could_record(maker) for maker in makers):
        return "the publish in between could not be recorded"
    return None


def _is_late(maker: Publish, entry: Applied) -> bool:
    slack = 0.0 if maker.was_killed else _LATE
    return not maker.arrived and entry.at >= maker.ended - slack


def once(history: History) -> Iterator[Ruling]:
    """Unchanged content is not applied again, if nothing happened to the ledger."""
    for project in history.projects:
        for earlier, later in pairwise(history.applied_to(project)):
            makers = [*history.makers(earlier), *history.makers(later)]
            targets = {maker.target for maker in makers}
            if len(targets) == 1 and history.is_calm(makers[0].target.machine):
                yield _again(history, earlier, later, makers)


def _again(history: History, earlier: Applied, later: Applied, makers: list[Publish]) -> Ruling:
    if earlier.digest != later.digest:
        return Kept()
    began, ended = min(one.began for one in makers), max(one.ended for one in makers)
    if history.contents(makers[0].target, began, ended) != {later.digest}:
        return Excused("the content had changed in between")
    if any(one.key == earlier.key and (one.told or one.status) in SPENDING for one in history.requests):
        return Excused("the key was refused for good in between")
    return Broken(makers[-1], "the server applied the same content again", makers[0].number)


def recorded(history: History) -> Iterator[Ruling]:
    """What was sent is in the ledger, if nothing happened to that."""
    for publish in history.publishes:
        if history.is_calm(publish.target.machine):
            known = history.recorded.get(publish.target, frozenset())
            for request in history.requests_of(publish):
                if request.digest is not None:
                    is_known = (request.key, request.digest) in known
                    yield ruled(publish, None if is_known else f"the ledger does not know the key {request.key[:8]}")


def last(history: History) -> Iterator[Ruling]:
    """After the last publish of new content, in peace, the server holds exactly that."""
    for publish in history.publishes:
        if publish.is_final:
            entries = [one for one in history.applied_to(publish.target.project) if one.at <= publish.ended]
            held = entries[-1].digest if entries else None
            is_right = publish.arrived and {held} == history.contents(publish.target, publish.began, publish.ended)
            yield ruled(publish, None if is_right else f"the server holds {history.content(held)}", 0)
