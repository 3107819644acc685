"""Promises about the endpoint, and about who may publish."""

from attrs import evolve

from .checks import Ask, answers, applied, both, refused, script
from .promise import Plan, Promise, Setting, needs_token
from .samples import post, without

_NO_POST = ("GET", "PUT", "PATCH", "DELETE")
_not_found = refused(404, "not_found")


def _accepts(setting: Setting) -> Plan:
    return script(Ask(post(setting), applied))


def _slash(setting: Setting) -> Plan:
    return script(Ask(evolve(post(setting), url=setting.endpoint.url.removesuffix("/")), _not_found))


def _unknown_path(setting: Setting) -> Plan:
    return script(Ask(evolve(post(setting), url=f"{setting.endpoint.url}trackpost-probe/"), _not_found))


def _methods(setting: Setting) -> Plan:
    requests = [evolve(post(setting), method=method, body=b"") for method in _NO_POST]
    allowed = both(refused(405, "method_not_allowed"), answers(405, header="Allow", having="POST"))
    return script(*(Ask(request, allowed) for request in requests))


@needs_token
def _missing(setting: Setting) -> Plan:
    return script(Ask(evolve(post(setting), bearer="none"), refused(401, "unauthorized")))


@needs_token
def _wrong(setting: Setting) -> Plan:
    return script(Ask(evolve(post(setting), bearer="wrong"), refused(401, "unauthorized")))


@needs_token
def _challenge(setting: Setting) -> Plan:
    requests = [evolve(post(setting), bearer=bearer) for bearer in ("none", "wrong")]
    return script(*(Ask(one, answers(401, header="WWW-Authenticate", having="Bearer")) for one in requests))


@needs_token
def _first(setting: Setting) -> Plan:
    wrong = evolve(post(setting, b"{"), bearer="none", headers=(("Content-Type", "text/plain"),))
    return script(Ask(wrong, refused(401, "unauthorized")))


@needs_token
def _key_stays_free(setting: Setting) -> Plan:
    request = post(setting)
    return script(
        Ask(evolve(request, bearer="wrong"), refused(401, "unauthorized"), is_premise=True), Ask(request, applied)
    )


def _media_type_first(setting: Setting) -> Plan:
    wrong = evolve(post(setting, b"{"), headers=(("Content-Type", "text/plain"),))
    return script(Ask(wrong, refused(415, "unsupported_media_type")))


def _key_first(setting: Setting) -> Plan:
    return script(Ask(without(post(setting, b"{"), "Idempotency-Key"), refused(400, "missing_idempotency_key")))


PROMISES = (
    Promise(
        name="endpoint.accepts",
        section="Answers",
        says="accepts a sound snapshot, and answers with JSON or nothing",
        planner=_accepts,
    ),
    Promise(
        name="endpoint.slash",
        section="The request",
        says="answers 404 not_found on the path without its trailing slash",
        planner=_slash,
    ),
    Promise(
        name="endpoint.unknown-path",
        section="Answers",
        says="answers 404 not_found on an unknown path",
        planner=_unknown_path,
    ),
    Promise(
        name="endpoint.methods",
        section="Answers",
        says="answers 405 method_not_allowed to other methods, and names POST in Allow",
        planner=_methods,
    ),
    Promise(name="auth.missing", section="Answers", says="answers 401 unauthorized without a token", planner=_missing),
    Promise(name="auth.wrong", section="Answers", says="answers 401 unauthorized to an unknown token", planner=_wrong),
    Promise(name="auth.challenge", section="Answers", says="names the scheme in WWW-Authenticate", planner=_challenge),
    Promise(
        name="auth.key-stays-free",
        section="What a server does with the key",
        says="leaves the key of an unauthorized request free",
        planner=_key_stays_free,
    ),
    Promise(name="order.token", section="Answers", says="checks the token before everything else", planner=_first),
    Promise(
        name="order.media-type",
        section="Answers",
        says="checks the media type before the key and the body",
        planner=_media_type_first,
    ),
    Promise(name="order.key", section="Answers", says="checks the key before the body", planner=_key_first),
)
