"""The credentials that the fleet file gives, and those that a project has in the end."""

from attrs import frozen
from returns.iterables import Fold
from returns.result import Failure, Result, Success

from ..project.binding import Binding
from ..routing.given import COMMAND, SERVER, GivenCredentials, Members, keys_of, parse_command
from ..routing.origins import FLEET, PIN, Credentials, all_from, over
from ..routing.providers import PROVIDERS, Provider, normalize_provider, row_of
from .table import FleetFileFault, Table


@frozen(kw_only=True)
class FleetCredentials:
    """All tables of credentials.

    Attributes:
        trackers: of the trackers.
        server: of the server; None if there is none.
    """

    trackers: tuple[GivenCredentials, ...]
    server: GivenCredentials | None


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
    return _read("", (*known, COMMAND), table)


def _given(name: str, table: Table) -> Result[GivenCredentials, FleetFileFault]:
    provider = normalize_provider(name)
    if provider != SERVER and provider not in PROVIDERS:
        return Failure(table.here(f"is no tracker; there are {', '.join((*PROVIDERS, SERVER))}"))
    return _read(provider, (*keys_of(provider), COMMAND), table)


def _read(provider: str, known: tuple[str, ...], table: Table) -> Result[GivenCredentials, FleetFileFault]:
    is_program = isinstance(table.members.get(COMMAND), list)
    return Result.do(
        GivenCredentials(provider=provider, members=dict(members), command=command)
        for _ in table.only(known)
        for command in parse_command(provider, table)
        for members in Fold.collect(
            [_member(table, key) for key in table.members if not (is_program and key == COMMAND)], Success(())
        )
    )


def _member(table: Table, key: str) -> Result[tuple[str, str], FleetFileFault]:
    match table.members[key]:
        case int(number) if not isinstance(number, bool):
            return Success((key, str(number)))
        case _:
            return table.required(key).map(lambda text: (key, text))


def routing_members(row: Provider) -> tuple[str, ...]:
    """Return the members that name the part of a tracker that a project is bound to."""
    return tuple(dict.fromkeys((*row.reads, *(() if row.route is None else (row.route[1],)))))


def combined(binding: Binding, fleet: Members | None, own: Members, home: Credentials) -> Credentials:
    """Return the credentials of a project.

    Its own entry of the fleet file comes first, then the fleet's table for the tracker, then what its home folder and
    the environment have. Address, account and secret come from one place, so that a token goes to no other address:
    where the fleet has a table for the tracker, the home adds only what names the part of the tracker. If that is still
    missing, it is the resource that the project is pinned to.

    Args:
        binding: of the project.
        fleet: the fleet's members for the tracker; None if the fleet has none.
        own: those of the project's entry.
        home: those of the home's credentials file, and of the environment.
    """
    row = row_of(binding.provider)
    lowest = home if fleet is None else home.only(routing_members(row))
    found = over(row, all_from(FLEET, {**(fleet or {}), **own}), lowest)
    pin = binding.resource
    if row.route is None or pin is None or row.route[1] in found:
        return found
    return over(row, all_from(PIN, {row.route[1]: pin.external_resource_id}), found)
