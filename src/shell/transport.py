"""One HTTP POST, whose end is always a value."""

import httpx

from ..core.request import PublishRequest, headers
from ..core.verdict import Answer, BrokenProtocol, EffectUnknown, Hide, Unreachable, Verdict, judge
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

_UNUSABLE_ENVIRONMENT = (ImportError, OSError, ValueError, httpx.InvalidURL)
"""What httpx raises of proxies and certificate files that it cannot use. ImportError: a SOCKS proxy."""


def post(request: PublishRequest, timeout_seconds: float) -> Verdict:
    """Send *request* once and say what came of it.

    Args:
        request: sent as it is: the body byte by byte, and only our own headers beside those that HTTP demands.
        timeout_seconds: for connecting, and for each single wait to write or read.

    Redirects are not followed. Proxies of the environment are used, except towards this machine itself.
    The token is nowhere in what is returned, even if the server repeats it.
    """
    hide = str if request.token is None else request.token.hide_in
    try:
        client = httpx.Client(timeout=timeout_seconds, trust_env=not request.endpoint.is_loopback)
    except _UNUSABLE_ENVIRONMENT as error:
        return Unreachable(f"proxy or certificates of the environment: {_reason(error, hide)}")
    with client:
        return _exchange(client, request, hide)


def _exchange(client: httpx.Client, request: PublishRequest, hide: Hide) -> Verdict:
    sent = {"User-Agent": f"trackpost/{VERSION}"} | headers(request.parcel, request.token)
    try:
        with client.stream("POST", request.endpoint.url, content=request.parcel.body, headers=sent) as response:
            return _judge(response, hide)
    except _NEVER_SENT as error:
        return Unreachable(_reason(error, hide))
    except httpx.DecodingError as error:
        return BrokenProtocol(f"an answer that cannot be decompressed: {_reason(error, hide)}", None)
    except httpx.TransportError as error:
        return EffectUnknown(_reason(error, hide))


def _judge(response: httpx.Response, hide: Hide) -> Verdict:
    content = bytearray()
    for chunk in response.iter_bytes():
        content += chunk
        if len(content) > _LARGEST_ANSWER:
            return BrokenProtocol("an answer of more than 4 MiB", Answer(response.status_code, None))
    answered = {name.lower(): text for name, text in response.headers.items()}
    return judge(response.status_code, answered, bytes(content), hide)


def _reason(error: Exception, hide: Hide) -> str:
    return hide(str(error) or type(error).__name__)
