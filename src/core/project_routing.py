"""The routing of one project, once its pin has been asked."""

from attrs import frozen
from returns.result import Result

from .notice import Notice
from .routing import ResourceRoute, RoutingError


@frozen(kw_only=True)
class Routing:
    """How the server will look the project's mapping up.

    Attributes:
        provider: canonical name.
        workspace: of the binding.
        route: the resource, or why there is none.
        notices: what is odd about the files.
    """

    provider: str
    workspace: str
    route: Result[ResourceRoute, RoutingError]
    notices: tuple[Notice, ...] = ()
