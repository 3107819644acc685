"""Loads what a publish needs to know about a project."""

from collections.abc import Mapping
from os.path import normpath
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from attrs import field, frozen
from returns.result import Failure, Result, Success

from ..core.errors import Problem
from ..core.issues.filing import Filing, cache_scope, filing_of
from ..core.project.binding import Binding, RuntimeFault
from ..core.project.consent import EgressRefused
from ..core.project.secret_faults import SecretFault
from ..core.routing.credentials import MalformedCredential, missing_credentials, read_credential
from ..core.routing.origins import NOTHING, Credentials, Origin
from ..core.routing.pin import RouteDrift, Routing, confirm_route
from ..core.routing.providers import row_of
from ..core.routing.route import ResourceRoute, RoutingError, resolve_route
from .clock import Clock
from .credentials.held import HeldCredentials, read_credentials
from .files.reading import printable
from .project.config_file import config_path, read_binding
from .project.credentials_file import exposure

if TYPE_CHECKING:
    from ..core.issues.model import Status
    from ..core.snapshot.guards import Owns
    from ..core.trackers.statuses import UnknownStatus
    from .cache.reader import CacheReader
    from .credentials.sources import SecretSources


@frozen(kw_only=True)
class Runtime:
    """One project's binding, its provider's credentials and its cache.

    Attributes:
        binding: from ``.kittify/config.yaml``.
        credentials: those of the credentials file and of the environment; not printed.
        cache_path: of the cache that this binding and these credentials name.
        warnings: what to know about the files.
        server: the server that the tokens of the credentials file are for; None where it names none.
        folder: the project's own.
        home: the folder that holds the credentials.
        busy_seconds: how long to wait for a program that is writing the cache.
        server_url: the server to publish to according to the settings; None if they have none.
        secrets: where secrets come from that are in no file; None if nothing but files was named.
    """

    binding: Binding
    credentials: Credentials
    cache_path: Path
    warnings: tuple[Problem, ...] = ()
    server: str | None = None
    folder: Path
    home: Path
    busy_seconds: float = 5.0
    server_url: str | None = None
    secrets: "SecretSources | None" = field(default=None, eq=False, repr=False)

    @property
    def cache(self) -> "CacheReader":
        """The cache, which is not opened before it is asked for something."""
        # Imported here, because a route needs no cache, and so nothing that the cache imports.
        from .cache.reader import CacheReader  # noqa: PLC0415 - the reason stands above

        return CacheReader(self.cache_path, self.busy_seconds)

    @property
    def folder_name(self) -> str:
        """The folder's name, however it was reached."""
        return printable(self.folder.resolve())

    @property
    def consent(self) -> Result[None, EgressRefused]:
        """Nothing if the project's data may leave the machine, or the refusal that its config records."""
        refused = self.binding.egress_refused
        return Success(None) if refused is None else Failure(refused)

    @property
    def route(self) -> Result[ResourceRoute, RoutingError]:
        """The route that the credentials give, or why they give none; not yet confirmed against the pin."""
        return resolve_route(self.binding.provider, self.credentials)

    @property
    def routing(self) -> Result[Routing, RouteDrift]:
        """How the server finds the project's mapping, unless the project is pinned to something else."""
        binding = self.binding
        return confirm_route(binding.provider, binding.resource, self.route).map(
            lambda route: Routing(
                provider=binding.provider, workspace=binding.workspace, route=route, warnings=self.warnings
            )
        )

    @property
    def owns(self) -> "Owns":
        """The test that an issue of this project passes."""
        from ..core.snapshot.guards import owner  # noqa: PLC0415 - likewise

        return owner(self.binding.provider, self.filing.workspaces, self.route.value_or(None))

    @property
    def all_credentials(self) -> Result[Credentials, SecretFault]:
        """The credentials, with the secret that a command or the keyring gives; each is asked anew."""
        if self.secrets is None:
            return Success(self.credentials)
        return self.secrets.completed(self.binding.provider, self.credentials)

    @property
    def configured_token(self) -> Result[Credentials, SecretFault]:
        """The token of the server that a command or the keyring gives, as ``auth_token``; each is asked anew."""
        return Success(NOTHING) if self.secrets is None else self.secrets.token()

    @property
    def expected_token(self) -> Origin | None:
        """The command, or the keyring, that is asked for the token of the server; None if neither is."""
        return None if self.secrets is None else self.secrets.origin_of_token()

    @property
    def missing(self) -> tuple[str, ...]:
        """The names of the credentials that a pull lacks, as far as one can know without asking anybody."""
        asked = frozenset() if self.secrets is None else self.secrets.may_have(self.binding.provider)
        absent = missing_credentials(row_of(self.binding.provider), self.credentials)
        return tuple(key for key in absent if key not in asked)

    @property
    def statuses(self) -> "Result[Mapping[str, Status], UnknownStatus]":
        """The project's own names of statuses, or the first that stands for none of the six."""
        from ..core.trackers.statuses import parse_status_map  # noqa: PLC0415 - likewise

        return parse_status_map(printable(config_path(self.folder)), self.binding.status_map)

    @property
    def filing(self) -> Filing:
        """Which rows of the cache are the project's."""
        return filing_of(self.binding, self.credentials, self._command_folder)

    @property
    def _command_folder(self) -> str:
        """Where the tracker's command runs, however it is reached; nothing if the tracker has none."""
        if not row_of(self.binding.provider).is_local:
            return ""
        named = read_credential(self.binding.provider, self.credentials, "cwd").value_or("")
        return printable(Path(normpath(self.folder.resolve() / named)))


def load_runtime(
    root: Path, home: Path, environ: Mapping[str, str] = MappingProxyType({}), clock: Clock | None = None
) -> Result[Runtime, RuntimeFault]:
    """Load the runtime of the project in *root*.

    Args:
        root: the folder that holds ``.kittify/``.
        home: the folder that holds ``credentials`` and ``trackers/``.
        environ: may have credentials.
        clock: tells whether what a command prints has expired; None for that of this machine.

    Returns:
        The runtime, or the first thing that is wrong with the project's config, the credentials or the settings.
    """
    return Result.do(
        runtime
        for binding in read_binding(root)
        for held in read_credentials(home, binding.provider, environ, clock or Clock())
        for runtime in runtime_of(root, home, binding, held)
    )


def runtime_of(root: Path, home: Path, binding: Binding, held: HeldCredentials) -> Result[Runtime, MalformedCredential]:
    """Return the runtime of a project whose files have been read.

    Args:
        root: as for `load_runtime`.
        home: likewise.
        binding: of the project.
        held: its credentials.
    """
    return cache_scope(binding.provider_as_typed, binding.workspace, held.credentials).map(
        lambda scope: Runtime(
            binding=binding,
            credentials=held.credentials,
            server=held.server,
            server_url=held.server_url,
            secrets=held.secrets,
            folder=root,
            home=home,
            cache_path=home / "trackers" / f"{scope}.db",
            warnings=tuple(one for one in (exposure(home), binding.egress_refused) if one is not None),
        )
    )
