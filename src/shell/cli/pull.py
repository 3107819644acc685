"""``trackpost pull``."""

from pathlib import Path

import click
from returns.result import Result

from ...core.issues.pull import PullCounts, Pulled
from ...core.reporting.setup_report import pull_report
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
    help="Stop when N issues are read; by default read all.",
)
@click.option("--drop-foreign", is_flag=True, help="First remove cached issues of another project or workspace.")
@options.as_json
def pull(root: Path | None, limit: int | None, drop_foreign: bool, as_json: bool) -> None:
    """Fetch the issues from the tracker into the cache.

    Asks for what changed since the last pull. A pull that is cut off has lost nothing; the next one goes on there.

    Exits 0 if the cache is up to date, 69 if the tracker was not reached, 75 if it is busy, 76 if it refused,
    77 if it refused the credentials, 78 if the configuration is at fault.
    """
    with status_line() as line:

        def show(counts: PullCounts) -> None:
            line.show(f"{counts.issues} issues read")

        pulled = Result.do(
            pulled
            for folder in project(root)
            for pulled in TrackerService(folder).pull(limit=limit, drop_foreign=drop_foreign, on_page=show)
        )
    end(pulled, _words, lambda: pull_report(pulled), as_json=as_json)


def _words(pulled: Pulled) -> None:
    counts = pulled.counts
    say(f"Pulled: {counts.issues} issues")
    say_table(
        {
            "new": str(counts.created),
            "changed": str(counts.updated),
            "unchanged": str(counts.unchanged),
            "read until": pulled.updated_since or "never to the end",
        }
    )
    if counts.conflicts:
        warn(f"{counts.conflicts} fields had been changed on both sides; the newer side won")
    if not pulled.is_complete:
        warn("the tracker has more issues; pull again to go on")
    warn_of(pulled.warnings)
