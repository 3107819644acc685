"""Tells the browser what a page may do: nothing but show what comes from this server."""

from collections.abc import Mapping
from types import MappingProxyType

from attrs import frozen
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

NO_STORE: Mapping[str, str] = MappingProxyType({"Cache-Control": "no-store", "Vary": "Accept, Cookie"})
"""What a page shows changes, and stays on no disk."""

_ASK_AGAIN = "no-cache"
"""What else is kept may be another one after an upgrade, so a browser asks whether it still is the same."""

SAFE_HEADERS: Mapping[str, str] = MappingProxyType(
    {
        "Content-Security-Policy": (
            "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'"
        ),
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        # Not no-referrer, which would also take its origin from a form that posts to this server
        "Referrer-Policy": "same-origin",
        "X-Content-Type-Options": "nosniff",
    }
)


@frozen
class SafeHeaders:
    """An application whose every response has the headers."""

    app: ASGIApp

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""

        async def send_safely(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.update(SAFE_HEADERS)
                headers.setdefault("Cache-Control", _ASK_AGAIN)
            await send(message)

        await self.app(scope, receive, send_safely)
