"""What a tracker's HTTP answer means, before anybody looks for issues in it.

RFC 9110 section 15 says how to read a status that nobody registered: as the x00 of its class.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Never, TypeAlias, TypeVar

import msgspec
from attrs import field, frozen
from returns.result import Failure, Result, Success

from ..issues.tracker_fault import BrokenTracker, TrackerBusy, TrackerFault, TrackerNotAllowed, TrackerRefused
from .pages import page_address
from .tracker_json import parsed

Hide: TypeAlias = Callable[[str], str]
"""Takes the secrets out of a text."""

_Value = TypeVar("_Value")
_Kind: TypeAlias = Callable[[str, "Answered", str], TrackerFault]


@frozen
class Answered:
    """One answer, read to its end.

    Attributes:
        status: of HTTP.
        headers: by their names in lower case.
        content: decoded.
        wait: how many seconds the tracker asks to wait, rounded up; None if it does not say.
    """

    status: int
    headers: Mapping[str, str]
    content: bytes = field(repr=False)
    wait: int | None = None


def _not_allowed(provider: str, answered: Answered, reason: str) -> TrackerFault:
    return TrackerNotAllowed(provider, answered.status, reason)


def _refused(provider: str, answered: Answered, reason: str) -> TrackerFault:
    return TrackerRefused(provider, answered.status, reason)


def _busy(provider: str, answered: Answered, _reason: str) -> TrackerFault:
    return TrackerBusy(provider, answered.status, answered.wait)


def _broken(provider: str, _answered: Answered, reason: str) -> TrackerFault:
    return BrokenTracker(provider, reason)


_BY_STATUS: Mapping[int, _Kind] = {
    401: _not_allowed,
    403: _not_allowed,
    408: _busy,
    425: _busy,
    429: _busy,
    501: _refused,  # these two ask for another request, not for another time
    505: _refused,
}
_BY_CLASS: Mapping[int, _Kind] = {3: _broken, 4: _refused, 5: _busy}
_SUCCESS = 2
_FORBIDDEN = 403

_LIMIT = re.compile(rb"rate limit|abuse detection", re.IGNORECASE)
_HTML = re.compile(rb"\s*<")
_SAYS_NOTHING = frozenset({b"", b"{}", b"null"})


def accept(provider: str, answered: Answered, hide: Hide) -> Result[Answered, TrackerFault]:
    """Let an answer pass that can hold issues; else say what it means.

    Args:
        provider: canonical name.
        answered: read to its end.
        hide: takes out the secrets that a tracker may repeat.
    """
    if answered.status // 100 == _SUCCESS:
        fault = _nothing_in(answered)
        return Success(answered) if fault is None else Failure(BrokenTracker(provider, fault))
    kind = _busy if _is_limit(answered) else _kind_of(answered.status)
    return Failure(kind(provider, answered, hide(_reason(answered))))


def _kind_of(status: int) -> _Kind:
    return _BY_STATUS.get(status) or _BY_CLASS.get(status // 100, _broken)


def _nothing_in(answered: Answered) -> str | None:
    if answered.content.strip() in _SAYS_NOTHING:
        return "it is empty"
    return "it is a web page" if _HTML.match(answered.content) else None


def _is_limit(answered: Answered) -> bool:
    """Say whether a 403 is a limit: GitHub's are, and its secondary limit says so in words only."""
    return answered.status == _FORBIDDEN and (
        "retry-after" in answered.headers
        or answered.headers.get("x-ratelimit-remaining") == "0"
        or _LIMIT.search(answered.content) is not None
    )


def _reason(answered: Answered) -> str:
    said = words_in(answered.content)
    leads_to = page_address(answered.headers.get("location", "").partition("?")[0])
    elsewhere = "" if leads_to is None else f"a redirect to {leads_to}"
    return ": ".join(part for part in (f"HTTP {answered.status}", elsewhere, said) if part)


_MEMBERS = ("errorMessages", "message", "error", "error_description", "errors", "detail", "warningMessages")
"""Where trackers say what is wrong."""
_ANYTHING = msgspec.json.Decoder()


def words_in(content: bytes) -> str:
    """Return what an answer says is wrong; of a web page nothing, for it speaks about itself.

    >>> words_in(b'{"errorMessages": ["no such project"], "errors": {"jql": "unbalanced"}}')
    'no such project; unbalanced'
    """
    if _HTML.match(content):
        return ""
    match parsed(content, _ANYTHING):
        case Success(value):
            return "; ".join(dict.fromkeys(_texts(value)))
        case _:
            return content.decode(errors="replace").strip()


def _texts(value: object) -> Iterator[str]:
    match value:
        case str():
            yield from [value.strip()] * bool(value.strip())
        case list():
            for element in value:
                yield from _texts(element)
        case dict():
            known = [value[name] for name in _MEMBERS if name in value]
            yield from _texts(known or list(value.values()))
        case _:
            pass


class _Refusal(msgspec.Struct):
    """An object in place of a list."""

    error_messages: object = msgspec.field(default=None, name="errorMessages")
    message: object = None
    error: object = None
    error_description: object = None


_REFUSAL = msgspec.json.Decoder(_Refusal)


def decode_list(
    provider: str, answered: Answered, decoder: msgspec.json.Decoder[_Value], hide: Hide
) -> Result[_Value, BrokenTracker | TrackerNotAllowed]:
    """Decode a list, or what holds one; an object that only says what is wrong is a refusal, whatever the status says.

    >>> answered = Answered(200, {}, b'{"message": "401 Unauthorized"}')
    >>> decode_list("gitlab", answered, msgspec.json.Decoder(list[int]), str).failure()
    TrackerNotAllowed(provider='gitlab', status_code=200, reason='HTTP 200: 401 Unauthorized', origin=None)
    """
    return decode(provider, answered.content, decoder).lash(lambda broken: _refusal(broken, answered, hide))


def _refusal(broken: BrokenTracker, answered: Answered, hide: Hide) -> Result[Never, BrokenTracker | TrackerNotAllowed]:
    match parsed(answered.content, _REFUSAL):
        case Success(_Refusal(messages, message, error, description)):
            said = "; ".join(dict.fromkeys(_texts([messages, message, error, description])))
        case _:
            said = ""
    if not said:
        return Failure(broken)
    return Failure(TrackerNotAllowed(broken.provider, answered.status, hide(f"HTTP {answered.status}: {said}")))


def decode(provider: str, content: bytes, decoder: msgspec.json.Decoder[_Value]) -> Result[_Value, BrokenTracker]:
    """Decode an answer, repaired as `repaired` says; one of another shape is not this tracker's."""
    return parsed(content, decoder).alt(lambda fault: BrokenTracker(provider, f"{fault.path}: {fault.reason}"))
