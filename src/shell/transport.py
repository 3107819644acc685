"""One HTTP POST, whose end is always a value."""

from collections.abc import Iterator

import httpx

from ..core.request import PublishRequest, headers
from ..core.verdict import Answer, BrokenProtocol, EffectUnknown, Hide, Unreachable, Verdict, judge

_LARGEST_ANSWER = 4 * 1024 * 1024
"""Bytes, decoded: a small gzip can hold a large answer."""

_CUT_SHORT = ("Server disconnected", "peer closed connection")
"""How the complaints of httpx begin where there was no answer, or only a part of one."""

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
        return Unreachable(f"proxy or certificates of the environment: {hide(_reason(error))}")
    with client:
        return _exchange(client, request, hide)


class _Body:
    """The bytes of a request, which know whether any of them was asked for: before that, nothing can have an effect."""

    def __init__(self, content: bytes) -> None:
        self._content = content
        self.has_left = False

    def __iter__(self) -> Iterator[bytes]:
        self.has_left = True
        yield self._content


def _exchange(client: httpx.Client, request: PublishRequest, hide: Hide) -> Verdict:
    body = _Body(request.parcel.body)
    sent = headers(request.parcel, request.token) | {"Content-Length": str(len(request.parcel.body))}
    try:
        with client.stream("POST", request.endpoint.url, content=body, headers=sent) as response:
            return _judge(response, hide)
    except httpx.RemoteProtocolError as error:
        return _without_answer(str(error), has_left=body.has_left)
    except (httpx.TransportError, httpx.InvalidURL, UnicodeError) as error:  # UnicodeError: a host that IDNA refuses
        reason = hide(_reason(error))
        return EffectUnknown(reason) if body.has_left else Unreachable(reason)


def _without_answer(complaint: str, *, has_left: bool) -> Verdict:
    """Say what an answer that is none means. The complaint itself quotes what came, and so is not passed on."""
    if not has_left:
        return Unreachable("the proxy did not let us through")
    if complaint.startswith(_CUT_SHORT):
        return EffectUnknown("the connection was closed before the answer had ended")
    return BrokenProtocol("an answer that is no HTTP", None)


def _judge(response: httpx.Response, hide: Hide) -> Verdict:
    answered = {name.lower(): text for name, text in response.headers.items()}
    content, fault = _read(response)
    if fault is not None and response.is_success:
        return BrokenProtocol(fault, Answer(response.status_code, None))
    return judge(response.status_code, answered, content, hide)


def _read(response: httpx.Response) -> tuple[bytes, str | None]:
    """Return the decoded body, or nothing and why it cannot be had."""
    content = bytearray()
    try:
        for chunk in response.iter_bytes():
            content += chunk
            if len(content) > _LARGEST_ANSWER:
                return b"", "an answer of more than 4 MiB"
    except httpx.DecodingError:
        return b"", "an answer that cannot be decompressed"
    return bytes(content), None


def _reason(error: Exception) -> str:
    return str(error) or type(error).__name__
