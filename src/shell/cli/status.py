"""``trackpost status``."""

from functools import partial
from pathlib import Path

import click
from returns.result import Failure, Result, Success

from ...core.reporting.status import Status
from ...core.result import sealed
from ..files.reading import printable
from . import kept, options
from .output import (
    end,
    filter_in_words,
    receipt_in_words,
    route_in_words,
    say_names,
    synced_through,
    told,
    warn_of,
    warn_of_missing,
    warn_without_route,
)
from .terminal import say_table, warn


@click.command()
@options.root
@options.ledger
@kept.fleet
@options.as_json
def status(root: Path | None, ledger: str | None, fleet: Path | None, as_json: bool) -> None:
    """Show what this project is bound to and what is cached.

    Reads files, and the shared ledger if there is one. Asks neither the tracker nor the server. Shows the names of the
    credentials, never their values.
    """
    seen = Result.do(seen for service in kept.service_of(root, fleet, ledger) for seen in service.status())
    report = None
    if as_json:
        from ...core.reporting.setup_report import status_report

        report = status_report(seen)
    end(seen, partial(_say_status, fleet), report, only_reads=True)


def _say_status(fleet: Path | None, seen: Status) -> None:
    binding = seen.binding
    say_table(
        {
            **({} if fleet is None else {"fleet": printable(fleet)}),
            "provider": binding.provider,
            "workspace": binding.workspace,
            **filter_in_words(binding),
            "route": route_in_words(seen.route.value_or(None)),
            "pin": route_in_words(binding.resource),
            "doctrine": binding.doctrine_mode,
            "credentials": ", ".join(seen.credentials) or "none",
            "cache": seen.cache,
            **_counted(seen),
            **_last(seen),
        }
    )
    say_names(seen.unmapped, all_of_them=True)
    if seen.drift is None:
        warn_without_route("no routing key", seen.route)
    else:
        warn(told(seen.drift))
    warn_of_missing(seen.missing, "`trackpost pull`" if fleet is None else "the fleet")
    warn_of(seen.warnings)


def _counted(seen: Status) -> dict[str, str]:
    match sealed(seen.count):
        case Success(count):
            since, cursor = count.checkpoint.updated_since, count.checkpoint.cursor
            return {
                "issues": str(count.issues),
                "links": str(count.mappings),
                "synced through": synced_through(since, _whole_list(count.full_at)),
                **({} if cursor is None else {"resume cursor": cursor}),
            }
        case Failure(fault):
            warn(told(fault))
            return {}


def _whole_list(read_at: str | None) -> str:
    return "never completed" if read_at is None else f"the whole list, at {read_at}"


def _last(seen: Status) -> dict[str, str]:
    match sealed(seen.last):
        case Success(entry):
            return {"last receipt": "none" if entry is None else receipt_in_words(entry)}
        case Failure(fault):
            warn(told(fault))
            return {}
