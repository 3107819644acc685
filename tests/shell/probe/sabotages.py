"""Promise by promise, servers that break it."""

import gzip
import json
from collections.abc import Mapping
from hashlib import sha256
from itertools import count

from attrs import evolve

from tests.shell.probe.sabotage import (
    TAKEN,
    Burning,
    ByKeyAlone,
    FirstIsRight,
    Forgetting,
    answer_members,
    answered,
    answering,
    editing,
    headers,
    is_success,
    lacking,
    members,
    mending,
    refusal,
)
from tests.shell.probe.servers import MAPPED, RIGHT
from tests.support.broken_server import Answered, Asked, Sabotage, with_body, with_headers
from trackpost.core.delivery.endpoint import SNAPSHOT_PATH

_numbers = count()


def _at_its_place(asked: Asked) -> Asked:
    return evolve(asked, path=SNAPSHOT_PATH) if asked.path.startswith(SNAPSHOT_PATH[:-1]) else asked


def _let_in(asked: Asked) -> Asked:
    return with_headers(asked, {"authorization": f"Bearer {RIGHT}"})


def _unpacked(asked: Asked) -> Asked:
    is_packed = asked.header("content-encoding") == "gzip"
    body = gzip.decompress(asked.body) if is_packed else asked.body
    return evolve(with_headers(asked, {"content-encoding": None, "content-length": str(len(body))}), body=body)


def _keyed(asked: Asked) -> Asked:
    """Make the key from whatever came, as a server must not."""
    return with_headers(asked, {"idempotency-key": sha256(asked.key.encode() + asked.body).hexdigest()})


def _keyed_by_body(asked: Asked) -> Asked:
    return with_headers(asked, {"idempotency-key": sha256(asked.body).hexdigest()})


def _keyed_anew(asked: Asked) -> Asked:
    return with_headers(asked, {"idempotency-key": f"{next(_numbers):064x}"})


def _one_of_each(asked: Asked) -> Asked:
    return evolve(asked, headers=tuple(dict(asked.headers).items()))


def _canonical(asked: Asked) -> Asked:
    return evolve(asked, body=json.dumps(json.loads(asked.body), sort_keys=True, separators=(",", ":")).encode())


def _stripped(asked: Asked) -> Asked:
    body = asked.body.rstrip()
    return evolve(with_headers(asked, {"content-length": str(len(body))}), body=body)


def _web_page(_asked: Asked, one: Answered) -> Answered:
    return with_body(one, b"<html>Thanks!</html>") if is_success(one) else one


def _as_replay(_asked: Asked, one: Answered) -> Answered:
    return one if one.is_replay else evolve(one, headers=(*one.headers, ("idempotent-replayed", "true")))


def _stamped(_asked: Asked, one: Answered) -> Answered:
    return with_body(one, b" " * next(_numbers) + one.body)


def _is_broken(asked: Asked) -> bool:
    return asked.body == b"{"


def _is_unlabelled(asked: Asked) -> bool:
    return asked.header("content-type") != "application/json"


def _has_two_keys(asked: Asked) -> bool:
    return [name for name, _ in asked.headers].count("idempotency-key") > 1


def _has_unknown(asked: Asked) -> bool:
    return b"trackpost_probe" in asked.body or b'"probe":{' in asked.body


def _has_other_order(asked: Asked) -> bool:
    names = list(json.loads(asked.body))
    return names != sorted(names)


_INVALID = refusal(400, "invalid_snapshot", "$")
_REUSED = refusal(422, "idempotency_key_reused")
_html = editing(_web_page)
_burning = Burning({400, 401, 413, 415})
_FOUND = {"resolved_by": "workspace", "mapping": "default"}
_LOST = {"resolved_by": None, "mapping": None}


def _refusing(text: bytes) -> Sabotage:
    return answering(_INVALID, lambda asked: text in asked.body)


def _edited(status: int, change: Mapping[str, object]) -> Sabotage:
    """Return a server that answers every success with this status and these members."""

    def edit(_asked: Asked, one: Answered) -> Answered:
        return answered(status, {**json.loads(one.body), **change}) if is_success(one) else one

    return editing(edit)


SABOTAGES: Mapping[str, tuple[Sabotage, ...]] = {
    "endpoint.accepts": (_html, answering(refusal(500, "oops"))),
    "endpoint.slash": (
        mending(_at_its_place),
        answering(answered(301, {}), lambda asked: asked.path[-1] != "/"),
        answering(refusal(404, "unmapped"), lambda asked: asked.path[-1] != "/"),
    ),
    "endpoint.unknown-path": (mending(_at_its_place),),
    "endpoint.methods": (answering(TAKEN, lambda asked: asked.method == "PUT"), lacking("allow")),
    "auth.missing": (mending(lambda asked: asked if asked.header("authorization") else _let_in(asked)),),
    "auth.wrong": (mending(lambda asked: _let_in(asked) if asked.header("authorization") else asked),),
    "auth.challenge": (lacking("www-authenticate"),),
    "auth.key-stays-free": (_burning,),
    "order.token": (answering(refusal(415, "unsupported_media_type"), _is_unlabelled),),
    "order.media-type": (answering(refusal(400, "missing_idempotency_key"), lambda asked: not asked.key),),
    "order.key": (answering(_INVALID, _is_broken),),
    "headers.media-type": (headers(content_type="application/json"),),
    "headers.parameters": (answering(refusal(415, "unsupported_media_type"), _is_unlabelled),),
    "headers.encoding": (mending(_unpacked), lacking("accept-encoding")),
    "headers.no-key": (mending(lambda asked: asked if asked.key else _keyed(asked)),),
    "headers.malformed-key": (mending(_keyed),),
    "headers.two-keys": (mending(_one_of_each),),
    "headers.same-key-twice": (answering(refusal(400, "conflicting_headers"), _has_two_keys),),
    "headers.two-media-types": (mending(_one_of_each),),
    "headers.two-tokens": (mending(_one_of_each),),
    "headers.host": (answering(TAKEN, lambda asked: asked.header("host") == "probe.example"),),
    "headers.origin": (headers(origin=None),),
    "accepts.another-order": (answering(_INVALID, _has_other_order),),
    "accepts.nothing": (_refusing(b'"issues":[]'),),
    "accepts.nulls": (_refusing(b'"project_slug":null'),),
    "accepts.letters": (answering(_INVALID, lambda asked: not asked.body.isascii()),),
    "accepts.escapes": (_refusing(rb"\u"),),
    "accepts.provider": (_refusing(b'"provider":"trackpost-probe"'),),
    "accepts.spelling": (_refusing(b'"provider":"Jira"'),),
    "accepts.mode": (_refusing(b"split_ownership"),),
    "accepts.older-mode": (_refusing(b'"split"'),),
    "accepts.zone": (_refusing(b"+05:30"),),
    "accepts.no-zone": (_refusing(b'12:30:45"'),),
    "accepts.minutes": (_refusing(b'12:30Z"'),),
    "accepts.short-zone": (_refusing(b"-0530"),),
    "accepts.resource-type": (_refusing(b'"external_resource_type":"trackpost_probe"'),),
    "accepts.no-route": (answering(_INVALID, lambda asked: b"external_resource_id" not in asked.body),),
    "accepts.levels": (_refusing(b"[" * 50),),
    "accepts.no-project": (answering(_INVALID, lambda asked: b"project_slug" not in asked.body),),
    "accepts.integers": (_refusing(b'"priority":1.0'),),
    "accepts.unknown-member": (answering(_INVALID, _has_unknown),),
    "accepts.unknown-in-issue": (answering(_INVALID, _has_unknown),),
    "accepts.unknown-in-ref": (answering(_INVALID, _has_unknown),),
    "accepts.unknown-in-mapping": (answering(_INVALID, _has_unknown),),
    "accepts.unknown-in-checkpoint": (answering(_INVALID, _has_unknown),),
    "key.new": (editing(_as_replay),),
    "key.replayed": (
        lacking("idempotent-replayed"),
        editing(_stamped),
        FirstIsRight(answering(refusal(409, "already_there"))),
        mending(_keyed_anew),
    ),
    "key.other-body": (ByKeyAlone(), mending(_keyed)),
    "key.other-bytes": (mending(_canonical),),
    "key.broken-body": (answering(_INVALID, _is_broken),),
    "key.after-other-body": (Forgetting(),),
    "key.other-key": (mending(_keyed_by_body),),
    "key.free-after-refusal": (_burning,),
    "key.scope": (mending(_let_in),),
    "key.at-once": (
        mending(_keyed_anew),
        editing(_stamped),
        editing(_as_replay),
        FirstIsRight(answering(refusal(409, "conflict"))),
        FirstIsRight(answering(refusal(409, "request_in_progress"))),
        FirstIsRight(answering(refusal(500, "oops"))),
    ),
    "key.in-progress": (FirstIsRight(answering(refusal(409, "conflict"))),),
    "sequence.lower": (
        answering(refusal(400, "superseded"), lambda asked: asked.header("snapshot-sequence") == "6"),
        Burning({409}),
    ),
    "sequence.malformed": (answering(_INVALID, lambda asked: asked.header("snapshot-sequence") == "07"),),
    "lookup.resource": (members(lambda body: body | {"external_resource_type": None, "external_resource_id": None}),),
    "lookup.workspace": (_edited(202, _LOST),),
    "lookup.no-route": (_edited(202, _LOST), _edited(202, {})),
    "lookup.absent-route": (answering(_INVALID, lambda asked: b"external_resource_id" not in asked.body),),
    "lookup.nobody": (_edited(200, _FOUND), _edited(200, {})),
    "lookup.other-resource": (members(lambda body: body | {"external_resource_id": "TWO"}),),
    "lookup.other-type": (members(lambda body: body | {"external_resource_type": "jira_project"}),),
    "lookup.other-workspace": (members(lambda body: body | {"workspace": MAPPED}),),
    "lookup.other-provider": (members(lambda body: body | {"provider": "jira"}),),
    "lookup.other-spelling": (members(lambda body: body | {"provider": "jira"}),),
    "size.largest": (answering(refusal(413, "body_too_large"), lambda asked: len(asked.body) > 5_000),),
    "size.too-large": (mending(_stripped),),
    "size.without-length": (mending(_stripped),),
    "size.key-stays-free": (_burning,),
    "answers.counts": (answer_members(lambda body: {**body, "issues": 3}, is_success),),
    "answers.success": (_html,),
    "answers.codes": (
        answering(refusal(400, "bad_request"), _is_broken),
        answering(refusal(500, "unavailable"), _is_broken),
        answering(refusal(422, "invalid_snapshot"), _is_broken),
    ),
    "answers.refusals": (
        answer_members(lambda body: {"error": body["error"]}, lambda one: one.status == 400),
        answer_members(lambda body: {**body, "path": ["issues"]}, lambda one: one.status == 400),
        answering(Answered(400, (("content-type", "text/plain"),), b"no"), _is_broken),
    ),
    "answers.media-type": (lacking("content-type", 400), lacking("content-type", 202)),
    "answers.retry-after": (
        answering(refusal(503, "unavailable"), _is_broken),
        answering(evolve(refusal(503, "unavailable"), headers=(("retry-after", "soon"),)), _is_broken),
        answering(refusal(429, "too_many_requests"), _is_broken),
    ),
}
"""The sabotages of each promise, except for those about wrong bodies, which are all broken alike."""
