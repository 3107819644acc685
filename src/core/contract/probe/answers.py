"""Promises about every answer, whatever was asked."""

from collections.abc import Callable, Sequence
from types import MappingProxyType
from typing import TypeAlias

from ...delivery.retry import seconds_until
from .checks import TOO_MANY_REQUESTS, Ask, Complaint, got, script
from .exchange import Exchange, Response
from .promise import Broken, Finding, Kept, NotObservable, Plan, Planner, Promise, Setting
from .samples import post

CODES = MappingProxyType(
    {
        "request_timeout": 408,
        "misdirected_request": 421,
        "foreign_origin": 403,
        "not_found": 404,
        "method_not_allowed": 405,
        "conflicting_headers": 400,
        "unauthorized": 401,
        "forbidden": 403,
        "rate_limited": 429,
        "unsupported_media_type": 415,
        "unsupported_content_encoding": 415,
        "missing_idempotency_key": 400,
        "malformed_idempotency_key": 400,
        "malformed_snapshot_sequence": 400,
        "body_too_large": 413,
        "idempotency_key_reused": 422,
        "request_in_progress": 409,
        "invalid_snapshot": 400,
        "superseded": 409,
        "unavailable": 503,
    }
)
"""The status of each code that the contract lists. Read-only."""

_UNAVAILABLE = 503
_JSON = "application/json"

_Test: TypeAlias = Callable[[Response], bool]


def _survey(concerns: _Test, complaint: Callable[[Response], str | None], none_seen: str) -> Planner:
    """Return a planner that judges all answers of a probe.

    Args:
        concerns: whether the promise is about an answer.
        complaint: what is wrong with such an answer; None if nothing is.
        none_seen: why nothing is known if the promise was about none of them.
    """

    def judge(exchanges: Sequence[Exchange]) -> Finding:
        finding: Finding = NotObservable(none_seen)
        for exchange in exchanges:
            if isinstance(exchange.response, Response) and concerns(exchange.response):
                why = complaint(exchange.response)
                if why is not None:
                    return Broken(why, exchange.request)
                finding = Kept()
        return finding

    return lambda _setting: Plan(judge=judge, is_survey=True)


def _is_failure(response: Response) -> bool:
    return not response.is_success


def _undocumented(response: Response) -> str | None:
    is_listed = CODES.get(response.code or "") == response.status
    return None if is_listed else got("a status and a code that the contract lists", response)


def _malformed(response: Response) -> str | None:
    match response.members:
        case {"error": str(), "message": str(message), "path": str() | None} if message:
            return None
        case {"error": str(), "message": str(message)} if message and "path" not in response.members:
            return None
        case _:
            return got("a JSON object with error and message, and path if it has one", response)


def _is_empty_or_json(response: Response) -> str | None:
    return None if response.is_json else f"expected JSON or nothing, got another body with {response.status}"


def _has_json(response: Response) -> bool:
    return bool(response.content) and response.is_json


def _mislabelled(response: Response) -> str | None:
    media_type = response.headers.get("content-type", "")
    is_json = media_type.partition(";")[0].strip().lower() == _JSON
    return None if is_json else f"expected the media type {_JSON}, got {media_type or 'none'} with {response.in_words}"


def _is_busy(response: Response) -> bool:
    return response.status in {TOO_MANY_REQUESTS, _UNAVAILABLE}


def _without_time(response: Response) -> str | None:
    text = response.headers.get("retry-after")
    if text is None:
        return f"expected Retry-After, got {response.in_words} without it"
    is_known = seconds_until(text, 0.0) is not None
    return None if is_known else f"expected seconds or a date in Retry-After, got {text!r}"


def _counts(setting: Setting) -> Plan:
    return script(Ask(post(setting), _counted))


def _counted(response: Response, _before: Sequence[Response]) -> Complaint:
    if not response.is_success:
        return got("2xx", response)
    found = tuple(response.members.get(name) for name in ("issues", "mappings"))
    if None in found:
        return NotObservable("the answer does not say how much was accepted")
    return None if found == (2, 1) else f"expected 2 issues and 1 mapping, got {found[0]} and {found[1]}"


def _promise(name: str, says: str, planner: Planner) -> Promise:
    return Promise(name=f"answers.{name}", section="Answers", says=says, planner=planner)


PROMISES = (
    _promise("counts", "counts the issues and mappings that it accepted", _counts),
    _promise(
        "success",
        "answers JSON or nothing to what it accepts",
        _survey(lambda response: response.is_success, _is_empty_or_json, "nothing was accepted"),
    ),
    _promise(
        "codes",
        "refuses with the statuses and codes of the contract",
        _survey(_is_failure, _undocumented, "nothing was refused"),
    ),
    _promise(
        "refusals",
        "refuses with a JSON object: error, message, and path if there is one",
        _survey(_is_failure, _malformed, "nothing was refused"),
    ),
    _promise(
        "media-type",
        "labels its JSON as application/json",
        _survey(_has_json, _mislabelled, "there was no JSON"),
    ),
    _promise(
        "retry-after",
        "says in Retry-After when to try again",
        _survey(_is_busy, _without_time, "the server was never busy"),
    ),
)
