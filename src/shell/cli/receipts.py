"""``trackpost receipts`` and ``trackpost diff``: what has been sent, by the ledger."""

import re
from collections.abc import Mapping
from functools import partial
from pathlib import Path

import click
from returns.result import Result

from ...core.delivery.endpoint import SNAPSHOT_PATH
from ...core.delivery.history import LedgerEntry, unambiguous
from ...core.parsing.text import counted
from ...core.reporting.receipts_report import difference_report, receipts_report
from ...core.snapshot.fingerprint import Difference
from . import kept, options
from .completion import keys
from .lazy import Group
from .output import KEY_HEAD, end, route_in_words
from .table import Colored, Text
from .terminal import say, say_columns, say_table


@click.group(cls=Group, invoke_without_command=True)
@click.option(
    "--limit",
    type=click.IntRange(min=1),
    metavar="N",
    default=20,
    show_default=True,
    help="Show at most N, newest first.",
)
@click.option("--wide", is_flag=True, help="Print all columns, even if the terminal has no room for them.")
@options.ledger
@kept.fleet
@kept.root
@options.as_json
@click.pass_context
def receipts(
    context: click.Context,
    limit: int,
    wide: bool,
    ledger: str | None,
    fleet: Path | None,
    root: Path | None,
    as_json: bool,
) -> None:
    """List the snapshots that were sent, from this machine or from all that share a ledger.

    Shows when each one was sent, the outcome, the start of the idempotency key, the route, the number of issues, and
    the server. A terminal shows as many columns as it has room for. What never left the machine is listed apart.
    """
    if context.invoked_subcommand is None:
        listed = Result.do(
            entries
            for service in kept.service_if_of_fleet(root, fleet, ledger)
            for entries in service.receipts(limit=limit)
        )
        end(listed, partial(_say_listed, is_wide=wide), receipts_report(listed) if as_json else None, only_reads=True)


@receipts.command()
@click.argument("key", metavar="KEY", shell_complete=keys)
@options.ledger
@kept.fleet
@kept.root
@options.as_json
def show(key: str, ledger: str | None, fleet: Path | None, root: Path | None, as_json: bool) -> None:
    """Show one receipt in full.

    A KEY is an idempotency key or its first characters.
    """
    found = Result.do(
        entry for service in kept.service_if_of_fleet(root, fleet, ledger) for entry in service.receipt(key)
    )
    report = receipts_report(found.map(lambda entry: (entry,))) if as_json else None
    end(found, _say_entry, report, only_reads=True)


@click.command()
@click.argument("key", metavar="KEY", shell_complete=keys)
@click.argument("later", metavar="[KEY]", required=False, shell_complete=keys)
@options.ledger
@kept.fleet
@kept.root
@options.as_json
def diff(key: str, later: str | None, ledger: str | None, fleet: Path | None, root: Path | None, as_json: bool) -> None:
    """Show what changed between two snapshots, or since the one before.

    A KEY is an idempotency key or its first characters. With two, the earlier one comes first. With one, its snapshot
    is compared with the one that was sent to the same server before.

    Names the members of the body and the issues that differ. Their contents are not kept, so they cannot be shown.
    """
    found = Result.do(
        found for service in kept.service_if_of_fleet(root, fleet, ledger) for found in service.diff(key, later)
    )
    end(found, _say_difference, difference_report(found) if as_json else None, only_reads=True)


def _say_listed(entries: tuple[LedgerEntry, ...], *, is_wide: bool) -> None:
    if not entries:
        say("No snapshots have been sent yet.")
    heads = unambiguous((entry.key for entry in entries), KEY_HEAD)
    say_columns([_row(entry, heads) for entry in entries if entry.has_left], fits=not is_wide)
    kept = [_row(entry, heads) for entry in entries if not entry.has_left]
    if kept:
        say("Never left this machine:")
        say_columns(kept, fits=not is_wide)


def _row(entry: LedgerEntry, heads: Mapping[str, str]) -> tuple[Text, ...]:
    """Return the cells of one entry, the most important ones first."""
    return (
        _in_seconds(entry.began_at),
        _colored(entry),
        heads[entry.key],
        route_in_words(entry.route),
        counted(entry.issues, "issue"),
        entry.target.endpoint.removesuffix(SNAPSHOT_PATH),
    )


def _in_seconds(instant: str) -> str:
    """Return an instant of the ledger without the part of a list that nobody needs.

    >>> _in_seconds("2026-03-01T12:00:00.250+00:00")
    '2026-03-01T12:00:00Z'
    """
    return re.sub(r"(\.[0-9]+)?\+00:00$", "Z", instant)


def _colored(entry: LedgerEntry) -> Text:
    outcome = entry.outcome or "unfinished"
    return Colored(outcome, "green" if entry.state == "acknowledged" else "yellow")


def _say_entry(entry: LedgerEntry) -> None:
    say_table(
        {
            "endpoint": entry.target.endpoint,
            "provider": entry.target.provider,
            "workspace": entry.target.workspace,
            "project": entry.target.project,
            "route": route_in_words(entry.route),
            "key": entry.key,
            "digest": entry.digest,
            "state": entry.state,
            "outcome": entry.outcome or "unfinished",
            "status": str(entry.status_code or "none"),
            "issues": str(entry.issues),
            "links": str(entry.mappings),
            "bytes": str(entry.bytes),
            "began": entry.began_at,
            "ended": entry.ended_at or "not yet",
            "published": f"{counted(entry.times, 'time')}, {counted(entry.attempts, 'request')}",
        }
    )


def _say_difference(found: Difference) -> None:
    rows = [
        *(("member", name) for name in found.members),
        *(("added", name) for name in found.added),
        *(("removed", name) for name in found.removed),
        *(("changed", name) for name in found.changed),
    ]
    if not rows:
        say("No differences.")
    say_columns(rows)
