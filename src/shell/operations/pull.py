"""Pulls, where that is installed."""

from collections.abc import Callable
from importlib.util import find_spec

from returns.result import Failure, Result

from ...core.errors import MissingExtra
from ...core.issues.pull import Pulled, PullError, Tally
from ..clock import Pace
from ..runtime import Runtime


def pull(
    runtime: Runtime, pace: Pace, on_page: Callable[[Tally], None] | None, *, limit: int | None, drop_foreign: bool
) -> Result[Pulled, PullError]:
    """Bring the cache of a project up to date with its tracker. Needs the extra ``connectors``.

    Args:
        runtime: of the project.
        pace: what is waited by.
        on_page: is told how many issues were read, page after page; None tells nobody.
        limit: after how many issues to stop; None reads all.
        drop_foreign: remove what belongs to another project first.
    """
    if find_spec("spec_kitty_tracker") is None:
        return Failure(MissingExtra("connectors"))
    # Imported here, because the connectors are an extra, and slow to import.
    from ..tracker.start import Errand, pull_from_tracker  # noqa: PLC0415 - the reason stands above

    errand = Errand(
        limit=limit,
        drop_foreign=drop_foreign,
        on_page=on_page or (lambda _tally: None),
        clock=pace.clock,
        sleep=pace.sleep,
    )
    return pull_from_tracker(runtime, errand)
