"""What a probe sends, and what comes back."""

from collections.abc import Iterator, Mapping
from itertools import repeat
from typing import Literal, TypeAlias

from attrs import field, frozen

from ...delivery.judge import parse_body
from ...parsing.secret import Secret

Bearer: TypeAlias = Literal["given", "other", "wrong", "none"]
"""Which token a request shows: the one that may publish, one of another account, an unknown one, or none."""

UNKNOWN_BEARER = "trackpost-probe-wrong-token"
"""What no server knows."""
_BLOCK = 64 * 1024
_SUCCESS = 2


@frozen(kw_only=True)
class Tokens:
    """The tokens of a probe.

    Attributes:
        given: the token that may publish; None if the server needs none.
        other: a token of another account; None if there is none.
    """

    given: Secret | None = None
    other: Secret | None = None

    def authorization(self, bearer: Bearer) -> str | None:
        """Return the value of the header ``Authorization``, with the token revealed; None to omit it."""
        secrets = {"given": self.given, "other": self.other, "wrong": Secret(UNKNOWN_BEARER), "none": None}
        secret = secrets[bearer]
        return None if secret is None else f"Bearer {secret.reveal()}"

    def hide(self, text: str) -> str:
        """Return *text* with both tokens masked, because a server may repeat them."""
        for secret in (self.given, self.other):
            text = text if secret is None else secret.hide_in(text)
        return text


@frozen(kw_only=True)
class ProbeRequest:
    """One request of a probe.

    Attributes:
        url: where it goes.
        headers: names and values, without ``Authorization`` and the length; a name may occur twice.
        body: the bytes of the body.
        method: the HTTP method.
        bearer: which token it shows.
        blanks: how many spaces follow *body*. JSON ignores them, so a body can have any size.
        is_chunked: the body is sent in chunks, without its length.
        pause: how many seconds pass in the middle of the body.
    """

    url: str
    headers: tuple[tuple[str, str], ...]
    body: bytes = field(default=b"", repr=False)
    method: str = "POST"
    bearer: Bearer = "given"
    blanks: int = 0
    is_chunked: bool = False
    pause: float = 0.0

    @property
    def size(self) -> int:
        """The length of the whole body."""
        return len(self.body) + self.blanks

    @property
    def halves(self) -> tuple[bytes, bytes]:
        """The two parts of *body*, before and after the pause."""
        middle = len(self.body) // 2
        return self.body[:middle], self.body[middle:]

    def chunks(self) -> Iterator[bytes]:
        """Yield the whole body; the first half of *body* is a chunk, so that a pause can follow it."""
        yield from self.halves
        yield from repeat(b" " * _BLOCK, self.blanks // _BLOCK)
        yield b" " * (self.blanks % _BLOCK)


@frozen
class Response:
    """The answer to a request.

    Attributes:
        status: the HTTP status.
        headers: the headers, with names in lower case.
        content: the whole body.
    """

    status: int
    headers: Mapping[str, str]
    content: bytes = field(repr=False)

    @property
    def is_success(self) -> bool:
        """Whether the status is one of 200 to 299."""
        return self.status // 100 == _SUCCESS

    @property
    def is_replay(self) -> bool:
        """Whether the answer says that it is a kept one."""
        return self.headers.get("idempotent-replayed", "").lower() == "true"

    @property
    def is_json(self) -> bool:
        """Whether the body is JSON, or empty."""
        return parse_body(self.content)[1]

    @property
    def members(self) -> Mapping[str, object]:
        """The members of the body, if that is a JSON object."""
        match parse_body(self.content)[0]:
            case dict(members):
                return {str(name): value for name, value in members.items()}
            case _:
                return {}

    @property
    def code(self) -> str | None:
        """The error code of a refusal."""
        match self.members.get("error"):
            case str(code):
                return code
            case _:
                return None

    @property
    def in_words(self) -> str:
        """The status, and the code if there is one."""
        return " ".join(filter(None, (str(self.status), self.code)))


@frozen
class NoResponse:
    """There was no usable answer.

    Attributes:
        reason: why.
        has_left: whether the server may have seen the request.
        is_late: whether the server only did not answer in time.
    """

    reason: str
    has_left: bool
    is_late: bool = False


@frozen
class Exchange:
    """A request and its answer."""

    request: ProbeRequest
    response: Response | NoResponse
