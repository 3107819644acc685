"""The option that shows a fleet in the browser."""

from contextlib import ExitStack

import click
from returns.result import Result, Success

from ....core.contract.server_setup import UnusablePort
from ...fleet.fleet import Fleet
from ..output import need_sandbox
from ..terminal import say

_PORT = 8401

page = click.option(
    "--page",
    type=click.IntRange(0, 65_535),
    is_flag=False,
    flag_value=_PORT,
    metavar="[PORT]",
    help=f"Show the fleet in the browser, on this machine only, on port {_PORT} or PORT; 0 takes a free one.",
)


def shown_in_browser(fleet: Fleet, port: int | None, stack: ExitStack) -> Result[None, UnusablePort]:
    """Show the fleet in the browser until *stack* is closed, if somebody asked for it."""
    if port is None:
        return Success(None)
    need_sandbox()
    from ...fleet.rereading import Rereading
    from ...fleet.roster import Roster
    from ...page.fleet import fleet_app
    from ...server.server import listen, served

    app = fleet_app(fleet.reading, fleet.clock.now, Roster(Rereading(fleet)).gone)
    return listen(port).map(lambda listener: say(f"Open {stack.enter_context(served(app, listener))} in a browser."))
