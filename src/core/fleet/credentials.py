"""The credentials that the fleet file gives, and those that a project has in the end."""

from collections.abc import Mapping
from typing import TypeAlias

from attrs import field, frozen
from returns.iterables import Fold
from returns.result import Failure, Result, Success

from ..project.binding import Binding
from ..routing.providers import PROVIDERS, Provider, normalize_provider, row_of
from .table import FleetFileFault, Table

SERVER = "server"
SERVER_SECRET = "auth_token"  # noqa: S105 - the name of a member
_COMMAND = "command"
_FOR_ALL = ("access_token", "token", "username", "server_url", "team_slug")
"""What a publish and the name of the cache read, whichever tracker it is."""

Members: TypeAlias = Mapping[str, str]


@frozen(kw_only=True)
class GivenCredentials:
    """Credentials as the fleet file has them.

    Attributes:
        provider: canonical name; ``server`` for those of the server, and empty where the file does not say.
        members: those that are written there; not printed.
        command: prints the secret, or members as JSON; empty if there is no command.
    """

    provider: str
    members: Members = field(factory=dict, repr=False)
    command: tuple[str, ...] = ()


@frozen(kw_only=True)
class FleetCredentials:
    """All tables of credentials.

    Attributes:
        trackers: of the trackers.
        server: of the server; None if there is none.
    """

    trackers: tuple[GivenCredentials, ...]
    server: GivenCredentials | None


def secret_of(provider: str) -> str | None:
    """Return the member that a command's plain output fills; None for trackers without a secret.

    >>> secret_of("jira"), secret_of("azure_devops"), secret_of("server"), secret_of("beads")
    ('api_token', 'personal_access_token', 'auth_token', None)
    """
    if provider == SERVER:
        return SERVER_SECRET
    row = row_of(provider)
    return next((keys[0] for keys in row.needs if keys[0] in row.secrets), None)


def keys_of(provider: str) -> tuple[str, ...]:
    """Return the members that the credentials of a tracker, or of the server, can have."""
    if provider == SERVER:
        return (SERVER_SECRET,)
    row = row_of(provider)
    return tuple(dict.fromkeys((*(key for keys in row.needs for key in keys), *row.takes, *_FOR_ALL)))


def parse_credentials(holders: tuple[tuple[str, Table], ...]) -> Result[FleetCredentials, FleetFileFault]:
    """Return the tables under ``[credentials]``, each by the name of its tracker, or of the server."""
    return Fold.collect([_given(name, table) for name, table in holders], Success(())).map(
        lambda given: FleetCredentials(
            trackers=tuple(one for one in given if one.provider != SERVER),
            server=next((one for one in given if one.provider == SERVER), None),
        )
    )


def parse_own_credentials(table: Table) -> Result[GivenCredentials | None, FleetFileFault]:
    """Return the credentials of one project, whose tracker only its own files know; None if there are none."""
    if not table.members:
        return Success(None)
    known = dict.fromkeys(key for provider in PROVIDERS for key in keys_of(provider))
    return _read("", (*known, _COMMAND), table)


def _given(name: str, table: Table) -> Result[GivenCredentials, FleetFileFault]:
    provider = normalize_provider(name)
    if provider != SERVER and provider not in PROVIDERS:
        return Failure(table.here(f"is no tracker; there are {', '.join((*PROVIDERS, SERVER))}"))
    return _read(provider, (*keys_of(provider), _COMMAND), table)


def _read(provider: str, known: tuple[str, ...], table: Table) -> Result[GivenCredentials, FleetFileFault]:
    is_program = isinstance(table.members.get(_COMMAND), list)
    return Result.do(
        GivenCredentials(provider=provider, members=dict(members), command=command)
        for _ in table.only(known)
        for command in (table.texts(_COMMAND) if is_program else Success(()))
        for _some in _usable(provider, command, table, is_program=is_program)
        for members in Fold.collect(
            [_member(table, key) for key in table.members if not (is_program and key == _COMMAND)], Success(())
        )
    )


def _usable(provider: str, command: tuple[str, ...], table: Table, *, is_program: bool) -> Result[None, FleetFileFault]:
    """Check the command: a list of words, for a tracker that has a secret. beads and fp have another ``command``."""
    if is_program and (not command or (provider and secret_of(provider) is None)):
        return Failure(table.fault(_COMMAND, "must be a program with its arguments, for a tracker that has a secret"))
    if not is_program and _COMMAND in table.members and provider and not row_of(provider).is_local:
        return Failure(table.fault(_COMMAND, 'must be a list of words, such as ["op", "read", "op://team/jira/token"]'))
    return Success(None)


def _member(table: Table, key: str) -> Result[tuple[str, str], FleetFileFault]:
    match table.members[key]:
        case int(number) if not isinstance(number, bool):
            return Success((key, str(number)))
        case _:
            return table.required(key).map(lambda text: (key, text))


def routing_members(row: Provider) -> tuple[str, ...]:
    """Return the members that name the part of a tracker that a project is bound to."""
    return tuple(dict.fromkeys((*row.reads, *(() if row.route is None else (row.route[1],)))))


def combined(binding: Binding, fleet: Members | None, own: Members, home: Mapping[str, object]) -> Mapping[str, object]:
    """Return the credentials of a project.

    Its own entry of the fleet file comes first, then the fleet's table for the tracker, then the file in its home
    folder. Address, account and secret come from one place, so that a token goes to no other address: where the fleet
    has a table for the tracker, the home's file adds only what names the part of the tracker. If that is still missing,
    it is the resource that the project is pinned to.

    Args:
        binding: of the project.
        fleet: the fleet's members for the tracker; None if the fleet has none.
        own: those of the project's entry.
        home: the table in the home's credentials file.
    """
    row = row_of(binding.provider)
    part = routing_members(row)
    lowest = home if fleet is None else {key: home[key] for key in part if key in home}
    found: Mapping[str, object] = {**lowest, **(fleet or {}), **own}
    pin = binding.resource
    if row.route is None or pin is None or row.route[1] in found:
        return found
    return {**found, row.route[1]: pin.external_resource_id}
