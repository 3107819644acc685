"""``trackpost bind`` and ``trackpost unbind``."""

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import assert_never

import click
from returns.result import Failure, Result, Success

from ...core.parsing.text import parse_pairs
from ...core.project.bind import FIELD_OWNERS, Bound, CredentialsPolicy, Unbound
from ...core.project.binding import DOCTRINE_MODES
from ...core.reporting.setup_report import bind_report, unbind_report
from ...core.result import sealed
from ..service import TrackerService
from . import options
from .options import STANDARD_INPUT, new_project, project
from .output import end, route_in_words, say, say_table, warn, warn_because, warn_of


@click.command()
@click.option("--provider", required=True, metavar="P", help="The tracker; `trackpost providers` lists them.")
@click.option("--workspace", required=True, metavar="W", help="The tracker's site, organization or team.")
@click.option("--doctrine-mode", metavar="M", help=f"{', '.join(DOCTRINE_MODES)}; by default the first.")
@click.option(
    "--field-owner",
    "field_owners",
    multiple=True,
    metavar="F=O",
    help=f"A field and its owner: {', '.join(FIELD_OWNERS)}.",
)
@click.option(
    "--credential",
    "credentials",
    multiple=True,
    metavar="K=V",
    help="A credential to store beside those that are there; K=- reads a line of standard input, or asks for it.",
)
@options.root
@options.as_json
def bind(
    provider: str,
    workspace: str,
    doctrine_mode: str | None,
    field_owners: tuple[str, ...],
    credentials: tuple[str, ...],
    root: Path | None,
    as_json: bool,
) -> None:
    """Bind this project to a workspace of an issue tracker.

    Writes the tracker section of .kittify/config.yaml, which is made where there is none, and stores the credentials.
    Pins the project to the resource that the credentials name, so that those of another project cannot publish it.
    What is not named stays as it is: credentials, doctrine, and the pin too.

    Exits 0 if it is bound, 73 if a file cannot be written, 78 if a file cannot be understood.
    """
    bound = Result.do(
        bound
        for folder in new_project(root)
        for owners in parse_pairs("--field-owner", map(str.lower, field_owners))
        for given in parse_pairs("--credential", credentials)
        for bound in TrackerService(folder).bind(
            provider=provider,
            workspace=workspace,
            doctrine_mode=doctrine_mode,
            doctrine_field_owners=owners,
            credentials=_asked_for(given),
        )
    )
    end(bound, _bound_words, lambda: bind_report(bound), as_json=as_json)


def _asked_for(credentials: Mapping[str, str]) -> Mapping[str, str]:
    """Return the credentials, with what a person or a pipe says in place of ``-``."""
    return {key: _secret(key) if value == STANDARD_INPUT else value for key, value in credentials.items()}


def _secret(key: str) -> str:
    if sys.stdin is None:
        return ""
    if sys.stdin.isatty():
        answer: str = click.prompt(key, hide_input=True, err=True)
        return answer
    return sys.stdin.buffer.readline().decode("utf-8-sig", errors="surrogateescape").strip()  # not taken for text then


def _bound_words(bound: Bound) -> None:
    binding = bound.binding
    say(f"Bound: {bound.config}")
    say_table(
        {
            "provider": binding.provider,
            "workspace": binding.workspace,
            "route": route_in_words(binding.resource),
            "doctrine": binding.doctrine_mode,
            "credentials": ", ".join(bound.credentials) or "none",
        }
    )
    match sealed(bound.route):
        case Failure(reason):
            warn_because(reason, "no routing key: ")
        case Success():
            pass
        case unreachable:
            assert_never(unreachable)
    if bound.missing:
        warn(f"`trackpost pull` needs credentials that are not there yet: {', '.join(bound.missing)}")
    warn_of(bound.warnings)


@click.command()
@options.root
@click.option("--keep-credentials", "keep", is_flag=True, help="Leave the provider's credentials, whoever needs them.")
@click.option("--drop-credentials", "drop", is_flag=True, help="Remove the provider's credentials, whoever needs them.")
@options.as_json
def unbind(root: Path | None, keep: bool, drop: bool, as_json: bool) -> None:
    """Remove the binding of this project.

    The provider's credentials are removed with it if nobody else can need them: if they name the very resource that
    this project is pinned to, and no other project that was bound here is bound to the same tracker, as far as that
    can be told.
    """
    if keep and drop:
        raise click.BadParameter("choose one of the two", param_hint="--keep-credentials, --drop-credentials")  # noqa: EM101, TRY003 - said once
    policy: CredentialsPolicy = "keep" if keep else "remove" if drop else "decide"
    unbound = Result.do(
        unbound for folder in project(root) for unbound in TrackerService(folder).unbind(credentials=policy)
    )
    end(unbound, _unbound_words, lambda: unbind_report(unbound), as_json=as_json)


def _unbound_words(unbound: Unbound) -> None:
    say(f"Unbound: {unbound.config}")
    say_table({"provider": unbound.provider, "credentials": unbound.credentials})
    warn_of(unbound.warnings)
