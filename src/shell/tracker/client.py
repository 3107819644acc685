"""The HTTP client of the connectors; it rejects responses that they would misread."""

from collections.abc import Callable
from datetime import datetime
from math import ceil

import httpx
from spec_kitty_tracker import ConnectorRequestError
from spec_kitty_tracker.errors import FailureClass

from ...core.delivery.retry import seconds_until
from ..delivery.client import ClientSettings

_TIMEOUT = 30.0
"""In seconds: for connecting, and for each wait for the tracker."""
_REDIRECTION = 3
_EMPTY = (b"", b"{}", b"null")
_LIMITED = frozenset({403, 429, 503})
_RATE_LIMIT = "rate limit exceeded"
_EMPTY_ANSWER = "an empty answer"


def client_for(clock: Callable[[], datetime], settings: ClientSettings) -> httpx.AsyncClient:
    """Return a client that raises an error for redirects, rate limits and empty answers.

    Connectors would take a redirect or an empty answer for a list without issues.

    Args:
        clock: returns the current time, with its zone.
        settings: the proxy and the certificates.
    """

    async def refuse_rate_limit(response: httpx.Response) -> None:
        _refuse_rate_limit(response, clock().timestamp())

    hooks = {"response": [_refuse_redirect, refuse_rate_limit, _refuse_empty]}
    return httpx.AsyncClient(
        timeout=_TIMEOUT, proxy=settings.proxy, verify=settings.tls, trust_env=False, event_hooks=hooks
    )


async def _refuse_redirect(response: httpx.Response) -> None:
    if response.status_code // 100 == _REDIRECTION:
        reason = f"it redirects to {response.headers.get('location', 'nowhere')}"
        raise ConnectorRequestError(reason, status_code=response.status_code)


def _refuse_rate_limit(response: httpx.Response, now: float) -> None:
    """Raise an error for a rate limit, which the connectors miss if its status is 403 or its pause is a date.

    GitHub answers with 403, and any tracker may send a date in ``Retry-After``.
    """
    after = response.headers.get("retry-after")
    is_used_up = response.headers.get("x-ratelimit-remaining") == "0"
    if response.status_code not in _LIMITED or (after is None and not is_used_up):
        return
    seconds = None if after is None else seconds_until(after, now)
    raise ConnectorRequestError(
        _RATE_LIMIT,
        status_code=response.status_code,
        failure_class=FailureClass.RATE_LIMIT,
        retry_after_seconds=None if seconds is None else ceil(seconds),
    )


async def _refuse_empty(response: httpx.Response) -> None:
    if response.is_success and (await response.aread()).strip() in _EMPTY:
        raise httpx.DecodingError(_EMPTY_ANSWER, request=response.request)
