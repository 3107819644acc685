"""Loads a project of a fleet: its binding, its credentials from the fleet file and its home, and the server's token."""

from collections.abc import Mapping
from pathlib import Path

from attrs import evolve, field, frozen
from returns.result import Result, Success

from ...core.fleet.credentials import combined
from ...core.fleet.project import FleetProject
from ...core.project.binding import RuntimeFault
from ...core.routing.given import (
    SERVER,
    SERVER_SECRET,
    CredentialsCommandFailed,
    GivenCredentials,
    Members,
)
from ..clock import Clock
from ..credentials.commands import CredentialCommands
from ..credentials.held import read_credentials
from ..project.config_file import read_binding
from ..runtime import Runtime, runtime_of
from .file import FleetSource

TOKEN = "SAAS_AUTH_TOKEN"  # noqa: S105 - the name of a variable


@frozen
class Loaded:
    """A project whose files have been read.

    Attributes:
        runtime: of the project.
        token: for the server; None for the one that the home has, if any. Not printed.
    """

    runtime: Runtime
    token: str | None = field(repr=False)

    def renewed(self, again: "Loaded") -> "Loaded":
        """Return the project as it was read *again*, with what the commands of its home have printed by now."""
        return evolve(again, runtime=evolve(again.runtime, secrets=self.runtime.secrets))


@frozen(kw_only=True)
class Loader:
    """Loads the projects of one fleet.

    Attributes:
        source: the fleet file.
        commands: prints credentials.
        environ: may have credentials of trackers, and the token of the server.
        clock: tells whether what a command prints has expired.
        remembers: notes in the home what the config says, as jobs do; False for a look, which writes nothing.
    """

    source: FleetSource
    commands: CredentialCommands
    environ: Mapping[str, str] = field(repr=False)
    clock: Clock
    remembers: bool = True

    def load(self, project: FleetProject) -> Result[Loaded, RuntimeFault]:
        """Return the runtime of a project with the token of the server: a job needs both."""
        return Result.do(Loaded(runtime, token) for runtime in self.runtime(project) for token in self.token())

    def runtime(self, project: FleetProject) -> Result[Runtime, RuntimeFault]:
        """Read the files of a project, and ask the commands of the fleet file for its credentials."""
        root, home = Path(project.path), Path(project.home)
        return Result.do(
            runtime
            for binding in read_binding(root, home / "trackpost" if self.remembers else None)
            for given in self._given(self.source.file.credentials.get(binding.provider), binding.provider)
            for own in self._given(project.credentials, binding.provider)
            for held in read_credentials(home, binding.provider, self.environ, self.clock)
            for credentials in Success(combined(binding, given, own or {}, held.credentials))
            for runtime in runtime_of(root, home, binding, held.replaced(credentials, completely=given is not None))
        )

    def token(self) -> Result[str | None, CredentialsCommandFailed]:
        """Ask for the token of the server; None if neither the fleet file nor the environment has one."""
        given = self._given(self.source.file.server_credentials, SERVER)
        return given.map(lambda members: self.environ.get(TOKEN) if members is None else members.get(SERVER_SECRET))

    def is_renewed(self, project: FleetProject, loaded: Loaded) -> bool:
        """Ask the commands again that printed the credentials; return whether one prints something else now."""
        provider, used, home = loaded.runtime.binding.provider, loaded.runtime.credentials, loaded.runtime.secrets
        of_trackers = (project.credentials, self.source.file.credentials.get(provider))
        token = {SERVER_SECRET: loaded.token}
        return (
            any(self.commands.renew(one, provider, used) for one in of_trackers)
            or self.commands.renew(self.source.file.server_credentials, SERVER, token)
            or (home is not None and home.renewed(provider, used))
            or (home is not None and loaded.token is None and home.token_renewed())
        )

    def _given(self, given: GivenCredentials | None, provider: str) -> Result[Members | None, CredentialsCommandFailed]:
        return Success(None) if given is None else self.commands.members(given, provider)
