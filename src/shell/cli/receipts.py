"""``trackpost receipts`` and ``trackpost explain``: what left this machine."""

from pathlib import Path

import click

from ...core.delivery.history import LedgerEntry
from ...core.reporting.publish_report import difference_report, receipts_report
from ...core.snapshot.fingerprint import Difference
from ..service import TrackerService
from . import options
from .output import end, route_in_words, say, say_columns, say_table

_KEY_HEAD = 12


def _service() -> TrackerService:
    return TrackerService(Path())


@click.group(invoke_without_command=True)
@click.option(
    "--limit",
    type=click.IntRange(min=1),
    metavar="N",
    default=20,
    show_default=True,
    help="How many, the newest first.",
)
@options.as_json
@click.pass_context
def receipts(context: click.Context, limit: int, as_json: bool) -> None:
    """List the snapshots that left this machine.

    Says when, whereto, under which route and key, and how it ended. The last column is how the key begins.
    """
    if context.invoked_subcommand is None:
        listed = _service().receipts(limit=limit)
        end(listed, _listed_words, lambda: receipts_report(listed), as_json=as_json)


@receipts.command()
@click.argument("key", metavar="KEY")
@options.as_json
def show(key: str, as_json: bool) -> None:
    """Show one of them whole.

    A KEY is an idempotency key, or how it begins.
    """
    found = _service().receipt(key)
    end(found, _whole, lambda: receipts_report(found.map(lambda entry: (entry,))), as_json=as_json)


@click.command()
@click.argument("earlier", metavar="KEY")
@click.argument("later", metavar="KEY")
@options.as_json
def explain(earlier: str, later: str, as_json: bool) -> None:
    """Say what differs between two snapshots that left this machine.

    A KEY is an idempotency key, or how it begins. Names members of the body, and issues. What they hold is not kept,
    and so not shown.
    """
    found = _service().explain(earlier, later)
    end(found, _difference_words, lambda: difference_report(found), as_json=as_json)


def receipt_in_words(entry: LedgerEntry) -> str:
    """Return when it left, and how it ended."""
    return f"{entry.began_at} {entry.outcome or 'not ended'} {entry.key[:_KEY_HEAD]}"


def _listed_words(entries: tuple[LedgerEntry, ...]) -> None:
    if not entries:
        say("Nothing has left this machine yet.")
    say_columns([_row(entry) for entry in entries])


def _row(entry: LedgerEntry) -> tuple[str, ...]:
    return (
        entry.began_at,
        entry.outcome or "not ended",
        entry.target.endpoint,
        route_in_words(entry.route),
        f"{entry.issues} issues",
        entry.key[:_KEY_HEAD],
    )


def _whole(entry: LedgerEntry) -> None:
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
            "outcome": entry.outcome or "not ended",
            "status": str(entry.status_code or "none"),
            "issues": str(entry.issues),
            "mappings": str(entry.mappings),
            "bytes": str(entry.bytes),
            "began": entry.began_at,
            "ended": entry.ended_at or "never",
            "published": f"{entry.times} times, {entry.attempts} requests",
        }
    )


def _difference_words(found: Difference) -> None:
    rows = [
        *(("member", name) for name in found.members),
        *(("added", name) for name in found.added),
        *(("removed", name) for name in found.removed),
        *(("changed", name) for name in found.changed),
    ]
    if not rows:
        say("They hold the same.")
    say_columns(rows)
