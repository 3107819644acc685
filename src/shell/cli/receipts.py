"""``trackpost receipts`` and ``trackpost explain``: what has been sent, by the ledger."""

from pathlib import Path

import click

from ...core.delivery.history import LedgerEntry
from ...core.parsing.text import counted
from ...core.reporting.receipts_report import difference_report, receipts_report
from ...core.snapshot.fingerprint import Difference
from ..service import TrackerService
from . import options
from .completion import keys
from .lazy import Group
from .output import KEY_HEAD, end, route_in_words
from .terminal import say, say_columns, say_table


def _service(ledger: str | None) -> TrackerService:
    return TrackerService(Path(), ledger=ledger)


@click.group(cls=Group, invoke_without_command=True)
@click.option(
    "--limit",
    type=click.IntRange(min=1),
    metavar="N",
    default=20,
    show_default=True,
    help="Show at most N, newest first.",
)
@options.ledger
@options.as_json
@click.pass_context
def receipts(context: click.Context, limit: int, ledger: str | None, as_json: bool) -> None:
    """List the snapshots that were sent, from this machine or from all that share a ledger.

    Shows when each one was sent, the outcome, the server, the route, and the start of the idempotency key.
    """
    if context.invoked_subcommand is None:
        listed = _service(ledger).receipts(limit=limit)
        end(listed, _say_listed, receipts_report(listed) if as_json else None, only_reads=True)


@receipts.command()
@click.argument("key", metavar="KEY", shell_complete=keys)
@options.ledger
@options.as_json
def show(key: str, ledger: str | None, as_json: bool) -> None:
    """Show one receipt in full.

    A KEY is an idempotency key or its first characters.
    """
    found = _service(ledger).receipt(key)
    report = receipts_report(found.map(lambda entry: (entry,))) if as_json else None
    end(found, _say_entry, report, only_reads=True)


@click.command()
@click.argument("earlier", metavar="KEY", shell_complete=keys)
@click.argument("later", metavar="KEY", shell_complete=keys)
@options.ledger
@options.as_json
def explain(earlier: str, later: str, ledger: str | None, as_json: bool) -> None:
    """Show what changed between two snapshots.

    A KEY is an idempotency key or its first characters. Names the members of the body and the issues that differ.
    Their contents are not kept, so they cannot be shown.
    """
    found = _service(ledger).explain(earlier, later)
    end(found, _say_difference, difference_report(found) if as_json else None, only_reads=True)


def _say_listed(entries: tuple[LedgerEntry, ...]) -> None:
    if not entries:
        say("No snapshots have been sent yet.")
    say_columns([_row(entry) for entry in entries])


def _row(entry: LedgerEntry) -> tuple[str, ...]:
    return (
        entry.began_at,
        entry.outcome or "unfinished",
        entry.target.endpoint,
        route_in_words(entry.route),
        counted(entry.issues, "issue"),
        entry.key[:KEY_HEAD],
    )


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
