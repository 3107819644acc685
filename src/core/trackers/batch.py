"""One page of a tracker, translated."""

from collections.abc import Callable, Iterable, Mapping
from typing import ClassVar, TypeAlias

import msgspec
from msgspec import Struct
from msgspec.structs import replace
from returns.result import Failure, Result, Success

from ..errors import Category, sentence
from ..issues.model import IssueRef, identity_of
from ..issues.moments import BEGINNING, earlier, later
from ..result import sealed
from .instants import instant
from .merge import latest_of_each
from .model import Context, NotAnIssue, Skipped, TrackerIssue, Translate, Translated
from .tracker_json import UNDECODABLE, repaired
from .unmapped import Unmapped


class Batch(Struct, frozen=True, kw_only=True):
    """What a page holds.

    Attributes:
        issues: each once.
        skipped: issues that must be left out.
        others: the ids of what is listed and is no issue.
        unmapped: the names of an issue that no table holds, by its identity, for issues that have any.
        untitled: the titles of issues that have none of their own.
        newest: when the latest change was made; None if no issue says so.
        retry_from: the instant from which on all skipped issues are listed again; None if there are none.
    """

    issues: tuple[TrackerIssue, ...] = ()
    skipped: tuple[Skipped, ...] = ()
    others: tuple[str, ...] = ()
    unmapped: Mapping[str, tuple[Unmapped, ...]] = msgspec.field(default_factory=dict)
    untitled: tuple[str, ...] = ()
    newest: str | None = None
    retry_from: str | None = None


class _Found(Struct):
    issues: list[TrackerIssue] = msgspec.field(default_factory=list)
    skipped: list[Skipped] = msgspec.field(default_factory=list)
    others: list[str] = msgspec.field(default_factory=list)
    unmapped: dict[str, tuple[Unmapped, ...]] = msgspec.field(default_factory=dict)
    untitled: list[str] = msgspec.field(default_factory=list)
    retry_from: str | None = None

    def add(self, translated: Translated | NotAnIssue) -> None:
        match translated:
            case Translated(issue, unmapped, is_untitled):
                self.issues.append(issue)
                self.untitled += [issue.title] if is_untitled else []
                if unmapped:
                    self.unmapped[identity_of(issue.ref)] = unmapped
            case NotAnIssue(id, _):
                self.others.append(id or "")


def translate_page(page: Iterable[bytes], translate: Translate, context: Context) -> Batch:
    """Translate each issue of *page*; one that cannot be translated does not stop the others.

    Args:
        page: the JSON of each issue, as the tracker sent it.
        translate: of the tracker.
        context: what a translation needs beside the issue.
    """
    found = _Found()
    for content in page:
        match sealed(translate(content, context)):
            case Success(translated):
                found.add(translated)
            case Failure(skipped):
                found.skipped.append(skipped)
                found.retry_from = earlier(found.retry_from, _changed(content) or BEGINNING)
    return Batch(
        issues=latest_of_each(found.issues),
        skipped=tuple(found.skipped),
        others=tuple(found.others),
        unmapped=found.unmapped,
        untitled=tuple(found.untitled),
        newest=_newest(found.issues),
        retry_from=found.retry_from,
    )


def _newest(issues: Iterable[TrackerIssue]) -> str | None:
    newest: str | None = None
    for issue in issues:
        newest = later(newest, issue.updated_at)
    return newest


class _Dated(msgspec.Struct):
    """The members that say when an issue was changed, in all trackers."""

    updated: object = None
    updated_at: object = None
    updated_in_camel: object = msgspec.field(default=None, name="updatedAt")
    fields: object = None


_DATED = msgspec.json.Decoder(_Dated)
_OF_FIELDS = ("updated", "System.ChangedDate")


def _changed(content: bytes) -> str | None:
    """Return when an issue was changed, even if the rest of it cannot be understood."""
    try:
        dated = _DATED.decode(repaired(content))
    except UNDECODABLE:
        return None
    fields = dated.fields if isinstance(dated.fields, dict) else {}
    given = (dated.updated, dated.updated_at, dated.updated_in_camel, *(fields.get(name) for name in _OF_FIELDS))
    return next((said for one in given if isinstance(one, str) and (said := instant(one)) is not None), None)


class RenamedProject(Struct, frozen=True):
    """The tracker lists a project under another key: its key was changed there.

    Attributes:
        provider: canonical name.
        workspace: of the binding.
        credential: the name of the credential that holds the key.
        old: the key in the credentials.
        new: the key in the tracker.
    """

    provider: str
    workspace: str
    credential: str
    old: str
    new: str
    category: ClassVar = Category.CONFIG

    @sentence
    def message(self) -> str:
        return (
            f"{self.provider} lists project {self.old} under the key {self.new}, so the key was changed; to move this "
            f"project's pin, run `trackpost bind --provider {self.provider} --workspace {self.workspace} "
            f"--credential {self.credential}={self.new}`, then pull again"
        )


def keep_own(
    batch: Batch,
    owns: Callable[[IssueRef], bool],
    cached: Callable[[IssueRef], IssueRef | None],
    renamed: RenamedProject,
    *,
    is_whole: bool,
) -> Result[Batch, RenamedProject]:
    """Skip the issues that do not belong to the project, unless the project was renamed.

    A search index can lag behind: it may list an issue that has just moved to another project, under its new key. Such
    an issue gets another number, while that of a renamed project keeps it. So a project was renamed if none of the page
    is its own, and an issue that the cache has as its own kept the number. A whole list needs no cache: all of it is
    under the same new key.

    Args:
        batch: of one page.
        owns: the test that the project's own issues pass.
        cached: returns the ref of the same issue in the cache, if it is there.
        renamed: what to return for a renamed project, but for its new key.
        is_whole: the page is of the whole list, which has had no issue of the project so far.
    """
    own = [issue for issue in batch.issues if owns(issue.ref)]
    foreign = [issue for issue in batch.issues if not owns(issue.ref)]
    known = [(cached(issue.ref), issue.ref) for issue in foreign]
    key = None if own else _key_that_stayed(known, owns) or (_only_key(known) if is_whole else None)
    if key is not None:
        return Failure(replace(renamed, new=key))
    skipped = (Skipped(renamed.provider, issue.ref.key, f"it is not of project {renamed.old}") for issue in foreign)
    return Success(replace(batch, issues=tuple(own), skipped=(*batch.skipped, *skipped)))


_Known: TypeAlias = tuple[IssueRef | None, IssueRef]
"""An issue, as the cache has it, and as the tracker lists it."""


def _key_that_stayed(known: Iterable[_Known], owns: Callable[[IssueRef], bool]) -> str | None:
    """Return the new key of the first issue of the project that kept its number."""
    kept = (now for before, now in known if before is not None and owns(before) and former_key(before, now))
    return next((_project_and_number(now)[0] for now in kept), None)


def _only_key(known: Iterable[_Known]) -> str | None:
    """Return the key under which all issues are, but for those that have moved."""
    keys = {_project_and_number(now)[0] for before, now in known if not _has_moved(before, now)}
    return (keys.pop() or None) if len(keys) == 1 else None


def _has_moved(before: IssueRef | None, now: IssueRef) -> bool:
    return before is not None and _project_and_number(before)[1] != _project_and_number(now)[1]


def former_key(before: IssueRef, now: IssueRef) -> str | None:
    """Return the key of the project that an issue had before, if its number is the same.

    >>> ref = IssueRef(system="jira", workspace="acme", id="1", key="OLD-7", url=None)
    >>> former_key(ref, replace(ref, key="NEW-7")), former_key(ref, replace(ref, key="NEW-8"))
    ('OLD', None)
    """
    (old, number), (new, same) = _project_and_number(before), _project_and_number(now)
    return old if old and old != new and number == same else None


def _project_and_number(ref: IssueRef) -> tuple[str, str]:
    project, _, number = (ref.key or "").rpartition("-")
    return project, number
