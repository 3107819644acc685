"""What the fleet file says. docs/reference/fleet-file.md describes it."""

from collections.abc import Mapping

from attrs import field, frozen
from returns.iterables import Fold
from returns.result import Failure, Result, Success

from ..delivery.endpoint import (
    Endpoint,
    InsecureServerUrl,
    MissingServerUrl,
    ServerUrlError,
    UnusableServerUrl,
    parse_endpoint,
)
from ..delivery.shared_ledger import LedgerUrl, parse_ledger_url
from ..parsing.toml_table import LineOf
from ..routing.given import SERVER_SECRET, GivenCredentials
from ..routing.providers import PROVIDERS
from .credentials import parse_credentials, parse_own_credentials
from .limits import HostLimit
from .table import FleetFileFault, Table

_EVERY = 3_600
_WORKERS = 8
_MOST_WORKERS = 256
_MOST_REQUESTS = 1_000_000
_TOP = ("fleet", "projects", "discover", "limits", "credentials")
_FLEET = ("server_url", "insecure_http", "state", "homes", "every", "workers")
_SECRETS = frozenset({SERVER_SECRET, "access_token", "token"}).union(*(row.secrets for row in PROVIDERS.values()))
_SQLITE = "sqlite://"
_POSTGRES = ("postgresql:", "postgres:")


@frozen(kw_only=True)
class ProjectEntry:
    """A project that is named.

    Attributes:
        path: of its folder, as it is written.
        home: its home folder, as it is written; None for one that the fleet makes.
        every: its period in seconds; None for that of the fleet.
        credentials: its own; they come before those of the fleet. None if it has none.
    """

    path: str
    home: str | None = None
    every: int | None = None
    credentials: GivenCredentials | None = None


@frozen(kw_only=True)
class DiscoverEntry:
    """Where projects are looked for.

    Attributes:
        pattern: of the folders that may be projects, as it is written.
        exclude: patterns of those that are none.
        every: their period in seconds; None for that of the fleet.
    """

    pattern: str
    exclude: tuple[str, ...] = ()
    every: int | None = None


@frozen(kw_only=True)
class FleetFile:
    """What the fleet file says.

    Attributes:
        source: the file's name.
        endpoint: of the server that everything is published to.
        insecure_http: plain http to other machines is allowed.
        state: the path of the database, as it is written; None for the usual one, and for a shared one.
        shared: the database that machines share; None if the state is a file.
        homes: the folder of the home folders, as it is written; None for the usual one.
        every: the period of a project in seconds.
        workers: how many projects are worked on at the same time.
        projects: those that are named.
        discover: where others are looked for.
        limits: of hosts, by their names in lower case.
        credentials: of the trackers, by their canonical names.
        server_credentials: of the server; None if the file has none.
    """

    source: str
    endpoint: Endpoint
    insecure_http: bool = False
    state: str | None = None
    shared: LedgerUrl | None = None
    homes: str | None = None
    every: int = _EVERY
    workers: int = _WORKERS
    projects: tuple[ProjectEntry, ...] = ()
    discover: tuple[DiscoverEntry, ...] = ()
    limits: Mapping[str, HostLimit] = field(factory=dict)
    credentials: Mapping[str, GivenCredentials] = field(factory=dict)
    server_credentials: GivenCredentials | None = None

    @property
    def has_secrets(self) -> bool:
        """A token or a password is written in the file."""
        own = (project.credentials for project in self.projects)
        given = (one for one in (*self.credentials.values(), self.server_credentials, *own) if one is not None)
        has_password = self.shared is not None and bool(self.shared.secrets)
        return has_password or any(not _SECRETS.isdisjoint(one.members) for one in given)


def parse_fleet_file(source: str, raw: Mapping[str, object], line_of: LineOf) -> Result[FleetFile, FleetFileFault]:
    """Return what a fleet file says, or the first thing that is wrong with it.

    Args:
        source: the file's name.
        raw: what a TOML reader made of it.
        line_of: returns the line of a place in the file.
    """
    top = Table(source, (), raw, line_of, FleetFileFault)
    return Result.do(
        FleetFile(
            source=source,
            endpoint=endpoint,
            insecure_http=insecure_http,
            state=state if isinstance(state, str) else None,
            shared=state if isinstance(state, LedgerUrl) else None,
            homes=homes,
            every=every or _EVERY,
            workers=workers or _WORKERS,
            projects=projects,
            discover=discover,
            limits=dict(limits),
            credentials={one.provider: one for one in credentials.trackers},
            server_credentials=credentials.server,
        )
        for _ in top.only(_TOP)
        for fleet in top.table("fleet")
        for _keys in fleet.only(_FLEET)
        for insecure_http in fleet.flag("insecure_http")
        for url in fleet.required("server_url")
        for endpoint in _endpoint(fleet, url, insecure_http=insecure_http)
        for state in _state(fleet)
        for homes in fleet.text("homes")
        for every in fleet.seconds("every")
        for workers in fleet.number("workers", _MOST_WORKERS)
        for named in top.tables("projects")
        for projects in Fold.collect([_project(table) for table in named], Success(()))
        for searched in top.tables("discover")
        for discover in Fold.collect([_discover(table) for table in searched], Success(()))
        for hosts in top.named("limits")
        for limits in Fold.collect([_limit(name, table) for name, table in hosts], Success(()))
        for holders in top.named("credentials")
        for credentials in parse_credentials(holders)
        for _some in _at_least_one(top, projects, discover)
    )


def _endpoint(fleet: Table, url: str, *, insecure_http: bool) -> Result[Endpoint, FleetFileFault]:
    def told(error: ServerUrlError) -> FleetFileFault:
        match error:
            case InsecureServerUrl():
                return fleet.fault(
                    "server_url", "is plain http to another machine; use https, or add insecure_http = true"
                )
            case UnusableServerUrl() | MissingServerUrl():
                return fleet.fault("server_url", f"is wrong: {error.message}")

    return parse_endpoint(url, insecure_http=insecure_http).alt(told)


def _state(fleet: Table) -> Result[str | LedgerUrl | None, FleetFileFault]:
    return fleet.text("state").bind(lambda text: Success(None) if text is None else _database(fleet, text))


def _database(fleet: Table, text: str) -> Result[str | LedgerUrl | None, FleetFileFault]:
    """Return the path of a file of this machine, or the database that machines share."""
    if text.startswith(_POSTGRES):
        return parse_ledger_url(text).alt(lambda error: fleet.fault("state", f"is wrong: {error.reason}"))
    path = text.removeprefix(_SQLITE)
    if not text.startswith(_SQLITE) or not path.startswith("/"):
        wanted = "must be sqlite:// and an absolute path, as in sqlite:///var/lib/fleet.db, or a postgresql:// URL"
        return Failure(fleet.fault("state", wanted))
    return Success(path)


def _project(table: Table) -> Result[ProjectEntry, FleetFileFault]:
    return Result.do(
        ProjectEntry(path=path, home=home, every=every, credentials=credentials)
        for _ in table.only(("path", "home", "every", "credentials"))
        for path in table.required("path")
        for home in table.text("home")
        for every in table.seconds("every")
        for own in table.table("credentials")
        for credentials in parse_own_credentials(own)
    )


def _discover(table: Table) -> Result[DiscoverEntry, FleetFileFault]:
    return Result.do(
        DiscoverEntry(pattern=pattern, exclude=exclude, every=every)
        for _ in table.only(("path", "exclude", "every"))
        for pattern in table.required("path")
        for exclude in table.texts("exclude")
        for every in table.seconds("every")
    )


def _limit(host: str, table: Table) -> Result[tuple[str, HostLimit], FleetFileFault]:
    return Result.do(
        (host.lower(), HostLimit(at_once=at_once, per_minute=per_minute))
        for _ in table.only(("at_once", "per_minute"))
        for at_once in table.number("at_once", _MOST_REQUESTS)
        for per_minute in table.number("per_minute", _MOST_REQUESTS)
    )


def _at_least_one(
    top: Table, projects: tuple[ProjectEntry, ...], discover: tuple[DiscoverEntry, ...]
) -> Result[None, FleetFileFault]:
    if projects or discover:
        return Success(None)
    return Failure(top.fault("projects", "is missing, and so is discover; name a project or a place to look for some"))
