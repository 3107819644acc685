"""The reference server with one thing broken: a function stands between the probe and the server."""

from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import TypeAlias

from attrs import define, evolve, frozen
from starlette.applications import Starlette
from starlette.routing import Mount
from starlette.types import ASGIApp, Message, Receive, Scope, Send

Headers: TypeAlias = tuple[tuple[str, str], ...]
"""Names in lower case, and values."""


@frozen
class Asked:
    """A request, as the server gets it."""

    method: str
    path: str
    headers: Headers
    body: bytes

    def header(self, name: str) -> str:
        """Return the first header of this name; nothing if there is none."""
        return next((value for known, value in self.headers if known == name), "")

    @property
    def key(self) -> str:
        """The idempotency key."""
        return self.header("idempotency-key")


@frozen
class Answered:
    """The answer to a request."""

    status: int
    headers: Headers
    body: bytes

    @property
    def is_replay(self) -> bool:
        """Whether it is a kept answer."""
        return ("idempotent-replayed", "true") in self.headers


Forward: TypeAlias = Callable[[Asked], Awaitable[Answered]]
"""Asks the server that nothing is wrong with."""

Sabotage: TypeAlias = Callable[[Asked, Forward], Awaitable[Answered]]
"""Answers a request wrongly."""


async def honest(asked: Asked, forward: Forward) -> Answered:
    """Break nothing."""
    return await forward(asked)


@define
class BrokenServer:
    """An ASGI application that breaks one promise, or none.

    Args:
        app: the application that keeps all promises.
        sabotage: breaks one.
    """

    app: ASGIApp
    sabotage: Sabotage = honest

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        headers = tuple((name.decode("latin-1"), value.decode("latin-1")) for name, value in scope["headers"])
        asked = Asked(scope["method"], scope["path"], headers, await _whole(receive))

        async def forward(changed: Asked) -> Answered:
            return await _answer(self.app, scope, changed)

        answered = await self.sabotage(asked, forward)
        await send({"type": "http.response.start", "status": answered.status, "headers": _encoded(answered.headers)})
        await send({"type": "http.response.body", "body": answered.body})

    @contextmanager
    def broken_by(self, sabotage: Sabotage) -> Iterator[None]:
        """Break something during the block."""
        self.sabotage = sabotage
        try:
            yield
        finally:
            self.sabotage = honest


def mounted(app: ASGIApp) -> Starlette:
    """Return an application that leaves every request to *app*."""
    return Starlette(routes=[Mount("", app)])


async def _whole(receive: Receive) -> bytes:
    parts, has_more = list[bytes](), True
    while has_more:
        message = await receive()
        parts.append(message.get("body", b""))
        has_more = message.get("more_body", False)
    return b"".join(parts)


async def _answer(app: ASGIApp, scope: Scope, asked: Asked) -> Answered:
    messages: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.request", "body": asked.body, "more_body": False}

    async def send(message: Message) -> None:
        messages.append(message)

    changed = {**scope, "method": asked.method, "path": asked.path, "headers": _encoded(asked.headers)}
    await app(changed, receive, send)
    headers = tuple((name.decode("latin-1"), value.decode("latin-1")) for name, value in messages[0]["headers"])
    body = b"".join(message.get("body", b"") for message in messages[1:])
    return Answered(messages[0]["status"], headers, body)


def _encoded(headers: Headers) -> list[tuple[bytes, bytes]]:
    return [(name.encode("latin-1"), value.encode("latin-1")) for name, value in headers]


def with_headers(asked: Asked, changes: Mapping[str, str | None]) -> Asked:
    """Return *asked* with other headers; None removes one."""
    kept = tuple(header for header in asked.headers if header[0] not in changes)
    return evolve(asked, headers=(*kept, *((name, value) for name, value in changes.items() if value is not None)))


def without_header(answered: Answered, name: str) -> Answered:
    """Return *answered* without a header."""
    return evolve(answered, headers=tuple(header for header in answered.headers if header[0] != name))


def with_body(answered: Answered, body: bytes) -> Answered:
    """Return *answered* with another body."""
    kept = without_header(answered, "content-length")
    return evolve(kept, headers=(*kept.headers, ("content-length", str(len(body)))), body=body)
