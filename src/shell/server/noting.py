"""Notes what was refused, after the answer has been sent: nobody waits for it."""

from collections.abc import Callable
from datetime import datetime
from typing import TypeAlias

from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import Response

from .catalogue import NotedRefusal
from .journal import Journal
from .responses import Refusal

Clock: TypeAlias = Callable[[], datetime]

_UNAVAILABLE = 503
_LONGEST = 200
"""Characters of a header that are kept."""


def note_if_refused(journal: Journal, clock: Clock, request: Request, response: Response) -> None:
    """Let *response* be noted once it has been sent, if it refuses a request that the journal did not fail itself."""
    match response:
        case Refusal(refused=refused) if refused.status_code != _UNAVAILABLE:
            noted = NotedRefusal(
                at=clock().isoformat(),
                refused=refused,
                key=_cut(request.headers.get("idempotency-key")),
                sender=_sender(request),
            )
            response.background = BackgroundTask(journal.ask, lambda records: records.note_refusal(noted))
        case _:
            pass


def _sender(request: Request) -> str:
    address = "" if request.client is None else request.client.host
    return f"{address} {_cut(request.headers.get('user-agent')) or ''}".strip()


def _cut(header: str | None) -> str | None:
    return None if header is None else header[:_LONGEST]
