"""Decide what the answer to a publish means.

Contract: contracts/tracker-snapshot-publish.md, "Answers".
"""

import re
from collections.abc import Callable, Mapping
from typing import TypeAlias

import msgspec

from ..parsing.strict_json import is_shallow
from .answer import Answer
from .verdict import (
    BrokenProtocol,
    Delivered,
    NotAllowed,
    Redirected,
    Rejected,
    Replayed,
    RetryLater,
    Superseded,
    Verdict,
)

# The status codes in the IANA registry with which a server refuses a request for good
_REFUSALS = frozenset(
    {400, 402, *range(404, 408), *range(409, 419), *range(421, 425), 426, 428, 431, 451, 501, 505, 510, 511}
)
_CONFLICT = 409
_NOT_ALLOWED = frozenset({401, 403})
STILL_IN_PROGRESS = "request_in_progress"
"""The contract's error code for a 409 that means "not yet"."""
TOO_LATE = "superseded"
"""The contract's error code for a 409 that means "no longer"."""

# What the contract itself says, and so no secret, even if a token happens to be one of its words
_MEMBERS = frozenset({"error", "message", "detail"})
_SECONDS_OR_DATE = re.compile(r"[0-9]{1,9}|[A-Z][a-z]{2}, [0-9]{2} [A-Z][a-z]{2} [0-9]{4} [0-9]{2}(:[0-9]{2}){2} GMT")

Hide: TypeAlias = Callable[[str], str]


def judge(status_code: int, headers: Mapping[str, str], content: bytes, hide: Hide = str) -> Verdict:
    """Return what an answer means.

    Args:
        status_code: the HTTP status, a final one (not 1xx).
        headers: the headers, with names in lower case.
        content: the whole body, without content encoding.
        hide: masks secrets in a text. It changes what is shown, never what the answer means.
    """
    body, is_json = parse_body(content)
    answer = Answer(status_code, _masked(body, hide))
    conflict = Answer(status_code, body).code if status_code == _CONFLICT else None
    match status_code // 100:
        case 2 if not is_json:
            return BrokenProtocol("a success whose body is not JSON", answer)
        case 2 if headers.get("idempotent-replayed", "").lower() == "true":
            return Replayed(answer)
        case 2:
            return Delivered(answer)
        case 3:
            return Redirected(answer, _masked_header(headers, "location", hide))
        case _ if status_code in _NOT_ALLOWED:
            return NotAllowed(answer)
        case _ if conflict == TOO_LATE:
            return Superseded(answer)
        case _ if status_code in _REFUSALS and conflict != STILL_IN_PROGRESS:
            return Rejected(answer)
        case _:  # 5xx, and unregistered codes (499, 520 to 527, 598), with which a proxy says that it does not know
            return RetryLater(answer, _masked_time(headers, "retry-after", hide), _masked_time(headers, "date", hide))


def _masked_header(headers: Mapping[str, str], name: str, hide: Hide) -> str | None:
    return hide(headers[name]) if name in headers else None


def _masked_time(headers: Mapping[str, str], name: str, hide: Hide) -> str | None:
    return _masked_header(headers, name, str if _SECONDS_OR_DATE.fullmatch(headers.get(name, "")) else hide)


def _masked(value: object, hide: Hide) -> object:
    match value:
        case str(text):
            return hide(text)
        case list(items):
            return [_masked(item, hide) for item in items]
        case dict(members):
            return {_masked_name(name, hide): _masked(member, hide) for name, member in members.items()}
        case other:
            return other


def _masked_name(name: str, hide: Hide) -> str:
    return name if name in _MEMBERS else hide(name)


def parse_body(content: bytes) -> tuple[object, bool]:
    """Return the body, and whether it counts as JSON: an empty body does, JSON that is nested too deep does not."""
    if not content:
        return None, True
    try:
        body: object = msgspec.json.decode(content)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return content.decode(errors="replace"), False
    return (body, True) if is_shallow(body) else (content.decode(), False)
