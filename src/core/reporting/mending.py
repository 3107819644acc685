"""Which command mends a problem."""

import shlex

from attrs import frozen

from ..delivery.endpoint import MissingServerUrl
from ..delivery.entry import TokenNeeded, TokenRefused
from ..delivery.token import TokenOfAnotherServer
from ..errors import Problem
from ..fleet.faults import ExposedFleetFile
from ..fleet.remedies import told
from ..issues.cache_faults import MissingCache
from ..issues.incomplete import IncompleteCache
from ..issues.tracker_fault import TrackerNotAllowed
from ..project.binding import Binding, HostedBinding, NotBound
from ..project.faults import MissingExtra, NotAProject
from ..routing.credentials import EmptyCredential, ExposedCredentials, MalformedCredential, MissingCredential
from ..routing.origins import Credentials, file_origin
from ..routing.pin import RouteDrift
from ..routing.providers import row_of
from ..snapshot.guards import ForeignIssues, SnapshotShrank
from .findings import NONE, Finding, Jobs

_BY_KIND: dict[type, str] = {
    NotAProject: "trackpost init",
    NotBound: "trackpost init",
    HostedBinding: "trackpost init",
    MissingServerUrl: "trackpost config set server-url https://HOST",
    TokenOfAnotherServer: "trackpost publish --auth-token -",
    MissingCache: "trackpost pull",
    IncompleteCache: "trackpost pull",
    ForeignIssues: "trackpost pull --drop-foreign",
    SnapshotShrank: "trackpost pull --full",
}
"""Commands that do not depend on the project."""


@frozen
class MendingOfFleet:
    """Knows what mends a project that a fleet keeps. Most is in the fleet file, which people write.

    Attributes:
        credentials: of the project, each with the place that it comes from.
        run: the command that pulls and publishes it.
    """

    credentials: Credentials
    run: str

    def command(self, problem: Problem) -> str | None:
        """Return the command; None if the message alone says what to do."""
        match problem:
            case MissingCache() | IncompleteCache():
                return self.run
            case ExposedCredentials(path, _) | ExposedFleetFile(path, _):
                return shlex.join(["chmod", "600", path])
            case MissingExtra(_, command):
                return command or None
            case _:
                return None


@frozen
class Mending:
    """Knows the commands for one project.

    Attributes:
        binding: of the project; None if it has none.
        fleet: what mends the project if a fleet keeps it; None for a project by itself.
    """

    binding: Binding | None = None
    fleet: "MendingOfFleet | None" = None

    def found(self, subject: str, problem: Problem, stops: Jobs = NONE, origin: str | None = None) -> Finding:
        """Return the finding of a problem, with the command that mends it."""
        return Finding(
            subject=subject,
            level="fault" if stops else "note",
            says=problem.message if self.fleet is None else told(problem, self.fleet.credentials),
            origin=origin,
            mend=self.command(problem),
            problem=problem,
            stops=stops,
        )

    def command(self, problem: Problem) -> str | None:
        """Return the command; None if the message alone says what to do."""
        return self._command(problem) if self.fleet is None else self.fleet.command(problem)

    def _command(self, problem: Problem) -> str | None:
        match problem:
            case MissingCredential(_, key) | EmptyCredential(_, key) | MalformedCredential(_, key, _):
                return self._bind(key)
            case ExposedCredentials(path, _):
                return shlex.join(["chmod", "600", path])
            case TrackerNotAllowed(provider, origin=None):
                secrets = (keys[0] for keys in row_of(provider).needs if row_of(provider).secrets & set(keys))
                return next(map(self._bind, secrets), None)
            case TokenNeeded() | TokenRefused(source=None):
                return self._bind("access_token")
            case TokenRefused(source=str(source)):
                return self._bind("access_token") if source == self._file else None
            case RouteDrift(pinned, _, None):
                row = row_of("" if self.binding is None else self.binding.provider)
                return None if row.route is None else self._bind(row.route[1], pinned.external_resource_id)
            case MissingExtra(_, command):
                return command or None
            case _:
                return _BY_KIND.get(type(problem))

    @property
    def _file(self) -> str | None:
        return None if self.binding is None else file_origin(self.binding.provider).in_words

    def _bind(self, key: str, value: str = "-") -> str | None:
        if self.binding is None:
            return None
        provider, workspace = self.binding.provider, self.binding.workspace
        bind = ["trackpost", "bind", "--provider", provider, "--workspace", workspace]
        return shlex.join([*bind, "--credential", f"{key}={value}"])
