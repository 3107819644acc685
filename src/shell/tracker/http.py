"""The HTTP client of all readers: it asks once, in time, and never takes a refusal for an answer."""

import ssl
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC
from email.utils import parsedate_to_datetime
from typing import Literal

import httpx
from attrs import field, frozen
from returns.result import Failure, Result, Success

from ...core import VERSION
from ...core.delivery.endpoint import is_loopback_url
from ...core.issues.tracker_fault import BrokenTracker, PullTimeout, TrackerFault, TrackerUnreachable
from ...core.trackers.answers import Answered, Hide, accept
from ..clock import Clock
from ..delivery.time_limit import Watch
from .limits import seconds_to_wait

LARGEST_PAGE = 32 * 1024 * 1024
"""Bytes, decoded: a small gzip can hold a large answer."""
LONGEST_PAGE = 300.0
"""Seconds for one answer, whatever is still coming."""
_WAIT = 30.0
"""Seconds for connecting, and for each single wait."""
_HEADERS: Mapping[str, str] = {
    "Accept": "application/json",
    "Accept-Encoding": "identity",
    "User-Agent": f"trackpost/{VERSION}",
}
_UNUSABLE_ENVIRONMENT = (ImportError, OSError, ValueError, httpx.InvalidURL)
"""What httpx raises about proxies and certificate files that it cannot use. ImportError: a SOCKS proxy."""


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
        client: sends the requests, or why there is none.
        hide: takes the secrets out of what the tracker says.
        clock: what is waited by.
        deadline_seconds: for all requests together, and whatever happens between them.
    """

    def __init__(
        self,
        provider: str,
        client: httpx.Client | TrackerUnreachable,
        hide: Hide,
        clock: Clock,
        deadline_seconds: float,
    ) -> None:
        self.provider = provider
        self._client = client
        self.hide = hide
        self._clock = clock
        self._deadline_seconds = deadline_seconds
        self._until = clock.monotonic() + deadline_seconds
        self._watch = Watch()

    def ask(self, request: Request) -> Result[Answered, TrackerFault]:
        """Send *request* once. A success holds an answer of 2xx that says something, and is no web page."""
        return self.exchange(request).bind(lambda answer: accept(self.provider, answer, self.hide))

    def exchange(self, request: Request) -> Result[Answered, TrackerFault]:
        """Send *request* once. A success holds an answer of any status, for a tracker that says more in its words."""
        if isinstance(self._client, TrackerUnreachable):
            return Failure(self._client)
        seconds = min(LONGEST_PAGE, self._until - self._clock.monotonic())
        if seconds <= 0:
            return Failure(PullTimeout(self._deadline_seconds))
        self._client.cookies.clear()
        with self._watch.limit(seconds):
            answered = self._exchange(self._client, request, min(_WAIT, seconds))
        if self._watch.is_over:  # whatever is there may be cut off
            return Failure(TrackerUnreachable(self.provider, f"no whole answer within {seconds:.0f} s"))
        return answered

    def close(self) -> None:
        """Close the connection."""
        self._watch.close()
        if isinstance(self._client, httpx.Client):
            self._client.close()

    def _exchange(self, client: httpx.Client, request: Request, wait: float) -> Result[Answered, TrackerFault]:
        typed = {} if request.json is None else {"Content-Type": "application/json"}
        try:
            with client.stream(
                request.method,
                request.url,
                params=dict(request.params),
                content=request.json,
                headers={**_HEADERS, **typed, **request.headers},
                timeout=wait,
                extensions={"trace": self._watch.trace},
            ) as response:
                return self._read(response)
        except httpx.DecodingError:
            return Failure(BrokenTracker(self.provider, "it cannot be decompressed"))
        except (httpx.UnsupportedProtocol, httpx.InvalidURL, UnicodeError) as error:
            return Failure(BrokenTracker(self.provider, self.hide(str(error))))
        except httpx.RemoteProtocolError:  # whose words quote what came
            return Failure(TrackerUnreachable(self.provider, "the connection ended before the answer"))
        except httpx.TransportError as error:
            reason = self.hide(str(error) or type(error).__name__)
            return Failure(TrackerUnreachable(self.provider, reason, may_pass=not _is_of_tls(error)))

    def _read(self, response: httpx.Response) -> Result[Answered, TrackerFault]:
        content = bytearray()
        for chunk in response.iter_bytes():
            content += chunk
            if len(content) > LARGEST_PAGE:
                return Failure(BrokenTracker(self.provider, "it has more than 32 MiB"))
        headers = {name.lower(): text for name, text in response.headers.items()}
        wait = seconds_to_wait(headers, self._clock.now().timestamp())
        return Success(Answered(response.status_code, headers, bytes(content), wait))


@contextmanager
def tracker_http(
    provider: str, url: str | None, hide: Hide, clock: Clock, deadline_seconds: float
) -> Iterator[TrackerHttp]:
    """Open a client for the tracker at *url*. If the environment makes that impossible, each request says so.

    Args:
        provider: canonical name.
        url: the tracker's; None if it is not asked over HTTP.
        hide: takes the secrets out of what the tracker says.
        clock: what is waited by.
        deadline_seconds: for all requests together.
    """
    http = TrackerHttp(provider, _client(provider, url), hide, clock, deadline_seconds)
    try:
        yield http
    finally:
        http.close()


def _client(provider: str, url: str | None) -> httpx.Client | TrackerUnreachable:
    try:
        if url is None or (is_loopback_url(url) and url.startswith("http:")):
            return httpx.Client(trust_env=False, verify=ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT))
        return httpx.Client(trust_env=not is_loopback_url(url))
    except _UNUSABLE_ENVIRONMENT as error:
        reason = f"proxy or certificates of the environment: {error}"
        return TrackerUnreachable(provider, reason, may_pass=False)


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
