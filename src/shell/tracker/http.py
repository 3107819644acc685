"""The HTTP client of all readers: it asks once, in time, and never takes a refusal for an answer."""

import ssl
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC
from email.utils import parsedate_to_datetime
from typing import Literal
from urllib.parse import urlsplit

import httpx
from attrs import field, frozen
from returns.result import Failure, Result, Success

from ...core import VERSION
from ...core.issues.tracker_fault import BrokenTracker, PullTimeout, TrackerFault, TrackerUnreachable
from ...core.trackers.answers import Answered, Hide, accept
from ..clock import Clock
from ..delivery.client import ClientSettings
from ..delivery.time_limit import NoThread, Watch
from ..telemetry.observer import UNOBSERVED, Observer
from .limits import seconds_to_wait
from .patience import Deadline

LARGEST_PAGE = 32 * 1024 * 1024
"""Bytes, decoded: a small gzip can hold a large answer."""
LONGEST_PAGE = 300.0
"""Seconds for one answer, whatever is still coming."""
_WAIT = 30.0
"""Seconds for connecting, and for each single wait."""
_TOO_MANY = 429
_NOTHING = httpx.ByteStream(b"")
_HEADERS: Mapping[str, str] = {
    "Accept": "application/json",
    "Accept-Encoding": "identity",
    "User-Agent": f"trackpost/{VERSION}",
}


@frozen(kw_only=True)
class Request:
    """One question.

    Attributes:
        url: without a query.
        params: the query, not yet encoded.
        json: the body, encoded; None sends none.
        headers: the credentials among them, so they are not printed.
        method: of HTTP.
    """

    url: str
    params: Mapping[str, str] = field(factory=dict)
    json: bytes | None = None
    headers: Mapping[str, str] = field(factory=dict, repr=False)
    method: Literal["GET", "POST"] = "GET"


class TrackerHttp:
    """A client for one tracker and one pull. No redirect is followed, no cookie kept, and no secret is in a fault.

    Args:
        provider: canonical name.
        settings: of the connection: proxy and certificates.
        hide: takes the secrets out of what the tracker says.
        clock: what is waited by.
        deadline: of all requests together, and whatever happens between them.

    Attributes:
        observer: watches each request.
    """

    def __init__(self, provider: str, settings: ClientSettings, hide: Hide, clock: Clock, deadline: Deadline) -> None:
        self.provider = provider
        self.observer: Observer = UNOBSERVED
        self._settings = settings
        self._hide_secrets = hide
        self._clock = clock
        self._deadline = deadline
        self._open()

    def hide(self, text: str) -> str:
        """Return *text* without the secrets of the credentials and of the proxy."""
        return self._settings.hide(self._hide_secrets(text))

    def ask(self, request: Request) -> Result[Answered, TrackerFault]:
        """Send *request* once. A success holds an answer of 2xx that says something, and is no web page."""
        return self.exchange(request).bind(lambda answer: accept(self.provider, answer, self.hide))

    def exchange(self, request: Request) -> Result[Answered, TrackerFault]:
        """Send *request* once. A success holds an answer of any status, for a tracker that says more in its words."""
        self._settings.before_request()
        seconds = min(LONGEST_PAGE, self._deadline.left())
        if seconds <= 0:
            return Failure(PullTimeout(self._deadline.seconds))
        try:
            return self.observer.ask(request.method, request.url, lambda: self._in_time(request, seconds))
        except NoThread as error:
            return Failure(self._unreachable(str(error), may_pass=False))

    def close(self) -> None:
        """Close the connection."""
        self._watch.close()
        if not self._watch.is_over:  # else the thread that uses the client closes it
            self._client.close()

    def _open(self) -> None:
        """Open a client: what a watch has cut stays cut, so each cut needs a new one."""
        self._client, self._watch = self._settings.client(), Watch()

    def _in_time(self, request: Request, seconds: float) -> Result[Answered, TrackerFault]:
        client, watch = self._client, self._watch
        client.cookies.clear()
        ended = watch.run(
            lambda: self._send(client, watch, request),
            seconds,
            peer=urlsplit(request.url).netloc,
            abandon=client.close,
        )
        if not watch.is_over:
            return ended.result()
        watch.close()
        self._open()
        if seconds < LONGEST_PAGE:
            return Failure(PullTimeout(self._deadline.seconds))
        return Failure(self._unreachable(f"no whole answer within {seconds:.0f} s"))

    def _send(self, client: httpx.Client, watch: Watch, request: Request) -> Result[Answered, TrackerFault]:
        """Do the whole exchange, in a thread of its own."""
        typed = {} if request.json is None else {"Content-Type": "application/json"}
        try:
            asked = httpx.Request(  # by itself, for the client would put its own headers beside these
                request.method,
                request.url,
                params=dict(request.params),
                content=request.json,
                headers={**_HEADERS, **typed, **request.headers},
                extensions={"trace": watch.trace, "timeout": httpx.Timeout(_WAIT).as_dict()},
            )
            with _answer(client, asked) as response:
                return self._read(response)
        except httpx.DecodingError:
            return Failure(BrokenTracker(self.provider, "it cannot be decompressed"))
        except (httpx.UnsupportedProtocol, httpx.InvalidURL, UnicodeError) as error:
            return Failure(BrokenTracker(self.provider, self.hide(str(error))))
        except httpx.RemoteProtocolError:  # its message quotes what came
            return Failure(self._unreachable("the connection ended before the answer"))
        except (httpx.TransportError, OSError) as error:
            return Failure(self._unreachable(str(error) or type(error).__name__, may_pass=not _is_of_tls(error)))

    def _read(self, response: httpx.Response) -> Result[Answered, TrackerFault]:
        content = bytearray()
        for chunk in response.iter_bytes():
            content += chunk
            if len(content) > LARGEST_PAGE:
                return Failure(BrokenTracker(self.provider, "it has more than 32 MiB"))
        headers = {name.lower(): text for name, text in response.headers.items()}
        status = response.status_code
        wait = seconds_to_wait(headers, self._clock.now().timestamp(), is_used_up=status == _TOO_MANY)
        return Success(Answered(status, headers, bytes(content), wait))

    def _unreachable(self, reason: str, *, may_pass: bool = True) -> TrackerUnreachable:
        return TrackerUnreachable(self.provider, self.hide(reason), may_pass=may_pass)


@contextmanager
def tracker_http(
    provider: str, settings: ClientSettings, hide: Hide, clock: Clock, deadline: Deadline
) -> Iterator[TrackerHttp]:
    """Open a client as `TrackerHttp` says, and close it in the end."""
    http = TrackerHttp(provider, settings, hide, clock, deadline)
    try:
        yield http
    finally:
        http.close()


@contextmanager
def _answer(client: httpx.Client, request: httpx.Request) -> Iterator[httpx.Response]:
    """Send *request*, and close the answer in the end.

    A stream holds its response, which holds it: nothing of them would go before garbage is collected, which is seldom
    done, so that memory would grow with each page.
    """
    response = client.send(request, stream=True)
    try:
        yield response
    finally:
        response.close()
        response.stream = _NOTHING


def _is_of_tls(error: BaseException | None) -> bool:
    """Say whether a certificate or the like is at fault, which stays so."""
    while error is not None:
        if isinstance(error, ssl.SSLError) and not isinstance(error, ssl.SSLEOFError):
            return True
        error = error.__cause__ or error.__context__
    return False


def clock_of(answered: Answered) -> str | None:
    """Return the tracker's clock when it answered, ISO 8601 in UTC.

    >>> clock_of(Answered(200, {"date": "Sun, 01 Mar 2026 12:00:00 GMT"}, b"[]"))
    '2026-03-01T12:00:00+00:00'
    """
    date = answered.headers.get("date")
    try:
        return None if date is None else parsedate_to_datetime(date).astimezone(UTC).isoformat()
    except (ValueError, OverflowError):
        return None
