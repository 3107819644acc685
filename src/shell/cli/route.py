"""``trackpost route``."""

from pathlib import Path

import click
from returns.result import Result

from ...core.routing.pin import Routing
from ...core.routing.route import ResourceRoute
from . import kept, options
from .output import end, warn_of
from .terminal import say_table


@click.command()
@options.root
@kept.fleet
@options.as_json
def route(root: Path | None, fleet: Path | None, as_json: bool) -> None:
    """Show the routing key of this project, or why there is none.

    Reads files. Asks neither the tracker nor the server. Exits 0 if there is a route, and 78 if there is none.
    """
    routing = Result.do(routing for service in kept.service_of(root, fleet) for routing in service.routing())
    key = Result.do((found, resource) for found in routing for resource in found.route)
    report = None
    if as_json:
        from ...core.reporting.route_report import route_report

        report = route_report(routing)
    end(key, _say_key, report, only_reads=True)


def _say_key(key: tuple[Routing, ResourceRoute]) -> None:
    routing, resource = key
    say_table(
        {
            "provider": routing.provider,
            "workspace": routing.workspace,
            "external_resource_type": resource.external_resource_type,
            "external_resource_id": resource.external_resource_id,
        }
    )
    warn_of(routing.warnings)
