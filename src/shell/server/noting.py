"""Notes what was refused, after the answer has been sent: nobody waits for it."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TypeAlias

from attrs import frozen
from returns.result import Failure, Success
from starlette.background import BackgroundTask
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import Response

from ...core.parsing.secret import Secret
from ...core.result import sealed
from .catalogue import NotedRefusal
from .journal import Journal
from .request_checks import check_bearer
from .responses import Refusal

Clock: TypeAlias = Callable[[], datetime]

_UNAVAILABLE = 503
_LONGEST = 200
"""Characters of a header that are kept."""


@frozen
class Noter:
    """Notes what was refused.

    Attributes:
        journal: where it is noted.
        tokens: the bearer token of each account.
        clock: tells when.
    """

    journal: Journal
    tokens: Sequence[Secret]
    clock: Clock

    def note(self, request: Request, response: Response) -> Response:
        """Return *response*, to be noted once it has been sent if it refuses what the journal did not fail itself."""
        match response:
            case Refusal(refused=refused) if refused.status_code != _UNAVAILABLE:
                noted = NotedRefusal(
                    at=self.clock().isoformat(),
                    refused=refused,
                    account=_account_of(self.tokens, request.headers),
                    key=_cut(request.headers.get("idempotency-key")),
                    sender=_sender(request),
                )
                response.background = BackgroundTask(self.journal.ask, lambda records: records.note_refusal(noted))
            case _:
                pass
        return response


def _account_of(tokens: Sequence[Secret], headers: Headers) -> int | None:
    match sealed(check_bearer(tokens, headers)):
        case Success(account):
            return account
        case Failure():
            return None


def _sender(request: Request) -> str:
    address = "" if request.client is None else request.client.host
    return f"{address} {_cut(request.headers.get('user-agent')) or ''}".strip()


def _cut(header: str | None) -> str | None:
    return None if header is None else header[:_LONGEST]
