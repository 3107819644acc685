"""Whether cached issues belong to the project that is about to publish them.

One cache serves all projects of an account in a workspace, so it can hold issues of another one.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import TypeAlias

from attrs import frozen
from returns.result import Failure, Result, Success

from .binding import Binding
from .credential import read_credential
from .provider import PROVIDERS
from .routing import ResourceRoute
from .snapshot import IssueRef, identity_of

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


def own_workspaces(binding: Binding, credentials: Mapping[str, object]) -> frozenset[str]:
    """Return the names that the workspace of the binding's issues has: that of the cache, and the connector's.

    Jira's connector files issues under the site's ``base_url``, GitHub's under ``owner/repo``.
    """
    return frozenset({filing_workspace(binding, credentials), connector_workspace(binding, credentials)})


def connector_workspace(binding: Binding, credentials: Mapping[str, object]) -> str:
    """Return the workspace under which the tracker's connector files its issues."""
    row = PROVIDERS.get(binding.provider)
    keys = () if row is None else row.files_under
    parts = [read_credential(binding.provider, credentials, key).value_or("") for key in keys]
    return "/".join(parts) if parts and all(parts) else binding.workspace


def filing_workspace(binding: Binding, credentials: Mapping[str, object]) -> str:
    """Return the workspace under which issues are filed in the cache: the binding's, where ids are unique in it."""
    row = PROVIDERS.get(binding.provider)
    is_narrower = row is not None and row.files_under == row.reads
    return connector_workspace(binding, credentials) if is_narrower else binding.workspace


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


class ForeignTally:
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
