"""Lets nobody ask by another name than the server's own.

A page that a browser loaded from elsewhere reaches loopback too: by a name that its owner points here once the page
is loaded (DNS rebinding), or by a form that posts across origins. The headers ``Host`` and ``Origin`` show both.
"""

from collections.abc import Callable

from attrs import evolve, frozen
from returns.result import Failure, Result, Success
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from ...core.contract.evidence import Evidence
from ...core.contract.server import Refused
from ...core.result import sealed
from .refusals import OTHER_HOST, OTHER_ORIGIN
from .responses import refusal

_NAMES = ("127.0.0.1", "localhost", "[::1]")
_HTTP_PORT = 80
_LONGEST = 200
"""Characters of a header that are kept."""


def own_hosts(port: int) -> frozenset[str]:
    """Return how ``Host`` may name a server that listens on *port* of loopback.

    >>> sorted(own_hosts(8400))
    ['127.0.0.1:8400', '[::1]:8400', 'localhost:8400']
    """
    with_port = frozenset(f"{name}:{port}" for name in _NAMES)
    return with_port.union(_NAMES) if port == _HTTP_PORT else with_port


def check_address(headers: Headers, port: int) -> Result[None, Refused]:
    """Refuse a request to another host, or from a page of another origin."""
    hosts = own_hosts(port)
    named = [host.lower() for host in headers.getlist("host")]
    if len(named) != 1 or named[0] not in hosts:
        return Failure(_seen(OTHER_HOST, "Host", named))
    own_origins, origins = {f"http://{host}" for host in hosts}, headers.getlist("origin")
    return Success(None) if own_origins.issuperset(origins) else Failure(_seen(OTHER_ORIGIN, "Origin", origins))


def _seen(refused: Refused, name: str, texts: list[str]) -> Refused:
    """Return a refusal with the header that is at fault, for a person who looks at the server."""
    return evolve(refused, evidence=Evidence(f"{name}: {', '.join(texts)}"[:_LONGEST]))


def _refused(_request: Request, refused: Refused) -> Response:
    return refusal(refused)


@frozen
class OwnAddressOnly:
    """An application that answers only who asks it by its own name, whatever the path.

    Attributes:
        app: answers.
        refuse: answers who does not.
    """

    app: ASGIApp
    refuse: Callable[[Request, Refused], Response] = _refused

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        _, port = scope["server"]
        match sealed(check_address(Headers(scope=scope), port)):
            case Failure(refused):
                await self.refuse(Request(scope, receive), refused)(scope, receive, send)
            case Success():
                await self.app(scope, receive, send)
