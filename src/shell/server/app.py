"""The HTTP face of the reference server: which path leads where."""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime

from attrs import evolve, field, frozen
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from ...core.contract.evidence import Evidence
from ...core.contract.server import Refused, RoutingKey
from ...core.delivery.endpoint import SNAPSHOT_PATH
from ...core.parsing.secret import Secret
from .journal import Journal
from .noting import Clock, Noter
from .own_address import OwnAddressOnly
from .publish import Pause, PublishEndpoint
from .read_back import PROJECTS_PATH, RECEIVED_PATH, ReadBack
from .refusals import NO_SUCH_PATH, OTHER_METHOD
from .responses import refusal

MAX_BODY = 256 * 1024 * 1024
"""Bytes of a body, unless somebody says otherwise."""

_LONGEST_PATH = 200
"""Characters of a path that are kept."""


def _utc_now() -> datetime:
    return datetime.now(UTC)


async def _no_pause() -> None:
    pass


def _refused(_request: Request, refused: Refused) -> Response:
    return refusal(refused)


@frozen(kw_only=True)
class ReferenceServer:
    """A server that takes snapshots by the contract, and finds the mapping of each.

    Attributes:
        journal: keeps what was received.
        tokens: the bearer token of each account; without any, a request needs none.
        mappings: what the server knows; without any, each snapshot waits for a person.
        max_body: the most bytes that a body may have.
        clock: tells when a request was received.
        pause: awaited while a request is under way, so that a test can send the second before the first has ended.
        lost: answers who asks for a path that leads nowhere, and publishes nothing.
    """

    journal: Journal
    tokens: Sequence[Secret] = ()
    mappings: Mapping[RoutingKey, str] = field(factory=dict)
    max_body: int = MAX_BODY
    clock: Clock = _utc_now
    pause: Pause = _no_pause
    lost: Callable[[Request, Refused], Response] = _refused

    def app(self, more: Sequence[BaseRoute] = ()) -> Starlette:
        """Return the server as an ASGI application.

        Args:
            more: what it shows beside the contract.
        """
        publish = PublishEndpoint(
            journal=self.journal,
            tokens=self.tokens,
            mappings=self.mappings,
            max_body=self.max_body,
            clock=self.clock,
            pause=self.pause,
        )
        received = ReadBack(journal=self.journal, tokens=self.tokens)
        app = Starlette(
            routes=[
                Route(SNAPSHOT_PATH, publish.post, methods=["POST"]),
                Route(RECEIVED_PATH, received.list_all, methods=["GET"]),
                Route(RECEIVED_PATH + "{key}", received.show, methods=["GET"]),
                Route(PROJECTS_PATH, received.list_projects, methods=["GET"]),
                *more,
            ],
            middleware=[Middleware(OwnAddressOnly, refuse=self._noted)],
            exception_handlers={404: self._no_such_path, 405: self._other_method},
        )
        app.router.redirect_slashes = False  # the slash belongs to the path, and a redirect would hide its absence
        return app

    async def _no_such_path(self, request: Request, _error: Exception) -> Response:
        if request.method != "POST":
            return self.lost(request, NO_SUCH_PATH)
        return self._noted(request, _asked(request, NO_SUCH_PATH))

    async def _other_method(self, request: Request, error: Exception) -> Response:
        return self._noted(request, _asked(request, other_method(error)))

    def _noted(self, request: Request, refused: Refused) -> Response:
        """Note a publish that went to a wrong path, such as the one without its slash, or came from elsewhere."""
        response = refusal(refused)
        noter = Noter(self.journal, self.tokens, self.clock)
        return noter.note(request, response) if request.method == "POST" else response


def other_method(error: Exception) -> Refused:
    """Return the refusal of a method that a path does not have, from what Starlette raises."""
    allowed = (error.headers or {}) if isinstance(error, HTTPException) else {}
    return evolve(OTHER_METHOD, headers=allowed)


def _asked(request: Request, refused: Refused) -> Refused:
    """Return a refusal with the path that was asked for, for a person who looks at the server."""
    return evolve(refused, evidence=Evidence(f"{request.method} {request.url.path}"[:_LONGEST_PATH]))
