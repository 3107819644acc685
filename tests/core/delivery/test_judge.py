"""The verdict on an answer."""

import json
from collections.abc import Mapping

import msgspec
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from returns.result import Failure

from tests.core.builders import CANARY, undelivered
from tests.core.strategies import QUICK
from trackpost.core.delivery.answer import Answer
from trackpost.core.delivery.effect import Effect
from trackpost.core.delivery.judge import judge
from trackpost.core.delivery.retry import Attempt, Decision, decide
from trackpost.core.delivery.verdict import (
    BrokenProtocol,
    Delivered,
    EffectUnknown,
    NotAllowed,
    Redirected,
    Rejected,
    Replayed,
    RetryLater,
    Superseded,
    Unreachable,
    Verdict,
    answer_of,
    effect_of,
)
from trackpost.core.parsing.secret import MASK, Secret
from trackpost.core.parsing.strict_json import DEEPEST
from trackpost.core.reporting.publish_report import publish_report

Headers = Mapping[str, str]
OK = b'{"id": 1}'
NOT_JSON = "a success whose body is not JSON"
IN_PROGRESS = b'{"error": "request_in_progress"}'
BODY: object = {"id": 1}
REPLAYED = {"idempotent-replayed": "true"}
SOON = {"retry-after": "120"}
IN_PROGRESS_SOON = RetryLater(Answer(409, {"error": "request_in_progress"}), "120")


def nested(depth: int) -> bytes:
    """Return JSON arrays nested to this *depth*."""
    return b"[" * depth + b"]" * depth


TOO_DEEP = nested(DEEPEST + 1)


SUCCESSES: Mapping[str, tuple[int, Headers, bytes, Verdict]] = {
    "200": (200, {}, OK, Delivered(Answer(200, BODY))),
    "201": (201, {}, OK, Delivered(Answer(201, BODY))),
    "202": (202, {}, OK, Delivered(Answer(202, BODY))),
    "299": (299, {}, OK, Delivered(Answer(299, BODY))),
    "204 without a body": (204, {}, b"", Delivered(Answer(204, None))),
    "200 without a body": (200, {}, b"", Delivered(Answer(200, None))),
    "200 with any JSON": (200, {}, b" [1.5, null] ", Delivered(Answer(200, [1.5, None]))),
    "200 with JSON text": (200, {}, b'"yes"', Delivered(Answer(200, "yes"))),
    "200, replayed": (200, REPLAYED, OK, Replayed(Answer(200, BODY))),
    "202, replayed": (202, REPLAYED, OK, Replayed(Answer(202, BODY))),
    "204, replayed": (204, REPLAYED, b"", Replayed(Answer(204, None))),
    "200, replayed, in capitals": (200, {"idempotent-replayed": "True"}, OK, Replayed(Answer(200, BODY))),
    "200, not replayed": (200, {"idempotent-replayed": "false"}, OK, Delivered(Answer(200, BODY))),
    "200 with an empty header": (200, {"idempotent-replayed": ""}, OK, Delivered(Answer(200, BODY))),
    "200 with a page": (200, {}, b"<html>", BrokenProtocol(NOT_JSON, Answer(200, "<html>"))),
    "200 with a page, replayed": (200, REPLAYED, b"<html>", BrokenProtocol(NOT_JSON, Answer(200, "<html>"))),
    "200 cut off": (200, {}, b'{"id":', BrokenProtocol(NOT_JSON, Answer(200, '{"id":'))),
    "200 with NaN": (200, {}, b"NaN", BrokenProtocol(NOT_JSON, Answer(200, "NaN"))),
    "200 with nesting": (200, {}, nested(DEEPEST), Delivered(Answer(200, json.loads(nested(DEEPEST))))),
    "200 with too much nesting": (200, {}, TOO_DEEP, BrokenProtocol(NOT_JSON, Answer(200, TOO_DEEP.decode()))),
    "200 with too much nesting, replayed": (
        200,
        REPLAYED,
        TOO_DEEP,
        BrokenProtocol(NOT_JSON, Answer(200, TOO_DEEP.decode())),
    ),
    "200 with invalid UTF-8": (200, {}, b'"\xff"', BrokenProtocol(NOT_JSON, Answer(200, '"\ufffd"'))),
}

FAILURES: Mapping[str, tuple[int, Headers, bytes, Verdict]] = {
    "301": (301, {"location": "/x"}, b"", Redirected(Answer(301, None), "/x")),
    "307 to nowhere": (307, {}, OK, Redirected(Answer(307, BODY), None)),
    "304": (304, {}, b"", Redirected(Answer(304, None), None)),
    "308, replayed": (308, REPLAYED, b"", Redirected(Answer(308, None), None)),
    "400": (400, {}, OK, Rejected(Answer(400, BODY))),
    "400, replayed": (400, REPLAYED, OK, Rejected(Answer(400, BODY))),
    "400 with a page": (400, {}, b"no", Rejected(Answer(400, "no"))),
    "401": (401, {}, b"", NotAllowed(Answer(401, None))),
    "403": (403, {}, OK, NotAllowed(Answer(403, BODY))),
    "404": (404, {}, b"", Rejected(Answer(404, None))),
    "408": (408, {}, b"", RetryLater(Answer(408, None), None)),
    "409, in progress": (409, SOON, IN_PROGRESS, IN_PROGRESS_SOON),
    "409 for another reason": (409, SOON, b'{"error": "conflict"}', Rejected(Answer(409, {"error": "conflict"}))),
    "409 with a code that is not text": (409, {}, b'{"error": 1}', Rejected(Answer(409, {"error": 1}))),
    "409, superseded": (409, SOON, b'{"error": "superseded"}', Superseded(Answer(409, {"error": "superseded"}))),
    "400, superseded": (400, {}, b'{"error": "superseded"}', Rejected(Answer(400, {"error": "superseded"}))),
    "409 without a code": (409, {}, OK, Rejected(Answer(409, BODY))),
    "409 with the code as text": (409, {}, b"request_in_progress", Rejected(Answer(409, "request_in_progress"))),
    "409 without a body": (409, {}, b"", Rejected(Answer(409, None))),
    "400, in progress": (400, {}, IN_PROGRESS, Rejected(Answer(400, {"error": "request_in_progress"}))),
    "422": (422, SOON, OK, Rejected(Answer(422, BODY))),
    "425": (425, {}, b"", RetryLater(Answer(425, None), None)),
    "429": (429, SOON, OK, RetryLater(Answer(429, BODY), "120")),
    "500": (500, {}, b"oops", RetryLater(Answer(500, "oops"), None)),
    "501": (501, {}, b"", Rejected(Answer(501, None))),
    "502": (502, {}, b"", RetryLater(Answer(502, None), None)),
    "503 with a date": (
        503,
        {"retry-after": "1", "date": "now"},
        b"",
        RetryLater(Answer(503, None), "1", "now"),
    ),
    "503": (503, {"retry-after": "later"}, b"", RetryLater(Answer(503, None), "later")),
    "504": (504, {}, b"", RetryLater(Answer(504, None), None)),
    "505": (505, {}, b"", Rejected(Answer(505, None))),
    "511": (511, {}, b"", Rejected(Answer(511, None))),
    "524 of a proxy": (524, {}, b"error code: 524", RetryLater(Answer(524, "error code: 524"), None)),
    "499 of a proxy": (499, {}, b"", RetryLater(Answer(499, None), None)),
    "600": (600, {}, b"", RetryLater(Answer(600, None), None)),
}

CASES = {**SUCCESSES, **FAILURES}


@pytest.mark.parametrize(("status_code", "headers", "content", "expected"), CASES.values(), ids=CASES.keys())
def test_judge(status_code: int, headers: Headers, content: bytes, expected: Verdict) -> None:
    """Status, headers and content give exactly this verdict."""
    assert expected == judge(status_code, headers, content)


ANSWER = Answer(200, BODY)

ANSWERS: Mapping[str, tuple[Verdict, Answer | None]] = {
    "delivered": (Delivered(ANSWER), ANSWER),
    "replayed": (Replayed(ANSWER), ANSWER),
    "rejected": (Rejected(ANSWER), ANSWER),
    "not allowed": (NotAllowed(ANSWER), ANSWER),
    "retry later": (RetryLater(ANSWER, None), ANSWER),
    "redirected": (Redirected(ANSWER, None), ANSWER),
    "broken protocol": (BrokenProtocol("why", ANSWER), ANSWER),
    "broken protocol without an answer": (BrokenProtocol("why", None), None),
    "unreachable": (Unreachable("why"), None),
    "effect unknown": (EffectUnknown("why"), None),
}


@pytest.mark.parametrize(("verdict", "expected"), ANSWERS.values(), ids=ANSWERS.keys())
def test_answer_of(verdict: Verdict, expected: Answer | None) -> None:
    """A verdict has the answer, if there was one."""
    assert expected == answer_of(verdict)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda children: st.lists(children, max_size=3) | st.dictionaries(st.text(max_size=5), children, max_size=3),
    max_leaves=6,
).map(lambda value: json.dumps(value).encode())
DIGITS = st.integers(1, 6000).map(lambda count: b"1" * count)
DEEP = st.integers(1, 2000).map(nested)
CONTENT = st.binary() | JSON | DIGITS | DEEP | st.builds(bytes.__add__, JSON, st.binary(max_size=3))
STATUS = st.sampled_from([200, 204, 301, 400, 401, 409, 429, 500]) | st.integers(200, 599)


@QUICK
@given(STATUS, CONTENT)
@example(409, b'{"error": "\\ud800"}')
@example(200, b'{"a":' * 5000)
def test_judging_never_raises(status_code: int, content: bytes) -> None:
    """Any answer has a verdict, and the verdict can be encoded for a report."""
    assert msgspec.json.encode(judge(status_code, {}, content))


@QUICK
@given(STATUS.filter(lambda status: status >= 300), CONTENT)
def test_every_refusal_can_be_explained(status_code: int, content: bytes) -> None:
    """Every answer that is not a success has a message of one printable line."""
    match judge(status_code, {}, content):
        case Delivered() | Replayed():
            pytest.fail("a success")
        case refusal:
            assert refusal.message.isprintable()


def test_every_parsed_answer_can_be_reported() -> None:
    """An answer that can be parsed can be reported and explained, however deeply it is nested."""
    for depth in range(1, 1100):
        verdict = judge(400, {}, nested(depth))
        assert isinstance(verdict, Rejected)
        assert msgspec.json.encode(publish_report(Failure(undelivered(verdict))))


REPEATED: Mapping[str, tuple[int, Headers, bytes, Verdict]] = {
    "in a page": (400, {}, b"no c4nary-s3cret", Rejected(Answer(400, f"no {MASK}"))),
    "in a text": (200, {}, b'"c4nary-s3cret!"', Delivered(Answer(200, f"{MASK}!"))),
    "in an array": (200, {}, b'[1, ["c4nary-s3cret"]]', Delivered(Answer(200, [1, [MASK]]))),
    "in an object": (
        400,
        {},
        b'{"token": {"is": "c4nary-s3cret"}, "n": 1}',
        Rejected(Answer(400, {"token": {"is": MASK}, "n": 1})),
    ),
    "as a name": (403, {}, b'{"c4nary-s3cret": null}', NotAllowed(Answer(403, {MASK: None}))),
    "in a success that is not JSON": (200, {}, b"c4nary-s3cret", BrokenProtocol(NOT_JSON, Answer(200, MASK))),
    "in a location": (301, {"location": f"/{CANARY}"}, b"", Redirected(Answer(301, None), f"/{MASK}")),
    "in the other headers": (
        503,
        {"retry-after": f"1 {CANARY}", "date": f"2 {CANARY}"},
        b"",
        RetryLater(Answer(503, None), f"1 {MASK}", f"2 {MASK}"),
    ),
}


@pytest.mark.parametrize(("status_code", "headers", "content", "expected"), REPEATED.values(), ids=REPEATED.keys())
def test_a_repeated_token_is_hidden(status_code: int, headers: Headers, content: bytes, expected: Verdict) -> None:
    """The token is hidden wherever the server repeats it."""
    assert judge(status_code, headers, content, Secret(CANARY).hide_in) == expected


UNAVAILABLE = b'{"error": "unavailable", "message": "full", "detail": 1}'
DATES = {"retry-after": "Sun, 01 Mar 2026 13:00:07 GMT", "date": "Sun, 01 Mar 2026 13:00:00 GMT"}
TEMPORARY: Mapping[str, tuple[int, Headers, bytes]] = {
    "503 of the contract": (503, {}, UNAVAILABLE),
    "429 of the contract": (429, {"retry-after": "1200"}, UNAVAILABLE),
    "429 with dates": (429, DATES, UNAVAILABLE),
    "503 of a proxy": (503, {"retry-after": "1200 s"}, b"<html>"),
}
MEANT = {**{name: (status, headers, body) for name, (status, headers, body, _) in CASES.items()}, **TEMPORARY}
CONTRACT_WORDS = (
    "request",
    "in_progress",
    "error",
    "unavailable",
    "message",
    "detail",
    "true",
    "1200",
    "2026",
    "[",
    "-",
)


AT_ONCE = Attempt(number=1, elapsed=0.0, deadline=5000.0, now=0.0, draw=0.0)


def _meant(answer: tuple[int, Headers, bytes], token: str | None) -> tuple[type[Verdict], Effect, Decision]:
    """Return what follows from an answer to a request with this token."""
    verdict = judge(*answer, str if token is None else Secret(token).hide_in)
    return type(verdict), effect_of(verdict), decide(verdict, AT_ONCE)


@pytest.mark.parametrize("token", CONTRACT_WORDS)
@pytest.mark.parametrize("answer", MEANT.values(), ids=MEANT.keys())
def test_hiding_does_not_change_what_an_answer_means(answer: tuple[int, Headers, bytes], token: str) -> None:
    """The verdict, its effect and the pause stay the same, even if the token is one of the contract's own words."""
    assert _meant(answer, token) == _meant(answer, None)


@pytest.mark.parametrize("name", ["error", "message", "detail"])
def test_a_name_of_the_contract_is_no_secret(name: str) -> None:
    """It is shown even if it is the token; what the server says under it is not."""
    answer = Answer(400, {name: f"no {MASK}"})
    assert judge(400, {}, json.dumps({name: f"no {name}"}).encode(), Secret(name).hide_in) == Rejected(answer)


NOT_A_DATE: Mapping[str, str] = {
    "a date and more": "Sun, 01 Mar 2026 13:00:07 GMT c4nary-s3cret",
    "seconds and more": "120 c4nary-s3cret",
    "more digits than any number of seconds has": "12345678901234",
}


@pytest.mark.parametrize("text", NOT_A_DATE.values(), ids=NOT_A_DATE.keys())
def test_a_header_that_says_more_than_when(text: str) -> None:
    """The token in it is hidden."""
    token = Secret(text.rpartition(" ")[2])
    verdict = judge(503, {"retry-after": text, "date": text}, b"", token.hide_in)
    assert token.reveal() not in repr(verdict)


def test_a_location_says_no_time() -> None:
    """A token of digits is hidden there."""
    assert judge(301, {"location": "12345678"}, b"", Secret("12345678").hide_in) == Redirected(Answer(301, None), MASK)
