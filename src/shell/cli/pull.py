"""``trackpost pull``."""

from pathlib import Path

import click
from returns.result import Result
from typing_extensions import Unpack

from ...core.errors import one_line
from ...core.reporting.setup_report import pull_report
from ...core.trackers.order import PullOptions
from ...core.trackers.pulled import PullCounts, Pulled
from ..service import TrackerService
from . import options
from .options import project
from .output import end, say, say_table, warn, warn_of
from .progress import status_line


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
    help="Do so by itself when the last full pull is that long ago.",
)
@click.option(
    "--allow-shrink", is_flag=True, help="Remove issues that are gone even if they are more than half of the cache."
)
@click.option("--drop-foreign", is_flag=True, help="First remove cached issues of another project or workspace.")
@options.insecure_http
@click.option(
    "--deadline-seconds",
    type=click.FloatRange(min=0, min_open=True),
    metavar="S",
    default=3600.0,
    show_default=True,
    help="For the whole pull; the next one continues where it stopped.",
)
@click.option("--verbose", "-v", is_flag=True, help="Name the issues that were removed.")
@options.as_json
def pull(root: Path | None, verbose: bool, as_json: bool, **how: Unpack[PullOptions]) -> None:
    """Fetch the issues from the tracker into the cache.

    Asks for what changed since the last pull. A pull that is cut off has lost nothing; the next one continues there.

    Exits 0 if the cache is up to date, 65 if the tracker lost more than half of the issues, 69 if the tracker was not
    reached, 75 if it is busy, 76 if it refused, 77 if it refused the credentials, 78 if the configuration is at fault.
    """
    with status_line() as line:

        def show(counts: PullCounts) -> None:
            line.show(f"{counts.issues} issues read")

        pulled = Result.do(
            pulled for folder in project(root) for pulled in TrackerService(folder).pull(on_page=show, **how)
        )
    end(pulled, lambda done: _words(done, is_verbose=verbose), lambda: pull_report(pulled), as_json=as_json)


def _words(pulled: Pulled, *, is_verbose: bool) -> None:
    counts = pulled.counts
    say(f"Pulled: {counts.issues} issues")
    say_table(
        {
            "new": str(counts.created),
            "changed": str(counts.updated),
            "unchanged": str(counts.unchanged),
            **({"skipped": str(counts.skipped)} if counts.skipped else {}),
            **({"removed": str(counts.removed)} if counts.removed else {}),
            "read until": pulled.updated_since or "never to the end",
        }
    )
    if is_verbose:
        for key in pulled.removed:
            say(f"  removed {one_line(key)}")
    if counts.conflicts:
        warn(f"{counts.conflicts} fields had been changed on both sides; the newer side won")
    if not pulled.is_complete:
        warn("the tracker has more issues; pull again to go on")
    warn_of(pulled.warnings)
