"""The options of a publish, its request, and its progress."""

from typing import ClassVar, Literal, TypeAlias, TypedDict

from attrs import field, frozen
from msgspec import Struct
from returns.result import Failure, Result, Success

from .. import VERSION
from ..errors import Category, sentence
from ..parsing.secret import MASK, Secret
from ..routing.origins import Origin
from ..snapshot.packing import PackedSnapshot
from .endpoint import Endpoint

LONGEST_TIMEOUT = 86_400.0
"""In seconds: one day. The system's clocks cannot count much longer times."""


class UnusableTimeout(Struct, frozen=True):
    """A timeout or deadline, in seconds, is not above 0 and at most `LONGEST_TIMEOUT`."""

    seconds: float
    category: ClassVar = Category.USAGE

    @sentence
    def message(self) -> str:
        return f"timeout must be above 0 and at most {LONGEST_TIMEOUT:.0f} seconds, not {self.seconds}"


class PublishOptions(TypedDict, total=False):
    """How to publish, as keyword arguments, all optional.

    Attributes:
        auth_token: the bearer token; takes precedence over the tokens in the credentials file.
        token_from: where *auth_token* comes from, for messages, such as the name of a variable.
        require_route: if there is no route, fail with `RouteRequired` and send nothing. By default both routing fields
            are null then, and the receipt says why.
        allow_foreign: also publish issues of another project or workspace, with a warning that counts them.
        allow_shrink: also publish a snapshot that lost more than half of its issues, or of its links.
        allow_incomplete: also publish a cache that a pull has not filled to the end, with a warning.
        trust_server: send a token of the credentials file to a server other than the one it is for.
        timeout_seconds: for connecting, and for each wait for the server; 10 by default.
        deadline_seconds: for the whole publish, with all attempts and the pauses between them; 60 by default.
    """

    auth_token: str | None
    token_from: str | None
    require_route: bool
    allow_foreign: bool
    allow_shrink: bool
    allow_incomplete: bool
    trust_server: bool
    timeout_seconds: float
    deadline_seconds: float


@frozen(kw_only=True)
class PublishOrder:
    """`PublishOptions` with all defaults filled in, and whether to skip what has arrived; the token is not printed."""

    auth_token: str | None = field(default=None, repr=False)
    token_from: str | None = None
    require_route: bool = False
    allow_foreign: bool = False
    allow_shrink: bool = False
    allow_incomplete: bool = False
    trust_server: bool = False
    skip_unchanged: bool = False
    timeout_seconds: float = 10.0
    deadline_seconds: float = 60.0


def check_timeouts(order: PublishOrder) -> Result[PublishOrder, UnusableTimeout]:
    """Return *order* if its timeout and its deadline are usable, otherwise the first that is not."""
    for seconds in (order.timeout_seconds, order.deadline_seconds):
        if not 0 < seconds <= LONGEST_TIMEOUT:
            return Failure(UnusableTimeout(seconds))
    return Success(order)


class PublishRequest(Struct, frozen=True, kw_only=True):
    """One complete POST request.

    Attributes:
        endpoint: the URL.
        token: for the ``Authorization`` header, which is omitted if there is none.
        snapshot: the body, its key and its counts.
        sequence: for the ``Snapshot-Sequence`` header, which is omitted if there is none.
        traceparent: the context of the trace that records this request (W3C Trace Context); None if none does.
    """

    endpoint: Endpoint
    token: Secret | None
    snapshot: PackedSnapshot
    sequence: int | None = None
    traceparent: str | None = None

    def headers(self) -> dict[str, str]:
        """Return the headers to send, with the token, but without those that the HTTP client adds.

        This is the only place where the token of a publish is revealed.
        """
        token = None if self.token is None else self.token.reveal()
        sequence = {} if self.sequence is None else {"Snapshot-Sequence": str(self.sequence)}
        trace = {} if self.traceparent is None else {"traceparent": self.traceparent}
        return {**_headers(self.snapshot, token), **sequence, "Content-Length": str(len(self.snapshot.body)), **trace}

    def hide(self, text: str) -> str:
        """Return *text* with the token masked, because a server or an HTTP client may repeat it."""
        return text if self.token is None else self.token.hide_in(text)


def shown_headers(snapshot: PackedSnapshot, token: Secret | Origin | None) -> dict[str, str]:
    """Return the headers as a person may see them: with the token masked, and without ``Content-Length``.

    Args:
        snapshot: what would be sent.
        token: the token, or the place that it will come from; None if there is none.
    """
    return _headers(snapshot, None if token is None else MASK)


def _headers(snapshot: PackedSnapshot, token: str | None) -> dict[str, str]:
    fixed = {
        "Content-Type": "application/json",
        "Idempotency-Key": snapshot.idempotency_key,
        "Accept": "application/json",
        "User-Agent": f"trackpost/{VERSION}",
    }
    return fixed if token is None else {**fixed, "Authorization": f"Bearer {token}"}


class Preview(Struct, frozen=True, kw_only=True):
    """What a publish would send.

    Attributes:
        endpoint: the URL; None if no server was given.
        token: the token; None if there is none, or if it has to be asked for.
        snapshot: the body, its key and its counts.
        token_from: the command, or the keyring, that a publish asks for the token; None if neither is asked.
    """

    endpoint: Endpoint | None
    token: Secret | None
    snapshot: PackedSnapshot
    token_from: Origin | None = None


Doing: TypeAlias = Literal["built", "sent"]


class Progress(Struct, frozen=True, kw_only=True):
    """How far building or sending a body has come.

    Attributes:
        doing: ``built`` first, then ``sent``, from the start in each attempt.
        bytes: the number of bytes done.
        share: the share of the whole that is done, from 0 to 1.
    """

    doing: Doing
    bytes: int
    share: float


_SMALL = 100_000
"""Bytes: fewer are counted in kilobytes."""
_SURE = 3.0
"""Seconds: before that, what fills the buffers of a connection seems to be sent already."""


def progress_in_words(progress: Progress, seconds: float) -> str:
    """Return how much is done, *seconds* after the building or sending began, and how long the rest of it takes.

    That is said only of what is being sent, and only once it is known: after the building comes the sending, and after
    the sending the answer.

    >>> progress_in_words(Progress(doing="sent", bytes=30_000_000, share=0.25), 4.0)
    '30.0 MB of 120.0 MB sent, 7.5 MB/s, 12 s left'
    """
    size, share = _size(progress.bytes), progress.share
    if progress.doing == "built":
        return f"{size} built ({min(share, 1.0):.0%})"
    if not 0 < share < 1:
        return f"{size} sent"
    done = f"{size} of {_size(progress.bytes / share)} sent"
    if seconds < _SURE:
        return done
    rate, left = progress.bytes / 1e6 / seconds, seconds / share - seconds
    return f"{done}, {rate:.1f} MB/s, {left:.0f} s left"


def _size(count: float) -> str:
    return f"{count / 1e6:.1f} MB" if count >= _SMALL else f"{count / 1e3:.1f} kB"
