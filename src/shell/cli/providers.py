"""``trackpost providers``."""

import click

from ...core.reporting.setup_report import providers_report
from ...core.routing.providers import Provider
from ..service import TrackerService
from . import options
from .terminal import say_columns, say_json


@click.command()
@options.as_json
def providers(as_json: bool) -> None:
    """List the supported trackers and the credentials they need.

    Shows the routing rule of each tracker, the credentials that it needs, and those that it takes as well.
    """
    rows = tuple(TrackerService.providers().values())
    if as_json:
        say_json(providers_report(rows))
    else:
        say_columns([("provider", "route", "needs", "takes"), *map(_columns, rows)])


def _columns(row: Provider) -> tuple[str, ...]:
    route = "none" if row.route is None else f"{row.route[0]} from {row.route[1]}"
    needs = ", ".join(" or ".join(keys) for keys in row.needs) or "nothing"
    return row.name, route, needs, ", ".join(row.takes) or "nothing"
