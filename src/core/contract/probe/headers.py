"""Promises about the headers of a request."""

import gzip
from collections.abc import Callable, Mapping

from attrs import evolve

from .checks import Ask, answers, applied, both, refused, script
from .exchange import UNKNOWN_BEARER, ProbeRequest
from .promise import Plan, Promise, Setting, needs_token, requiring
from .samples import post, with_header, without

_MALFORMED: Mapping[str, Callable[[str], str]] = {
    "short": lambda key: key[:-1],
    "long": lambda key: key + "0",
    "in capitals": lambda key: "A" + key[1:],
    "not hexadecimal": lambda key: "g" + key[1:],
    "in quotes": lambda key: f'"{key}"',
}
"""Ways to spell a key that are none."""

needs_loopback = requiring(
    lambda setting: setting.endpoint.is_loopback, "only a server on loopback must check where a request is from"
)


def _media_type(setting: Setting) -> Plan:
    request = post(setting)
    others = (with_header(request, "Content-Type", "text/plain"), without(request, "Content-Type"))
    return script(*(Ask(other, refused(415, "unsupported_media_type")) for other in others))


def _encoding(setting: Setting) -> Plan:
    plain = post(setting)
    packed = with_header(evolve(plain, body=gzip.compress(plain.body, mtime=0)), "Content-Encoding", "gzip")
    advice = answers(415, header="Accept-Encoding", having="identity")
    return script(Ask(packed, both(refused(415, "unsupported_content_encoding"), advice)))


def _no_key(setting: Setting) -> Plan:
    return script(Ask(without(post(setting), "Idempotency-Key"), refused(400, "missing_idempotency_key")))


def _malformed_keys(setting: Setting) -> Plan:
    request, key = post(setting), setting.key()
    keys = [spell(key) for spell in _MALFORMED.values()]
    asked = [with_header(request, "Idempotency-Key", spelled) for spelled in keys]
    return script(*(Ask(one, refused(400, "malformed_idempotency_key")) for one in asked))


def _two(name: str, other: Callable[[Setting], str]) -> Callable[[Setting], Plan]:
    """Return a planner that sends a header twice, with different values, in both orders."""

    def plan(setting: Setting) -> Plan:
        request, second = post(setting), (name, other(setting))
        asked: tuple[ProbeRequest, ...] = (
            evolve(request, headers=(*request.headers, second)),
            evolve(request, headers=(second, *request.headers)),
        )
        return script(*(Ask(one, refused(400, "conflicting_headers")) for one in asked))

    return plan


@needs_token
def _two_tokens(setting: Setting) -> Plan:
    request = with_header(post(setting), "Authorization", f"Bearer {UNKNOWN_BEARER}")
    return script(Ask(request, refused(400, "conflicting_headers")))


def _parameters(setting: Setting) -> Plan:
    return script(Ask(with_header(post(setting), "Content-Type", "application/json; charset=utf-8"), applied))


def _same_key_twice(setting: Setting) -> Plan:
    request = post(setting)
    return script(Ask(evolve(request, headers=(*request.headers, ("Idempotency-Key", setting.key()))), applied))


@needs_loopback
def _host(setting: Setting) -> Plan:
    return script(Ask(with_header(post(setting), "Host", "probe.example"), refused(421, "misdirected_request")))


@needs_loopback
def _origin(setting: Setting) -> Plan:
    foreign = [with_header(post(setting), "Origin", origin) for origin in ("https://probe.example", "null")]
    return script(*(Ask(one, refused(403, "foreign_origin")) for one in foreign))


PROMISES = (
    Promise(
        name="headers.media-type",
        section="Answers",
        says="answers 415 unsupported_media_type unless the body is application/json",
        planner=_media_type,
    ),
    Promise(
        name="headers.parameters",
        section="Answers",
        says="accepts application/json with parameters",
        planner=_parameters,
    ),
    Promise(
        name="headers.encoding",
        section="Answers",
        says="answers 415 unsupported_content_encoding to a compressed body, and names identity in Accept-Encoding",
        planner=_encoding,
    ),
    Promise(
        name="headers.no-key",
        section="What a server does with the key",
        says="answers 400 missing_idempotency_key without a key",
        planner=_no_key,
    ),
    Promise(
        name="headers.malformed-key",
        section="What a server does with the key",
        says="answers 400 malformed_idempotency_key unless the key is 64 lower-case hex digits",
        planner=_malformed_keys,
    ),
    Promise(
        name="headers.two-keys",
        section="Answers",
        says="answers 400 conflicting_headers to two different keys",
        planner=_two("Idempotency-Key", lambda setting: setting.key("other")),
    ),
    Promise(
        name="headers.same-key-twice",
        section="Answers",
        says="accepts a request that has the same key twice",
        planner=_same_key_twice,
    ),
    Promise(
        name="headers.two-media-types",
        section="Answers",
        says="answers 400 conflicting_headers to two different media types",
        planner=_two("Content-Type", lambda _setting: "text/plain"),
    ),
    Promise(
        name="headers.two-tokens",
        section="Answers",
        says="answers 400 conflicting_headers to two different tokens, though one is right",
        planner=_two_tokens,
    ),
    Promise(
        name="headers.host",
        section="Limits of the reference server",
        says="answers 421 misdirected_request to another Host, on loopback",
        planner=_host,
    ),
    Promise(
        name="headers.origin",
        section="Limits of the reference server",
        says="answers 403 foreign_origin to a page of another origin, on loopback",
        planner=_origin,
    ),
)
