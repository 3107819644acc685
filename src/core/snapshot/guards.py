"""What must hold before a snapshot is sent: its issues belong to the project, and it did not shrink."""

from collections.abc import Callable, Iterable
from typing import ClassVar, TypeAlias

from attrs import frozen
from returns.result import Failure, Result, Success

from ..errors import Category, sentence
from ..issues.model import IssueRef, identity_of
from ..routing.route import ResourceRoute

Owns: TypeAlias = Callable[[IssueRef], bool]

_NAMED = 3


@frozen
class ForeignIssues:
    """Cached issues of another tracker, workspace or project.

    Attributes:
        identities: of the first few, as ``system:workspace:id``, with the key where there is one.
        count: of all.
    """

    identities: tuple[str, ...]
    count: int
    category: ClassVar = Category.DATA

    @sentence
    def message(self) -> str:
        more = "" if self.count <= len(self.identities) else " and others"
        return (
            f"{self.count} of the cached issues belong to another project or workspace: "
            f"{', '.join(self.identities)}{more}; "
            "remove them with `trackpost pull --drop-foreign`, or publish them anyway with --allow-foreign"
        )


def owner(provider: str, workspaces: frozenset[str], route: ResourceRoute | None) -> Owns:
    """Return the test that an issue's ref must pass.

    Args:
        provider: canonical name, which ``ref.system`` must equal.
        workspaces: the names of the workspace, of which ``ref.workspace`` must be one.
        route: with a Jira route, a key must start with the project's key and a hyphen. Jira knows no case there.
    """
    prefix = _key_prefix(route)

    def owns(ref: IssueRef) -> bool:
        return (
            ref.system == provider
            and ref.workspace in workspaces
            and (not ref.key or ref.key.startswith(prefix) or ref.key.upper().startswith(prefix))
        )

    return owns


def _key_prefix(route: ResourceRoute | None) -> str:
    match route:
        case ResourceRoute("jira_project", project_key):
            return f"{project_key}-".upper()
        case _:
            return ""


class ForeignCounter:
    """Counts the issues that are not the project's own, and keeps the names of the first few.

    Args:
        owns: the test that the project's own pass.
    """

    def __init__(self, owns: Owns) -> None:
        self._owns = owns
        self._named: tuple[str, ...] = ()
        self.count = 0

    def look_at(self, refs: Iterable[IssueRef]) -> None:
        """Count those of *refs* that are foreign."""
        foreign = [ref for ref in refs if not self._owns(ref)]
        if foreign:
            self.count += len(foreign)
            self._named = (*self._named, *map(_named, foreign[:_NAMED]))[:_NAMED]

    def refuse(self, *, allow: bool) -> Result[int, ForeignIssues]:
        """Return how many there were, which is none unless they are allowed."""
        if self.count and not allow:
            return Failure(ForeignIssues(self._named, self.count))
        return Success(self.count)


def _named(ref: IssueRef) -> str:
    return f"{identity_of(ref)} ({ref.key})" if ref.key else identity_of(ref)


@frozen
class ForeignIssuesIncluded:
    """Issues of another project or workspace were let through, because that was allowed."""

    count: int
    category: ClassVar = Category.DATA

    @sentence
    def message(self) -> str:
        return f"{self.count} of the issues belong to another project or workspace"


@frozen
class SnapshotShrank:
    """The snapshot has far fewer issues than the last one that the server took from this project.

    Attributes:
        before: how many the server took.
        after: how many would be sent now.
    """

    before: int
    after: int
    category: ClassVar = Category.DATA

    @sentence
    def message(self) -> str:
        return (
            f"the snapshot has {self.after} issues, but the last one that the server accepted had {self.before}; "
            "pull first, or publish it anyway with --allow-shrink"
        )


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
