"""``trackpost bind`` and ``trackpost unbind``."""

import sys
from collections.abc import Mapping
from pathlib import Path

import click
from returns.result import Result

from ...core.parsing.text import parse_pairs
from ...core.project.bind import Bound, CredentialsPolicy, Unbound
from ...core.project.bind_order import FIELD_OWNERS
from ...core.project.binding import DOCTRINE_MODES
from ...core.reporting.setup_report import bind_report, unbind_report
from ..service import TrackerService
from . import completion, options
from .options import STANDARD_INPUT, new_project, project
from .output import end, filter_in_words, route_in_words, warn_of, warn_of_missing, warn_without_route
from .terminal import ask, say_done, say_table


@click.command()
@options.provider(required=True)
@options.workspace(required=True)
@click.option(
    "--doctrine-mode",
    metavar="M",
    shell_complete=completion.doctrine_modes,
    help=f"One of {', '.join(DOCTRINE_MODES)}; by default the first.",
)
@click.option(
    "--field-owner",
    "field_owners",
    multiple=True,
    metavar="F=O",
    help=f"The owner of a field, one of {', '.join(FIELD_OWNERS)}.",
)
@options.credentials
@options.issue_filter
@options.root
@options.as_json
def bind(
    provider: str,
    workspace: str,
    doctrine_mode: str | None,
    field_owners: tuple[str, ...],
    credentials: tuple[str, ...],
    issue_filter: str | None,
    root: Path | None,
    as_json: bool,
) -> None:
    """Bind this project to a workspace of an issue tracker.

    Writes the tracker section of .kittify/config.yaml, creating the file if needed, and stores the credentials. Pins
    the project to the resource that they name, so that the credentials of another project cannot publish it.
    Credentials, doctrine, pin and filter keep their values unless you name new ones.

    Exits 0 on success, 73 if a file cannot be written, 78 if a file cannot be parsed or the filter cannot be used.
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
            filter=issue_filter,
            credentials=filled_in(given),
        )
    )
    end(bound, say_bound, bind_report(bound) if as_json else None)


def filled_in(credentials: Mapping[str, str]) -> Mapping[str, str]:
    """Return the credentials with what a person types, or a pipe holds, in place of each ``-``."""
    return {key: _secret(key) if value == STANDARD_INPUT else value for key, value in credentials.items()}


def _secret(key: str) -> str:
    if sys.stdin is None:
        return ""
    if sys.stdin.isatty():
        return ask(key)
    # A line that is not UTF-8 becomes text that no credential may hold, so it is refused and not stored.
    return sys.stdin.buffer.readline().decode("utf-8-sig", errors="surrogateescape").strip()


def say_bound(bound: Bound) -> None:
    """Print what a project is bound to now."""
    binding = bound.binding
    say_done("Bound", bound.config)
    say_table(
        {
            "provider": binding.provider,
            "workspace": binding.workspace,
            **filter_in_words(binding),
            "route": route_in_words(binding.resource),
            "doctrine": binding.doctrine_mode,
            "credentials": ", ".join(bound.credentials) or "none",
        }
    )
    warn_without_route("no routing key", bound.route)
    warn_of_missing(bound.missing)
    warn_of(bound.warnings)


@click.command()
@options.root
@click.option("--keep-credentials", "keep", is_flag=True, help="Keep the provider's credentials.")
@click.option("--drop-credentials", "drop", is_flag=True, help="Remove the provider's credentials.")
@options.as_json
def unbind(root: Path | None, keep: bool, drop: bool, as_json: bool) -> None:
    """Remove the binding of this project.

    Also removes the provider's credentials if they name the resource that this project is pinned to, and no other
    project known on this machine is bound to the same tracker. --keep-credentials and --drop-credentials override
    that.
    """
    if keep and drop:
        raise click.UsageError("--keep-credentials and --drop-credentials exclude each other")  # noqa: EM101, TRY003 - the only one
    policy: CredentialsPolicy = "keep" if keep else "remove" if drop else "decide"
    unbound = Result.do(
        unbound for folder in project(root) for unbound in TrackerService(folder).unbind(credentials=policy)
    )
    end(unbound, _say_unbound, unbind_report(unbound) if as_json else None)


def _say_unbound(unbound: Unbound) -> None:
    say_done("Unbound", unbound.config)
    say_table({"provider": unbound.provider, "credentials": unbound.credentials})
    warn_of(unbound.warnings)
