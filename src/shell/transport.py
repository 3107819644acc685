"""One HTTP POST, whose end is always a value."""

import httpx

from ..core.request import PublishRequest, headers
from ..core.verdict import Answer, BrokenProtocol, EffectUnknown, Unreachable, Verdict, judge
from ..core.version import VERSION

_LARGEST_ANSWER = 4 * 1024 * 1024
"""Bytes, decoded: a small gzip can hold a large answer."""

_NEVER_SENT = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.ProxyError,
    httpx.UnsupportedProtocol,
    httpx.LocalProtocolError,
    httpx.InvalidURL,
    UnicodeError,
)
"""No connection, or a request that httpx refused to write. UnicodeError: a host that IDNA cannot encode."""


def post(request: PublishRequest, timeout_seconds: float) -> Verdict:
    """Send *request* once and say what came of it.

    Args:
        request: sent as it is: the body byte by byte, and only our own headers beside those that HTTP demands.
        timeout_seconds: for connecting, and for each single wait to write or read.

    Redirects are not followed. Proxies of the environment are used, except towards this machine itself.
    """
    parcel = request.parcel
    try:
        with (
            httpx.Client(timeout=timeout_seconds, trust_env=not request.endpoint.is_loopback) as client,
            client.stream(
                "POST",
                request.endpoint.url,
                content=parcel.body,
                headers={"User-Agent": f"trackpost/{VERSION}"} | headers(parcel, request.token),
            ) as response,
        ):
            return _judge(response, request)
    except _NEVER_SENT as error:
        return Unreachable(_reason(error))
    except httpx.DecodingError as error:
        return BrokenProtocol(f"an answer that cannot be decompressed: {_reason(error)}", None)
    except httpx.TransportError as error:
        return EffectUnknown(_reason(error))


def _judge(response: httpx.Response, request: PublishRequest) -> Verdict:
    content = bytearray()
    for chunk in response.iter_bytes():
        content += chunk
        if len(content) > _LARGEST_ANSWER:
            return BrokenProtocol("an answer of more than 4 MiB", Answer(response.status_code, None))
    hide = _as_it_is if request.token is None else request.token.hide_in
    answered = {name.lower(): hide(text.encode()).decode() for name, text in response.headers.items()}
    return judge(response.status_code, answered, hide(bytes(content)))


def _as_it_is(content: bytes) -> bytes:
    return content


def _reason(error: Exception) -> str:
    return str(error) or type(error).__name__
