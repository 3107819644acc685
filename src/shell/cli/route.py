"""``trackpost route``."""

from pathlib import Path
from typing import TYPE_CHECKING

import click
from returns.result import Result

from ...core.project.binding import RuntimeFault
from ...core.routing.pin import RouteDrift, Routing
from ...core.routing.route import ResourceRoute
from ..service import TrackerService
from . import options
from .options import project
from .output import end, say_table, warn_of

if TYPE_CHECKING:
    from ...core.reporting.publish_report import RouteReport


@click.command()
@options.root
@options.as_json
def route(root: Path | None, as_json: bool) -> None:
    """Show the routing key of this project, or why there is none.

    Only reads files. Exits 0 where there is a route, and 78 where there is none.
    """
    routing = Result.do(routing for folder in project(root) for routing in TrackerService(folder).routing())
    key = Result.do((found, resource) for found in routing for resource in found.route)
    end(key, _words, lambda: _report(routing), as_json=as_json)


def _report(routing: Result[Routing, RuntimeFault | RouteDrift]) -> "RouteReport":
    from ...core.reporting.publish_report import route_report

    return route_report(routing)


def _words(key: tuple[Routing, ResourceRoute]) -> None:
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
