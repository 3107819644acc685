"""Promises about the size of a body, and about the time that it takes."""

from attrs import evolve

from .checks import Ask, applied, refused, script
from .exchange import ProbeRequest
from .promise import NotObservable, Plan, Promise, Setting, requiring
from .samples import post

MUST_TAKE = 64 * 1024 * 1024
"""The longest body that every server must take, in bytes."""

_too_large = refused(413, "body_too_large")
_needs_size = requiring(lambda setting: setting.largest_body is not None, "give the size with --largest-body")
_needs_full_size = requiring(
    lambda setting: setting.is_full_size, f"give --full-size, and the probe sends {MUST_TAKE // 1024**2} MiB"
)
_needs_time = requiring(lambda setting: setting.body_seconds is not None, "give the time with --body-seconds")
_LATE = 2.0
"""Seconds that a body is late, so that a slow network does not look like a server without a limit."""


def _padded(setting: Setting, more: int) -> ProbeRequest | NotObservable:
    """Return a sound snapshot that is *more* bytes longer than the server takes."""
    request = post(setting)
    blanks = (setting.largest_body or 0) + more - request.size
    if blanks < 0:
        return NotObservable(f"a snapshot of the probe has {request.size} bytes, more than --largest-body")
    return evolve(request, blanks=blanks)


@_needs_size
def _largest(setting: Setting) -> Plan | NotObservable:
    request = _padded(setting, 0)
    return request if isinstance(request, NotObservable) else script(Ask(request, applied))


@_needs_size
def _too_long(setting: Setting) -> Plan | NotObservable:
    request = _padded(setting, 1)
    return request if isinstance(request, NotObservable) else script(Ask(request, _too_large))


@_needs_size
def _without_length(setting: Setting) -> Plan | NotObservable:
    request = _padded(setting, 1)
    if isinstance(request, NotObservable):
        return request
    return script(Ask(evolve(request, is_chunked=True), _too_large))


@_needs_size
def _key_stays_free(setting: Setting) -> Plan | NotObservable:
    request = _padded(setting, 1)
    if isinstance(request, NotObservable):
        return request
    return script(Ask(request, _too_large, is_premise=True), Ask(post(setting), applied))


@_needs_full_size
def _must_take(setting: Setting) -> Plan:
    request = post(setting)
    return script(Ask(evolve(request, blanks=MUST_TAKE - request.size), applied))


@_needs_time
def _late(setting: Setting) -> Plan:
    request = evolve(post(setting), is_chunked=True, pause=(setting.body_seconds or 0) + _LATE)
    return script(Ask(request, refused(408, "request_timeout")))


PROMISES = (
    Promise(name="size.largest", section="Answers", says="accepts a body of the largest size", planner=_largest),
    Promise(
        name="size.too-large",
        section="Answers",
        says="answers 413 body_too_large to a body that is a byte longer",
        planner=_too_long,
    ),
    Promise(
        name="size.without-length",
        section="Answers",
        says="answers 413 body_too_large to such a body in chunks, without its length",
        planner=_without_length,
    ),
    Promise(
        name="size.key-stays-free",
        section="What a server does with the key",
        says="leaves the key of a body that is too large free",
        planner=_key_stays_free,
    ),
    Promise(
        name="size.must-take",
        section="Sizes and times",
        says=f"accepts a body of {MUST_TAKE // 1024**2} MiB, which every server must take",
        planner=_must_take,
    ),
    Promise(
        name="size.late",
        section="Answers",
        says="answers 408 request_timeout if the body does not arrive in time",
        planner=_late,
    ),
)
