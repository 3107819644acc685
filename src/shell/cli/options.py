"""The options that several commands share, and how their values are read."""

import os
import sys
from collections.abc import Callable
from math import isnan
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click
from returns.result import Failure, Result, Success
from typing_extensions import override

from ...core.project.faults import NoProject
from ...core.routing.providers import PROVIDERS
from ..files.home import person_home
from ..project.config_file import find_project, is_home
from . import completion
from .manner import MANNER
from .streams import is_terminal
from .terminal import ask

if TYPE_CHECKING:
    from ...core.delivery.publish import PublishOptions
    from ...core.delivery.token import MissingToken

_Command = TypeVar("_Command", bound=Callable[..., object] | click.Command)

root = click.option(
    "--root",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="The project; by default the nearest folder with .kittify/, here or above.",
)
server_url = click.option(
    "--server-url",
    metavar="URL",
    envvar="SAAS_API_URL",
    show_envvar=True,
    help="The Spec Kitty server, https://HOST[/PATH]. By default that of the settings or of the credentials file.",
)
auth_token = click.option(
    "--auth-token",
    metavar="TOKEN",
    envvar="SAAS_AUTH_TOKEN",
    show_envvar=True,
    help="The bearer token; - reads it from standard input, or asks for it. By default that of the settings or files.",
)
ledger = click.option(
    "--ledger",
    metavar="URL",
    envvar="TRACKPOST_LEDGER",
    show_envvar=True,
    help="The ledger that machines share, postgresql://[USER@]HOST/DATABASE. By default the one of this machine.",
)
require_route = click.option("--require-route", is_flag=True, help="Refuse to publish without a route.")
allow_foreign = click.option(
    "--allow-foreign", is_flag=True, help="Publish cached issues of other projects and workspaces too."
)
allow_shrink = click.option(
    "--allow-shrink", is_flag=True, help="Publish even if more than half of the issues or of the links are gone."
)
allow_incomplete = click.option(
    "--allow-incomplete", is_flag=True, help="Publish what is cached even if the last pull did not finish."
)
skip_unchanged = click.option(
    "--skip-unchanged", is_flag=True, help="Send nothing if the server accepted the same snapshot last time."
)
trust_server = click.option(
    "--trust-server", is_flag=True, help="Send a token from the credentials file even to a server other than its own."
)
insecure_http = click.option("--insecure-http", is_flag=True, help="Allow plain http to another machine.")


def _filters() -> str:
    """Return what can be a filter, each with the trackers that take it."""
    kinds = dict.fromkeys(row.filters_by for row in PROVIDERS.values() if row.filters_by is not None)
    takers = {kind: ", ".join(row.name for row in PROVIDERS.values() if row.filters_by == kind) for kind in kinds}
    return ", ".join(f"{kind} ({names})" for kind, names in takers.items())


credentials = click.option(
    "--credential",
    "credentials",
    multiple=True,
    metavar="K=V",
    help="A credential to store; K=- prompts for it, or reads a line from standard input.",
)
issue_filter = click.option(
    "--filter",
    "issue_filter",
    metavar="TEXT",
    help=f'Pull and publish only the issues that match: {_filters()}. "" removes the filter.',
)


def provider(*, required: bool) -> Callable[[_Command], _Command]:
    """Return the option for the tracker of a binding."""
    return click.option(
        "--provider",
        required=required,
        metavar="P",
        shell_complete=completion.providers,
        help="The tracker; `trackpost providers` lists them all.",
    )


def workspace(*, required: bool) -> Callable[[_Command], _Command]:
    """Return the option for the workspace of a binding."""
    return click.option(
        "--workspace", required=required, metavar="W", help="The site, organization or team in the tracker."
    )


def _choose_field(_context: click.Context, _option: click.Parameter, field: str | None) -> None:
    if field is not None:
        MANNER.field = field


def _is_json(_context: click.Context, _option: click.Parameter, is_given: bool) -> bool:
    return is_given or MANNER.field is not None


_field = click.option(
    "--field",
    metavar="PATH",
    is_eager=True,
    expose_value=False,
    callback=_choose_field,
    help="Print only this part of the JSON object, such as error.kind or receipts.0.key; * stands for each.",
)
_json = click.option(
    "--json", "as_json", is_flag=True, callback=_is_json, help="Print one JSON object, even on failure."
)


def as_json(command: Callable[..., None]) -> Callable[..., None]:
    """Let *command* print its result for programs."""
    return _json(_field(command))


_Option = TypeVar("_Option")

STANDARD_INPUT = "-"
LARGEST_BODY = 900_000_000
"""Bytes; a row of SQLite holds no more than a thousand million."""


class Seconds(click.FloatRange):
    """A time above zero, up to *most* seconds. The type of click lets "nan" pass, which is in no range."""

    def __init__(self, most: float) -> None:
        super().__init__(min=0, max=most, min_open=True)

    @override
    def convert(self, value: float, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """Return the number, or fail as wrong usage."""
        seconds: float = super().convert(value, param, ctx)
        if isnan(seconds):
            self.fail(f"{value!r} is not a number of seconds.", param, ctx)
        return seconds


def project(root: Path | None) -> Result[Path, NoProject]:
    """Return the project's folder: the one that was named, or the nearest one here or above."""
    if root is not None:
        return Success(root)
    try:
        here = Path.cwd()
    except OSError:  # the working directory was removed
        return Failure(NoProject("the working directory"))
    return find_project(here, person_home(os.environ))


def new_project(root: Path | None) -> Result[Path, NoProject]:
    """Return the project's folder, or the working directory if there is no project yet.

    The home folder becomes a project only by name, because every folder below it would belong to it.
    """
    return project(root).lash(_here)


def _here(fault: NoProject) -> Result[Path, NoProject]:
    try:
        here = Path.cwd()
    except OSError:  # the working directory was removed
        return Failure(fault)
    return Failure(fault) if is_home(here, person_home(os.environ)) else Success(here)


def read_standard_input() -> bytes:
    """Return all of standard input; nothing if it is closed."""
    return b"" if sys.stdin is None else sys.stdin.buffer.read()


def with_given_token(how: "PublishOptions") -> "Result[PublishOptions, MissingToken]":
    """Return *how* with the token in place of ``-``, and where it comes from if that is the environment."""

    def given(token: str | None) -> "PublishOptions":
        return {**how, "auth_token": token, "token_from": variable_given("auth_token")}

    return given_token(how.get("auth_token")).map(given)


def given_token(option: str | None) -> "Result[str | None, MissingToken]":
    """Return the given token; for ``-``, the text of standard input, without its byte-order mark and line ends.

    On a terminal, a person is asked for it, and it is not shown.
    """
    from ...core.delivery.token import MissingToken

    if option != STANDARD_INPUT:
        return Success(option)
    if is_terminal(sys.stdin):
        return Success(ask("token"))
    token = read_standard_input().decode("utf-8-sig", errors="replace").rstrip("\r\n")
    return Success(token) if token.strip() else Failure(MissingToken("standard input"))


def typed(name: str, value: "_Option") -> "_Option | None":
    """Return the value of an option of the command that runs, unless it comes from the environment."""
    return value if variable_given(name) is None else None


def variable_given(name: str) -> str | None:
    """Return the variable that an option of the command that runs has its value from; None if it is from elsewhere."""
    context = click.get_current_context()
    if context.get_parameter_source(name) is not click.core.ParameterSource.ENVIRONMENT:
        return None
    return next(str(one.envvar) for one in context.command.params if one.name == name)
