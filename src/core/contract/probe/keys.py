"""Promises about the idempotency key, from its first use to the restart of the server."""

import json

from attrs import evolve

from .checks import Ask, applied, refused, replayed, script
from .exchange import ProbeRequest
from .promise import Plan, Promise, Setting, requiring
from .samples import encoded, post, snapshot, with_header

_SECTION = "What a server does with the key"
_reused = refused(422, "idempotency_key_reused")

_needs_other_token = requiring(
    lambda setting: setting.has_token and setting.has_other_token,
    "give a token with --auth-token, and one of another account with --other-token",
)
_needs_restart = requiring(
    lambda setting: setting.restarts, "give --restart, and restart the server when the probe pauses"
)


def _first(request: ProbeRequest) -> Ask:
    """Return the first use of a key, on which the rest depends."""
    return Ask(request, applied, is_premise=True)


def _other(setting: Setting) -> ProbeRequest:
    """Return a request with another sound body under the same key."""
    return post(setting, encoded(snapshot(setting, issues=[])))


def _new(setting: Setting) -> Plan:
    return script(Ask(post(setting), applied))


def _replayed(setting: Setting) -> Plan:
    request = post(setting)
    return script(_first(request), Ask(request, replayed), Ask(request, replayed))


def _other_body(setting: Setting) -> Plan:
    return script(_first(post(setting)), Ask(_other(setting), _reused))


def _other_bytes(setting: Setting) -> Plan:
    spaced = post(setting, json.dumps(snapshot(setting), indent=1).encode())
    return script(_first(post(setting)), Ask(spaced, _reused))


def _broken_body(setting: Setting) -> Plan:
    return script(_first(post(setting)), Ask(post(setting, b"{"), _reused))


def _after_another_body(setting: Setting) -> Plan:
    request = post(setting)
    return script(_first(request), Ask(_other(setting), _reused, is_premise=True), Ask(request, replayed))


def _other_key(setting: Setting) -> Plan:
    return script(_first(post(setting)), Ask(post(setting, name="other"), applied))


def _free_after_refusal(setting: Setting) -> Plan:
    first, second = post(setting), post(setting, name="second")
    unlabelled = with_header(second, "Content-Type", "text/plain")
    return script(
        Ask(post(setting, b"{"), refused(400, "invalid_snapshot"), is_premise=True),
        Ask(first, applied),
        Ask(unlabelled, refused(415, "unsupported_media_type"), is_premise=True),
        Ask(second, applied),
    )


@_needs_other_token
def _scope(setting: Setting) -> Plan:
    same, other = evolve(post(setting), bearer="other"), evolve(_other(setting), bearer="other")
    return script(_first(post(setting)), Ask(same, applied), Ask(other, _reused), Ask(post(setting), replayed))


@_needs_restart
def _kept(setting: Setting) -> Plan:
    request = post(setting)
    return script(_first(request), later=(Ask(request, replayed),))


@_needs_restart
def _still_reused(setting: Setting) -> Plan:
    return script(_first(post(setting)), later=(Ask(_other(setting), _reused),))


@_needs_restart
def _still_free(setting: Setting) -> Plan:
    broken = Ask(post(setting, b"{"), refused(400, "invalid_snapshot"), is_premise=True)
    return script(broken, later=(Ask(post(setting), applied),))


PROMISES = (
    Promise(name="key.new", section=_SECTION, says="applies a snapshot under a new key", planner=_new),
    Promise(
        name="key.replayed",
        section=_SECTION,
        says="gives the kept answer again, byte for byte, with Idempotent-Replayed: true",
        planner=_replayed,
    ),
    Promise(
        name="key.other-body",
        section=_SECTION,
        says="answers 422 idempotency_key_reused to another body under a used key",
        planner=_other_body,
    ),
    Promise(
        name="key.other-bytes",
        section=_SECTION,
        says="answers 422 idempotency_key_reused to the same members in other bytes",
        planner=_other_bytes,
    ),
    Promise(
        name="key.broken-body",
        section=_SECTION,
        says="looks the key up before it parses the body",
        planner=_broken_body,
    ),
    Promise(
        name="key.after-other-body",
        section=_SECTION,
        says="still gives the kept answer after it refused another body",
        planner=_after_another_body,
    ),
    Promise(
        name="key.other-key", section=_SECTION, says="applies the same body again under a new key", planner=_other_key
    ),
    Promise(
        name="key.free-after-refusal",
        section=_SECTION,
        says="leaves the key of a refused snapshot free",
        planner=_free_after_refusal,
    ),
    Promise(name="key.scope", section=_SECTION, says="keeps the keys of two tokens apart", planner=_scope),
    Promise(
        name="restart.replayed",
        section=_SECTION,
        says="gives the kept answer again after a restart",
        planner=_kept,
    ),
    Promise(
        name="restart.other-body",
        section=_SECTION,
        says="answers 422 idempotency_key_reused to another body after a restart",
        planner=_still_reused,
    ),
    Promise(
        name="restart.free",
        section=_SECTION,
        says="leaves the key of a refused snapshot free after a restart",
        planner=_still_free,
    ),
)
