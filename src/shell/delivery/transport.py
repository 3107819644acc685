"""HTTP POST, whose end is always a value, and always in time."""

import ssl
from collections.abc import Iterator
from contextlib import contextmanager

import httpx

from ...core.delivery.endpoint import Endpoint
from ...core.delivery.judge import Hide, judge
from ...core.delivery.publish import PublishRequest
from ...core.delivery.verdict import Answer, BrokenProtocol, EffectUnknown, Unreachable, Verdict
from ...core.snapshot.packing import Body
from .time_limit import Watch

_LARGEST_ANSWER = 4 * 1024 * 1024
"""Bytes, decoded: a small gzip can hold a large answer."""

_CUT_SHORT = ("Server disconnected", "peer closed connection")
"""How the complaints of httpx begin where there was no answer, or only a part of one."""

_UNUSABLE_ENVIRONMENT = (ImportError, OSError, ValueError, httpx.InvalidURL)
"""What httpx raises of proxies and certificate files that it cannot use. ImportError: a SOCKS proxy."""

_OF_OUR_OWN = (httpx.LocalProtocolError, httpx.UnsupportedProtocol, httpx.InvalidURL, UnicodeError)
"""What will be the same at the next attempt. UnicodeError: a host that IDNA refuses."""

_TOO_LATE = "the time for it was over"


class Connection:
    """A line to one server, kept open from one request to the next where the server allows it.

    Redirects are not followed. Proxies of the environment are used, except towards this machine itself.
    The token is nowhere in what is returned, even if the server repeats it.
    """

    def __init__(self, client: httpx.Client | Unreachable) -> None:
        self._client = client
        self._watch = Watch()

    def post(self, request: PublishRequest, timeout_seconds: float, seconds: float) -> Verdict:
        """Send *request* once and say what came of it.

        Args:
            request: sent as it is: the body byte by byte, and only our own headers beside those that HTTP demands.
            timeout_seconds: for connecting, and for each single wait to write or read.
            seconds: for all of it.
        """
        if isinstance(self._client, Unreachable):
            return self._client
        body = _TrackedBody(request.snapshot.body)
        with self._watch.limit(seconds):
            verdict = self._exchange(self._client, request, body, timeout_seconds)
        if self._watch.is_over:  # whatever is there may be cut off
            return EffectUnknown(_TOO_LATE) if body.has_left else Unreachable(_TOO_LATE)
        return verdict

    def close(self) -> None:
        """Hang up."""
        self._watch.close()
        if isinstance(self._client, httpx.Client):
            self._client.close()

    def _exchange(self, client: httpx.Client, request: PublishRequest, body: "_TrackedBody", timeout: float) -> Verdict:
        url, headers, extensions = request.endpoint.url, request.headers(), {"trace": self._watch.trace}
        try:
            with client.stream(
                "POST", url, content=body, headers=headers, timeout=timeout, extensions=extensions
            ) as response:
                return _judge(response, request.hide)
        except httpx.RemoteProtocolError as error:
            return _without_answer(str(error), has_left=body.has_left)
        except (httpx.TransportError, httpx.InvalidURL, UnicodeError) as error:
            reason = request.hide(_reason(error))
            return EffectUnknown(reason) if body.has_left else Unreachable(reason, may_pass=_may_pass(error))


@contextmanager
def connection_to(endpoint: Endpoint) -> Iterator[Connection]:
    """Open a line to the server of *endpoint*. Where the environment makes that impossible, each request says so."""
    client: httpx.Client | Unreachable
    try:
        client = _client(endpoint)
    except _UNUSABLE_ENVIRONMENT as error:
        client = Unreachable(f"proxy or certificates of the environment: {_reason(error)}", may_pass=False)
    connection = Connection(client)
    try:
        yield connection
    finally:
        connection.close()


def _client(endpoint: Endpoint) -> httpx.Client:
    if endpoint.is_loopback and endpoint.url.startswith("http:"):
        # Nothing will be encrypted, so the certificates of the world are not loaded, which takes a while.
        return httpx.Client(trust_env=False, verify=ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT))
    return httpx.Client(trust_env=not endpoint.is_loopback)


class _TrackedBody:
    """The bytes of a request, which know whether any of them was asked for: before that, nothing can have an effect."""

    def __init__(self, content: Body) -> None:
        self._content = content
        self.has_left = False

    def __iter__(self) -> Iterator[bytes]:
        self.has_left = True
        yield from self._content


def _may_pass(error: Exception) -> bool:
    """Say whether it can be otherwise at the next attempt: not what is wrong with us, or with a certificate."""
    return not isinstance(error, _OF_OUR_OWN) and not any(map(_is_of_tls, _causes(error)))


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def _is_of_tls(error: BaseException) -> bool:
    return isinstance(error, ssl.SSLError) and not isinstance(error, ssl.SSLEOFError)


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
