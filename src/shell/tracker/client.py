"""The HTTP client of the connectors, which stops what they would take for an answer."""

from collections.abc import Callable
from datetime import datetime
from math import ceil

import httpx
from spec_kitty_tracker import ConnectorRequestError
from spec_kitty_tracker.errors import FailureClass

from ...core.delivery.retry import seconds_until
from ..delivery.client import ClientSettings

_TIMEOUT = 30.0
"""Seconds: for connecting, and for each wait for the tracker."""
_REDIRECTED = 3
_SAYS_NOTHING = (b"", b"{}", b"null")
_LIMITED = frozenset({403, 429, 503})
_LIMIT = "a limit is reached"
_NOTHING = "an answer that says nothing"


def client_for(clock: Callable[[], datetime], settings: ClientSettings) -> httpx.AsyncClient:
    """Return a client that follows no redirect, and takes none for an answer, nor one that says nothing.

    Connectors find no issues in either, and would tell that there are none.

    Args:
        clock: what time it is, with its zone.
        settings: its proxy and its certificates.
    """

    async def tell_limit(response: httpx.Response) -> None:
        _tell_limit(response, clock().timestamp())

    hooks = {"response": [_refuse_redirect, tell_limit, _refuse_nothing]}
    return httpx.AsyncClient(
        timeout=_TIMEOUT, proxy=settings.proxy, verify=settings.tls, trust_env=False, event_hooks=hooks
    )


async def _refuse_redirect(response: httpx.Response) -> None:
    if response.status_code // 100 == _REDIRECTED:
        reason = f"it redirects to {response.headers.get('location', 'nowhere')}"
        raise ConnectorRequestError(reason, status_code=response.status_code)


def _tell_limit(response: httpx.Response, now: float) -> None:
    """Tell a limit by how it is told: GitHub's has a status of 403, and any tracker may say when as a date."""
    after = response.headers.get("retry-after")
    is_used_up = response.headers.get("x-ratelimit-remaining") == "0"
    if response.status_code not in _LIMITED or (after is None and not is_used_up):
        return
    seconds = None if after is None else seconds_until(after, now)
    raise ConnectorRequestError(
        _LIMIT,
        status_code=response.status_code,
        failure_class=FailureClass.RATE_LIMIT,
        retry_after_seconds=None if seconds is None else ceil(seconds),
    )


async def _refuse_nothing(response: httpx.Response) -> None:
    if response.is_success and (await response.aread()).strip() in _SAYS_NOTHING:
        raise httpx.DecodingError(_NOTHING, request=response.request)
