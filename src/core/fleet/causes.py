"""Groups what went wrong by its cause, so that one line stands for hundreds of projects."""

from collections.abc import Iterable, Mapping

from attrs import evolve, frozen

from ..errors import kind_of
from .outcome import Failed, Held, Outcome, Published, RefusedElsewhere, Skipped

_REFUSED = "token refused by {place}"
_WORDS: Mapping[str, str] = {
    "tracker_not_allowed": _REFUSED,
    "not_allowed": _REFUSED,
    "tracker_refused": "question refused by {place}",
    "rejected": "snapshot refused by {place}",
    "tracker_unreachable": "cannot reach {place}",
    "unreachable": "cannot reach {place}",
    "tracker_busy": "{place} is busy",
    "retry_later": "{place} asks to try again later",
    "effect_unknown": "no answer from {place}",
    "redirected": "{place} redirects",
    "broken_tracker": "{place} does not answer as its tracker does",
    "broken_protocol": "{place} does not answer as a Spec Kitty server does",
    "route_drift": "credentials of another project",
    "egress_refused": "data must not leave the machine",
    "not_bound": "not bound to a tracker",
    "not_aproject": "not a Spec Kitty project",
    "malformed_file": "a file cannot be parsed",
    "missing_credential": "a credential is missing",
    "credentials_command_failed": "the credentials command failed",
    "internal_error": "internal error in trackpost",
}
"""The causes that people meet most, by the kind of the error."""


@frozen(kw_only=True)
class Cause:
    """Why projects were not published.

    Attributes:
        cause: a phrase for a person, the same for all of them.
        number: how many projects it concerns.
        example: the first of them.
        message: what is wrong there, and what to do.
    """

    cause: str
    number: int
    example: str
    message: str


def cause_of(outcome: Outcome) -> tuple[str, str] | None:
    """Return the phrase and the message of what went wrong; None if nothing did."""
    match outcome:
        case Published():
            return None
        case Failed() as failure:
            return _phrase(failure), failure.message
        case Held(failure):
            return f"held: {_phrase(failure)}", failure.message
        case Skipped(RefusedElsewhere(credential) as reason):
            return _REFUSED.format(place=credential.host), reason.message
        case Skipped(reason):
            return f"skipped: {reason.message}", reason.message


def add_to(causes: Mapping[str, Cause], path: str, outcome: Outcome) -> Mapping[str, Cause]:
    """Return *causes*, by their phrases, with one project more."""
    found = cause_of(outcome)
    if found is None:
        return causes
    phrase, message = found
    known = causes.get(phrase) or Cause(cause=phrase, number=0, example=path, message=message)
    return {**causes, phrase: evolve(known, number=known.number + 1)}


def by_number(causes: Iterable[Cause]) -> tuple[Cause, ...]:
    """Return *causes*, those of the most projects first."""
    return tuple(sorted(causes, key=lambda one: (-one.number, one.cause)))


def error_of(outcome: Outcome) -> Mapping[str, str] | None:
    """Return ``kind`` and ``message`` of what went wrong, as programs read them; None if nothing did."""
    match outcome:
        case Published():
            return None
        case Failed(kind=kind, message=message) | Held(Failed(kind=kind, message=message)):
            return {"kind": kind, "message": message}
        case Skipped(reason):
            return {"kind": kind_of(reason), "message": reason.message}


def _phrase(failure: Failed) -> str:
    words = _WORDS.get(failure.kind)
    if words is not None:
        return words.format(place=failure.place or "an unknown host")
    plain = failure.kind.replace("_", " ")
    return f"{plain} at {failure.place}" if failure.place else plain
