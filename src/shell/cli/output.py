"""How a command ends: what it prints, and with which exit status."""

from collections.abc import Callable, Collection, Iterable, Mapping
from importlib.util import find_spec
from typing import TYPE_CHECKING, NoReturn, TypeVar

import click
from attrs import AttrsInstance
from returns.result import Failure, Result, Success

from ...core.errors import Problem, kind_of
from ...core.issues.moments import BEGINNING
from ...core.parsing.text import counted
from ...core.result import sealed
from ...core.routing.route import ResourceRoute, RoutingError
from .manner import MANNER
from .signals import hold
from .terminal import complain, say, say_json, warn

if TYPE_CHECKING:
    from ...core.delivery.effect import Effect
    from ...core.delivery.history import LedgerEntry
    from ...core.project.binding import Binding
    from ...core.trackers.unmapped import Counts

_Value = TypeVar("_Value")

KEY_HEAD = 12
"""How many characters of a key a person is shown."""


class Stopped(KeyboardInterrupt):
    """A command was told to stop, and knows how far it has come.

    Attributes:
        known: a phrase for a person.
        effect: what a publish may have changed at the server; None for other commands.
    """

    def __init__(self, known: str, effect: "Effect | None" = None) -> None:
        super().__init__(known)
        self.known = known
        self.effect = effect


def end(
    result: Result[_Value, Problem],
    words: Callable[[_Value], None],
    report: AttrsInstance | None,
    *,
    only_reads: bool = False,
) -> None:
    """Print the *result* of a command and set its exit status.

    Args:
        result: what the command returned.
        words: prints the value for a person.
        report: the same for a program; None if a person reads.
        only_reads: the command changes nothing, so a signal may cut its output short.

    Raises:
        click.exceptions.Exit: with the exit status of the error, if the result is one.
    """
    if not only_reads:
        hold()
    if report is not None:
        say_json(report)
    match sealed(result):
        case Success(value):
            if report is None:
                words(value)
        case Failure(error):
            fail(error, silent=report is not None)


def fail(error: Problem, *, silent: bool = False) -> NoReturn:
    """End a command with the exit status of *error*, and its message on standard error.

    Where it is *silent*, the message is in a JSON object already, unless only a part of that was printed.
    """
    from ...core.reporting.exit_codes import exit_code

    if not silent or MANNER.field is not None:
        complain(told(error), kind=kind_of(error))
    raise click.exceptions.Exit(exit_code(error))


def told(problem: Problem) -> str:
    """Return what a person is told of a problem."""
    return problem.message if MANNER.told is None else MANNER.told(problem)


def warn_of(warnings: Iterable[Problem]) -> None:
    """Print each of *warnings*, on standard error."""
    for warning in warnings:
        warn(told(warning), kind=kind_of(warning))


def warn_without_route(consequence: str, route: Result[ResourceRoute, RoutingError]) -> None:
    """Print why there is no route and what follows from it, on standard error; print nothing if there is one."""
    match sealed(route):
        case Failure(reason):
            warn(f"{consequence}: {told(reason)}", kind=kind_of(reason))
        case Success():
            pass


def warn_of_missing(credentials: Collection[str], who: str = "`trackpost pull`") -> None:
    """Print which *credentials* a pull still needs, on standard error; print nothing if it needs none."""
    if credentials:
        warn(f"{who} needs more credentials: {', '.join(credentials)}")


def route_in_words(route: ResourceRoute | None) -> str:
    """Return the route as one short phrase.

    >>> route_in_words(ResourceRoute("jira_project", "ACME"))
    'jira_project ACME'
    """
    return "none" if route is None else f"{route.external_resource_type} {route.external_resource_id}"


def filter_in_words(binding: "Binding") -> Mapping[str, str]:
    """Return the row of a table that names the filter; none without one."""
    return {} if binding.filter is None else {"filter": binding.filter}


def synced_through(since: str | None, otherwise: str) -> str:
    """Return the instant from which on the next pull asks for changes, or *otherwise* if it asks for everything."""
    return otherwise if since is None or since == BEGINNING else since


def receipt_in_words(entry: "LedgerEntry") -> str:
    """Return when it was sent, the outcome, and the start of its key."""
    return f"{entry.began_at} {entry.outcome or 'unfinished'} {entry.key[:KEY_HEAD]}"


_NAMED = 10


def say_names(unmapped: "Counts", *, all_of_them: bool) -> None:
    """Print the tracker's names that no table holds, a line each; a warning tells of those that are a guess.

    Args:
        unmapped: how many issues have each.
        all_of_them: print every name, and not the first ones only.
    """
    names = [(name, count) for name, count in unmapped.items() if not name.is_guess]
    shown = names if all_of_them else names[:_NAMED]
    for name, count in shown:
        say(f"  unknown {name.kind} {name.name!r}: {counted(count, 'issue')}, taken as {name.taken_as}")
    if len(names) > len(shown):
        say(f"  and {len(names) - len(shown)} more; -v lists them")


def need_sandbox() -> None:
    """End the command with a hint on how to install the reference server, if it is not installed."""
    from ..files.installation import missing_extra

    if any(find_spec(package) is None for package in ("jinja2", "starlette", "uvicorn")):
        fail(missing_extra("sandbox"))
