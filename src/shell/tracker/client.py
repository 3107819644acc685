"""The HTTP client of the connectors, which stops what they would take for an answer."""

import httpx
from spec_kitty_tracker import ConnectorRequestError

_TIMEOUT = 30.0
"""Seconds: for connecting, and for each wait for the tracker."""
_REDIRECTED = 3
_SAYS_NOTHING = (b"", b"{}", b"null")
_NOTHING = "an answer that says nothing"


def client_for(*, trust_env: bool) -> httpx.AsyncClient:
    """Return a client that follows no redirect, and takes none for an answer, nor one that says nothing.

    Connectors find no issues in either, and would tell that there are none.

    Args:
        trust_env: use the proxies of the environment.
    """
    hooks = {"response": [_refuse_redirect, _refuse_nothing]}
    return httpx.AsyncClient(timeout=_TIMEOUT, trust_env=trust_env, event_hooks=hooks)


async def _refuse_redirect(response: httpx.Response) -> None:
    if response.status_code // 100 == _REDIRECTED:
        reason = f"it redirects to {response.headers.get('location', 'nowhere')}"
        raise ConnectorRequestError(reason, status_code=response.status_code)


async def _refuse_nothing(response: httpx.Response) -> None:
    if response.is_success and (await response.aread()).strip() in _SAYS_NOTHING:
        raise httpx.DecodingError(_NOTHING, request=response.request)
