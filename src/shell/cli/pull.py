"""``trackpost pull``."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from returns.result import Result

from ...core.issues.pull import PullCounts, Pulled
from ...core.reporting.setup_report import pull_report
from ..service import TrackerService
from . import options
from .options import project
from .output import Stopped, counted, end, warn_of
from .progress import status_line
from .signals import hold
from .terminal import say, say_table, warn


@click.command()
@options.root
@click.option(
    "--limit",
    type=click.IntRange(min=1),
    metavar="N",
    help="Stop after N issues; by default read all.",
)
@click.option("--drop-foreign", is_flag=True, help="First remove cached issues of other projects and workspaces.")
@options.insecure_http
@options.as_json
def pull(root: Path | None, limit: int | None, drop_foreign: bool, insecure_http: bool, as_json: bool) -> None:
    """Fetch issues from the tracker into the cache.

    Asks for what changed since the last pull. An interrupted pull loses nothing: the next one continues where it
    stopped.

    Exits 0 if the cache is up to date, 69 if the tracker cannot be reached, 75 if it is busy, 76 if it refused the
    request, 77 if it refused the credentials, 78 if the configuration is wrong.
    """
    with _counting() as show:
        pulled = Result.do(
            pulled
            for folder in project(root)
            for pulled in TrackerService(folder).pull(
                limit=limit, drop_foreign=drop_foreign, insecure_http=insecure_http, on_page=show
            )
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
    say(f"Pulled: {counted(counts.issues, 'issue')}")
    say_table(
        {
            "new": str(counts.created),
            "changed": str(counts.updated),
            "unchanged": str(counts.unchanged),
            "synced through": pulled.updated_since or "never completed",
        }
    )
    if counts.conflicts:
        warn(f"{counted(counts.conflicts, 'field')} changed on both sides; the newer value won")
    if not pulled.is_complete:
        warn("the tracker has more issues; pull again to continue")
    warn_of(pulled.warnings)
