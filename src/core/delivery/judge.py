"""What the answer to a publish means.

Contract: contracts/tracker-snapshot-publish.md, "Answers".
"""

from collections.abc import Callable, Mapping
from typing import TypeAlias

import msgspec

from ..parsing.strict_json import is_shallow
from .verdict import (
    Answer,
    BrokenProtocol,
    Delivered,
    NotAllowed,
    Redirected,
    Rejected,
    Replayed,
    RetryLater,
    Verdict,
)

# Registered with IANA, and said by a server that does not take a request, now or ever
_REFUSALS = frozenset(
    {400, 402, *range(404, 408), *range(409, 419), *range(421, 425), 426, 428, 431, 451, 501, 505, 510, 511}
)
_CONFLICT = 409
_NOT_ALLOWED = frozenset({401, 403})
STILL_UNDER_WAY = "request_in_progress"
"""The contract's error code for a 409 that only says "not yet"."""

Hide: TypeAlias = Callable[[str], str]


def judge(status_code: int, headers: Mapping[str, str], content: bytes, hide: Hide = str) -> Verdict:
    """Say what an answer means.

    Args:
        status_code: of HTTP, a final one.
        headers: their names in lower case.
        content: the whole body, decoded.
        hide: takes out of a text what must not be seen. It changes what is shown, never what the answer means.
    """
    body, is_json = _read(content)
    answer = Answer(status_code, _hidden(body, hide))
    is_under_way = status_code == _CONFLICT and Answer(status_code, body).code == STILL_UNDER_WAY
    match status_code // 100:
        case 2 if not is_json:
            return BrokenProtocol("a success whose body is not JSON", answer)
        case 2 if headers.get("idempotent-replayed", "").lower() == "true":
            return Replayed(answer)
        case 2:
            return Delivered(answer)
        case 3:
            return Redirected(answer, _shown(headers, "location", hide))
        case _ if status_code in _NOT_ALLOWED:
            return NotAllowed(answer)
        case _ if status_code in _REFUSALS and not is_under_way:
            return Rejected(answer)
        case _:  # 5xx, and what is not registered: 499, 520 to 527, 598 and the like are a proxy's "I do not know"
            return RetryLater(answer, _shown(headers, "retry-after", hide), _shown(headers, "date", hide))


def _shown(headers: Mapping[str, str], name: str, hide: Hide) -> str | None:
    return hide(headers[name]) if name in headers else None


def _hidden(value: object, hide: Hide) -> object:
    match value:
        case str(text):
            return hide(text)
        case list(items):
            return [_hidden(item, hide) for item in items]
        case dict(members):
            return {hide(name): _hidden(member, hide) for name, member in members.items()}
        case other:
            return other


def _read(content: bytes) -> tuple[object, bool]:
    """Return the body, and whether it is JSON (as which nothing at all counts too, and what is nested too deep not)."""
    if not content:
        return None, True
    try:
        body: object = msgspec.json.decode(content)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return content.decode(errors="replace"), False
    return (body, True) if is_shallow(body) else (content.decode(), False)
