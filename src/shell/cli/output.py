"""How a command ends: what it prints, where, and with which exit status."""

import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from importlib.util import find_spec
from typing import NoReturn, TypeVar, assert_never

import click
import msgspec
from attrs import AttrsInstance, asdict
from returns.result import Failure, Result, Success

from ...core.errors import MissingExtra, Problem, one_line
from ...core.result import sealed
from ...core.routing.route import ResourceRoute

_Value = TypeVar("_Value")
_Error = TypeVar("_Error", bound=Problem)


def say(text: str) -> None:
    """Print for a person, on standard output."""
    click.echo(text)


def say_table(rows: Mapping[str, str]) -> None:
    """Print names and values in two columns, on standard output."""
    width = max(map(len, rows))
    for name, value in rows.items():
        say(f"  {name:<{width}}  {one_line(value)}")


def say_columns(rows: Sequence[Sequence[str]]) -> None:
    """Print rows of as many columns each, on standard output."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        cells = (f"{one_line(cell):<{width}}" for cell, width in zip(row, widths, strict=True))
        say(f"  {'  '.join(cells)}".rstrip())


def say_json(report: AttrsInstance) -> None:
    """Print one JSON object in one line, on standard output, its members in the order of their definition."""
    click.echo(msgspec.json.encode(asdict(report, recurse=False)))


def warn(text: str) -> None:
    """Print a warning, on standard error."""
    click.echo(f"trackpost: warning: {text}", err=True)


def warn_of(warnings: Iterable[Problem]) -> None:
    """Print a warning for each of *warnings*, on standard error."""
    for warning in warnings:
        warn(warning.message)


def warn_because(error: Problem, of_what: str = "") -> None:
    """Print a warning that explains *error*, on standard error."""
    warn(f"{of_what}{error.message}")


def log_to_standard_error() -> None:
    """Show what the package logs, a line each."""
    logging.basicConfig(format="%(asctime)s %(message)s", level=logging.WARNING)
    logging.getLogger("trackpost").setLevel(logging.INFO)


def complain(error: Problem) -> None:
    """Print the line of *error*, on standard error."""
    click.echo(f"trackpost: error: {error.message}", err=True)


def end(
    result: Result[_Value, _Error],
    words: Callable[[_Value], None],
    report: Callable[[], AttrsInstance],
    *,
    as_json: bool,
) -> None:
    """End a command: print its *result* for a person or the *report* of it for a program, and exit accordingly.

    Raises:
        click.exceptions.Exit: with the exit status of the error, if it is one.
    """
    if as_json:
        say_json(report())
    match sealed(result):
        case Success(value):
            if not as_json:
                words(value)
        case Failure(error):
            fail(error, silent=as_json)
        case unreachable:
            assert_never(unreachable)


def fail(error: Problem, *, silent: bool = False) -> NoReturn:
    """End a command with the exit status of *error*, and its line on standard error."""
    from ...core.reporting.exit_codes import exit_code

    if not silent:
        complain(error)
    raise click.exceptions.Exit(exit_code(error))


def route_in_words(route: ResourceRoute | None) -> str:
    """Return the route as one short phrase.

    >>> route_in_words(ResourceRoute("jira_project", "ACME"))
    'jira_project ACME'
    """
    return "none" if route is None else f"{route.external_resource_type} {route.external_resource_id}"


def need_sandbox() -> None:
    """End the command with a word on how to install the reference server, where it is not installed."""
    if find_spec("starlette") is None or find_spec("uvicorn") is None:
        fail(MissingExtra("sandbox"))
