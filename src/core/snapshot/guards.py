"""Checks before a snapshot is sent: its issues belong to the project, and it has not shrunk."""

from collections.abc import Callable, Iterable, Mapping
from typing import ClassVar, Literal, TypeAlias

from msgspec import Struct
from returns.result import Failure, Result, Success

from ..errors import Category, sentence
from ..issues.model import Ref, identity_of
from ..parsing.text import counted
from ..routing.route import ResourceRoute

Owns: TypeAlias = Callable[[Ref], bool]

_MAX_EXAMPLES = 3


def _belong(count: int) -> str:
    return "belongs" if count == 1 else "belong"


class ForeignIssues(Struct, frozen=True):
    """The cache holds issues of another tracker, workspace or project.

    Attributes:
        identities: the first few, as ``system:workspace:id`` and the key, if there is one.
        count: how many there are.
    """

    identities: tuple[str, ...]
    count: int
    category: ClassVar = Category.DATA

    @sentence
    def message(self) -> str:
        more = "" if self.count <= len(self.identities) else " and others"
        return (
            f"{counted(self.count, 'cached issue')} {_belong(self.count)} to another project or workspace: "
            f"{', '.join(self.identities)}{more}; "
            "drop foreign issues with `trackpost pull --drop-foreign`, or allow them with --allow-foreign"
        )


class ForeignIssuesIncluded(Struct, frozen=True):
    """The snapshot includes issues of another project or workspace, because the caller allowed it."""

    count: int
    category: ClassVar = Category.DATA

    @sentence
    def message(self) -> str:
        return f"{counted(self.count, 'issue')} of the snapshot {_belong(self.count)} to another project or workspace"


def owner(provider: str, workspaces: frozenset[str], route: ResourceRoute | None) -> Owns:
    """Return a predicate that tells whether an issue belongs to the project.

    Args:
        provider: canonical name; ``ref.system`` must equal it.
        workspaces: the names of the workspace; ``ref.workspace`` must be one of them.
        route: with a Jira route, the key of an issue, if it has one, must start with the project's key and a hyphen.
            As in Jira, case does not matter.
    """
    prefix = _key_prefix(route)

    def owns(ref: Ref) -> bool:
        key = ref.key
        return (
            ref.system == provider
            and ref.workspace in workspaces
            and (not key or key.startswith(prefix) or key.upper().startswith(prefix))
        )

    return owns


def _key_prefix(route: ResourceRoute | None) -> str:
    match route:
        case ResourceRoute("jira_project", project_key):
            return f"{project_key}-".upper()
        case _:
            return ""


class ForeignCounter:
    """Counts the issues that do not belong to the project, and keeps the first few as examples.

    Args:
        owns: tells whether an issue belongs to the project.
    """

    def __init__(self, owns: Owns) -> None:
        self._owns = owns
        self._examples: tuple[str, ...] = ()
        self.count = 0

    def add(self, refs: Iterable[Ref]) -> None:
        """Count the foreign issues among *refs*."""
        owns = self._owns
        foreign = [ref for ref in refs if not owns(ref)]
        if foreign:
            self.count += len(foreign)
            self._examples = (*self._examples, *map(_label, foreign[:_MAX_EXAMPLES]))[:_MAX_EXAMPLES]

    def refuse(self, *, allow: bool) -> Result[tuple[ForeignIssuesIncluded, ...], ForeignIssues]:
        """Return a warning if there are foreign issues, or refuse them unless *allow* is true."""
        if self.count and not allow:
            return Failure(ForeignIssues(self._examples, self.count))
        return Success((ForeignIssuesIncluded(self.count),) if self.count else ())


def _label(ref: Ref) -> str:
    return f"{identity_of(ref)} ({ref.key})" if ref.key else identity_of(ref)


Counted: TypeAlias = Literal["issues", "links"]


class SnapshotShrank(Struct, frozen=True):
    """The snapshot has far fewer issues, or links, than the last one that the server accepted from this project.

    Attributes:
        before: how many the server accepted.
        after: how many are in this snapshot.
        counted: issues, or links of work packages to issues.
    """

    before: int
    after: int
    counted: Counted = "issues"
    category: ClassVar = Category.DATA

    @sentence
    def message(self) -> str:
        held = counted(self.after, self.counted.removesuffix("s"))
        return (
            f"the snapshot has {held}, but the last one that the server accepted had "
            f"{self.before}; {_TO_RESTORE[self.counted]}, or publish it anyway with --allow-shrink"
        )


_TO_RESTORE: Mapping[Counted, str] = {
    "issues": "pull first",
    "links": "add those that are missing with `trackpost map add`",
}


def refuse_shrunken(
    before: int | None, after: int, *, allow: bool, counted: Counted = "issues"
) -> Result[None, SnapshotShrank]:
    """Refuse a snapshot that lost more than half of its issues, or of its links.

    Links are in the cache alone: a cache that was lost and pulled anew has none.

    Args:
        before: how many are in the last acknowledged snapshot; None if none is known.
        after: how many are in this one.
        allow: accept it anyway.
        counted: what is counted.

    >>> refuse_shrunken(10, 5, allow=False), refuse_shrunken(10, 4, allow=False)
    (<Success: None>, <Failure: SnapshotShrank(before=10, after=4, counted='issues')>)
    """
    if allow or before is None or 2 * after >= before:
        return Success(None)
    return Failure(SnapshotShrank(before, after, counted))
