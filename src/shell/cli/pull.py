"""``trackpost pull``."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from returns.result import Result
from typing_extensions import Unpack

from ...core.errors import one_line
from ...core.parsing.text import counted
from ...core.reporting.pull_report import pull_report
from ...core.trackers.order import PullOptions
from ...core.trackers.pulled import PullCounts, Pulled
from ..service import TrackerService
from . import options
from .manner import is_verbose
from .options import project
from .output import Stopped, end, say_names, synced_through, warn_of
from .progress import status_line
from .signals import hold
from .telemetry import exported
from .terminal import say, say_done, say_table, warn


@click.command()
@options.root
@click.option(
    "--limit",
    type=click.IntRange(min=1),
    metavar="N",
    help="Stop after N issues; by default read all.",
)
@click.option("--full", is_flag=True, help="Read all issues again, and remove those that the tracker no longer has.")
@click.option(
    "--full-every",
    type=click.IntRange(min=0),
    metavar="DAYS",
    default=7,
    show_default=True,
    help="Pull fully if the last full pull was that long ago.",
)
@click.option("--allow-shrink", is_flag=True, help="Remove issues even if more than half of the cache is gone.")
@click.option("--drop-foreign", is_flag=True, help="First remove cached issues of other projects and workspaces.")
@options.insecure_http
@click.option(
    "--deadline-seconds",
    type=options.Seconds(most=86_400),
    metavar="S",
    default=3600.0,
    show_default=True,
    help="The time limit for the whole pull; the next one continues where it stopped.",
)
@options.as_json
@exported
def pull(root: Path | None, as_json: bool, **how: Unpack[PullOptions]) -> None:
    """Fetch issues from the tracker into the cache.

    Asks for what changed since the last pull, and removes what the tracker no longer has. An interrupted pull loses
    nothing: the next one continues where it stopped.

    Exits 0 if the cache is up to date, 65 if the tracker lost more than half of the issues, 69 if the tracker cannot be
    reached, 75 if it is busy, 76 if it refused the request, 77 if it refused the credentials, 78 if the configuration
    is wrong.
    """
    with _counting() as show:
        pulled = Result.do(
            pulled for folder in project(root) for pulled in TrackerService(folder).pull(on_page=show, **how)
        )
    end(pulled, _say_pulled, pull_report(pulled) if as_json else None)


@contextmanager
def _counting() -> Iterator[Callable[[PullCounts], None]]:
    """Show how many issues have been read, and say so if the pull is told to stop: they are in the cache by then."""
    kept = 0
    with status_line() as show_line:

        def show(counts: PullCounts) -> None:
            nonlocal kept
            kept = counts.issues
            show_line(f"{counted(kept, 'issue')} read")

        try:
            yield show
            hold()
        except KeyboardInterrupt as interrupt:
            known = f"{counted(kept, 'issue')} kept; pull again to continue"
            raise Stopped(known) from interrupt


def _say_pulled(pulled: Pulled) -> None:
    counts = pulled.counts
    say_done("Pulled", counted(counts.issues, "issue"))
    say_table(
        {
            "new": str(counts.created),
            "changed": str(counts.updated),
            "unchanged": str(counts.unchanged),
            **({"skipped": str(counts.skipped)} if counts.skipped else {}),
            **({"removed": str(counts.removed)} if counts.removed else {}),
            **({"unknown names": str(len(pulled.unmapped))} if pulled.unmapped else {}),
            "synced through": synced_through(
                pulled.updated_since, "the whole list" if pulled.is_complete else "never completed"
            ),
        }
    )
    if is_verbose():
        for key in pulled.removed:
            say(f"  removed {one_line(key)}")
    say_names(pulled.unmapped, all_of_them=is_verbose())
    if counts.conflicts:
        warn(f"{counted(counts.conflicts, 'field')} changed on both sides; the newer value won")
    if not pulled.is_complete:
        warn("the tracker has more issues; pull again to continue")
    warn_of(pulled.warnings)
