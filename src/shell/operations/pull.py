"""Pull, if the connectors are installed."""

import asyncio
from collections.abc import Callable, Mapping
from importlib.util import find_spec

from returns.result import Failure, Result, Success

from ...core.issues.pull import PullCounts, Pulled, PullError, RunningEventLoop
from ...core.project.faults import MissingExtra
from ..clock import Clock
from ..runtime import Runtime


def outside_event_loop() -> Result[None, RunningEventLoop]:
    """Succeed unless this thread is running an event loop, because a pull runs its own."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return Success(None)
    return Failure(RunningEventLoop())


def pull(  # noqa: PLR0913 - what the command is given, and what it reaches
    runtime: Runtime,
    clock: Clock,
    on_page: Callable[[PullCounts], None] | None,
    *,
    limit: int | None,
    drop_foreign: bool,
    environ: Mapping[str, str],
    insecure_http: bool,
) -> Result[Pulled, PullError]:
    """Update the cache of a project from its tracker. Needs the extra ``connectors``.

    Args:
        runtime: the project.
        clock: the source of time.
        on_page: called after each page with the counts so far; None for no calls.
        limit: stop after this many issues; None reads all.
        drop_foreign: first remove issues that belong to another project or workspace.
        environ: the environment, which names proxies and certificates.
        insecure_http: allow plain HTTP to a tracker on another machine.
    """
    if find_spec("spec_kitty_tracker") is None:
        return Failure(MissingExtra("connectors"))
    # Imported here, because the connectors are an extra and slow to import.
    from ..tracker.start import PullOptions, pull_from_tracker  # noqa: PLC0415 - see above

    options = PullOptions(
        limit=limit,
        drop_foreign=drop_foreign,
        on_page=on_page or (lambda _counts: None),
        clock=clock.now,
        sleep=clock.sleep,
        environ=environ,
        insecure_http=insecure_http,
    )
    return pull_from_tracker(runtime, options)
