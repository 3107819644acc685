"""HTTP POST, which always ends in a value, and always in time."""

import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

import httpx

from ...core.delivery.answer import Answer
from ...core.delivery.judge import Hide, judge
from ...core.delivery.publish import LONGEST_TIMEOUT, PublishRequest
from ...core.delivery.verdict import BrokenProtocol, EffectUnknown, Unreachable, Verdict
from ...core.parsing.address import without_user_info
from .answer import Received, received
from .client import ClientSettings
from .time_limit import NoThread, Watch

_CUT_SHORT = ("Server disconnected", "peer closed connection")
"""How the complaints of httpx begin where there was no answer, or only a part of one."""

_OF_OUR_OWN = (httpx.LocalProtocolError, httpx.UnsupportedProtocol, httpx.InvalidURL, UnicodeError)
"""What the next attempt would meet again. UnicodeError: a host that IDNA refuses."""

_LOGIN_REQUIRED = "407"
"""How the complaint of httpx begins if a proxy does not know us."""

_TOO_LATE = "the deadline has passed"


class ExchangeInterrupted(KeyboardInterrupt):
    """Somebody interrupted an exchange, which was cut at once: nothing of it leaves any more.

    Attributes:
        has_left: bytes of the body may have left, so the effect is unknown.
    """

    def __init__(self, *, has_left: bool) -> None:
        super().__init__()
        self.has_left = has_left


class Connection:
    """A connection to one server, kept open from one request to the next if the server allows it.

    Redirects are not followed. The token is nowhere in what is returned, even if the server repeats it. A request that
    does not end in time cuts the connection for good, and with it all later requests.

    Args:
        settings: of the client.
    """

    def __init__(self, settings: ClientSettings) -> None:
        self._settings = settings
        self._client = settings.client()
        self._watch = Watch()

    def post(self, request: PublishRequest, timeout_seconds: float, seconds: float) -> Verdict:
        """Send *request* once, and return what is known then.

        Args:
            request: sent as it is: the body byte by byte, and only our own headers beside those that HTTP demands.
            timeout_seconds: for connecting to an address, and for each single wait to write or read.
            seconds: for all of it, whatever it waits for.

        Raises:
            ExchangeInterrupted: in place of the KeyboardInterrupt that ended the wait.
        """
        timeout, limit = min(timeout_seconds, LONGEST_TIMEOUT), min(seconds, LONGEST_TIMEOUT)
        if self._watch.is_over or not (timeout > 0 and limit > 0):
            return Unreachable(_TOO_LATE)
        try:
            match self._in_time(request, timeout, limit):
                case None:
                    return self._lost(_TOO_LATE)
                case Received() as answer:
                    return _judged(answer, self._hider(request))
                case verdict:
                    return verdict
        except KeyboardInterrupt:
            raise ExchangeInterrupted(has_left=self._watch.has_left) from None
        except NoThread as error:
            return Unreachable(str(error), may_pass=False)

    def close(self) -> None:
        """Hang up."""
        self._watch.close()
        if not self._watch.is_over:  # else the thread that uses the client closes it
            self._client.close()

    def _in_time(self, request: PublishRequest, timeout: float, seconds: float) -> Received | Verdict | None:
        ended = self._watch.run(
            lambda: self._exchange(request, timeout),
            seconds,
            peer=urlsplit(request.endpoint.url).netloc,
            abandon=self._client.close,
        )
        return None if self._watch.is_over else ended.result()

    def _exchange(self, request: PublishRequest, timeout: float) -> Received | Verdict:
        """Do the whole exchange, in a thread of its own."""
        body = self._watch.passing(request.snapshot.body)
        headers = {**request.headers(), "Accept-Encoding": "identity"}
        url, extensions = request.endpoint.url, {"trace": self._watch.trace}
        try:
            with self._client.stream(
                "POST", url, content=body, headers=headers, timeout=timeout, extensions=extensions
            ) as response:
                return received(response)
        except httpx.RemoteProtocolError as error:
            return _without_answer(str(error), has_left=self._watch.has_left)
        except (httpx.TransportError, httpx.InvalidURL, OSError, UnicodeError) as error:
            return self._lost(self._hider(request)(_reason(error)), may_pass=_may_pass(error))

    def _lost(self, reason: str, *, may_pass: bool = True) -> Verdict:
        return EffectUnknown(reason) if self._watch.has_left else Unreachable(reason, may_pass=may_pass)

    def _hider(self, request: PublishRequest) -> Hide:
        return lambda text: self._settings.hide(request.hide(text))


@contextmanager
def connection_to(settings: ClientSettings) -> Iterator[Connection]:
    """Open a connection with these *settings*, and hang up in the end."""
    connection = Connection(settings)
    try:
        yield connection
    finally:
        connection.close()


def _judged(answer: Received, hide: Hide) -> Verdict:
    if answer.fault is not None and answer.is_success:
        return BrokenProtocol(answer.fault, Answer(answer.status_code, None))
    named = {**answer.headers}
    if "location" in named:
        named["location"] = without_user_info(named["location"])
    return judge(answer.status_code, named, answer.content, hide)


def _without_answer(complaint: str, *, has_left: bool) -> Verdict:
    """Return what an answer that is none means. The complaint is not passed on, because it quotes what came."""
    if not has_left:
        return Unreachable("the proxy did not let us through")
    if complaint.startswith(_CUT_SHORT):
        return EffectUnknown("the connection was closed before the answer had ended")
    return BrokenProtocol("an answer that is no HTTP", None)


def _may_pass(error: Exception) -> bool:
    """Say whether the next attempt can end otherwise: not if the fault is ours, a certificate's, or a proxy's login."""
    is_locked_out = isinstance(error, httpx.ProxyError) and str(error).startswith(_LOGIN_REQUIRED)
    return not (isinstance(error, _OF_OUR_OWN) or is_locked_out or any(map(_is_of_tls, _causes(error))))


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def _is_of_tls(error: BaseException) -> bool:
    return isinstance(error, ssl.SSLError) and not isinstance(error, ssl.SSLEOFError)


def _reason(error: Exception) -> str:
    return str(error) or type(error).__name__
