"""Judge the responses to a script."""

from collections.abc import Mapping, Sequence

import pytest

from tests.core.contract.probe.builders import LOST, REQUEST, UNREACHED, exchanges, refusal, replay, response
from trackpost.core.contract.probe.checks import (
    Ask,
    Check,
    accepted,
    answers,
    applied,
    both,
    refused,
    replayed,
    script,
)
from trackpost.core.contract.probe.exchange import NoResponse, Response
from trackpost.core.contract.probe.promise import Broken, Finding, Kept, NotObservable

FIRST = response(202, {"a": 1})
invalid = refused(400, "invalid_snapshot", "$.title")
advised = answers(415, header="Accept-Encoding", having="identity")

CHECKS: Mapping[str, tuple[Check, Response, str | None]] = {
    "accepted": (accepted, response(200, {}), None),
    "accepted without a word": (accepted, response(204), None),
    "accepted again": (accepted, replay(), None),
    "accepted by a web page": (
        accepted,
        response(200, b"<html>"),
        "expected JSON or nothing, got another body with 200",
    ),
    "not accepted": (accepted, refusal(400, "no"), "expected 2xx, got 400 no"),
    "applied": (applied, response(202), None),
    "not applied": (applied, replay(), "expected a new answer, got one with Idempotent-Replayed: true"),
    "not applied at all": (applied, response(500, b"oops"), "expected 2xx, got 500"),
    "replayed": (replayed, replay(202, {"a": 1}), None),
    "replayed in capitals": (replayed, response(202, {"a": 1}, idempotent_replayed="TRUE"), None),
    "not replayed": (replayed, FIRST, "expected Idempotent-Replayed: true, got 202 without it"),
    "refused": (replayed, refusal(409, "conflict"), "expected 202 again, got 409 conflict"),
    "replayed with another status": (replayed, replay(200, {"a": 1}), "expected 202 again, got 200"),
    "replayed with another body": (
        replayed,
        replay(202, {"a": 2}),
        "expected the same body again, byte for byte, got another one",
    ),
    "refused as promised": (invalid, refusal(400, "invalid_snapshot", "$.title"), None),
    "refused with another status": (
        invalid,
        refusal(422, "invalid_snapshot", "$.title"),
        "expected 400 invalid_snapshot, got 422 invalid_snapshot",
    ),
    "refused with another code": (invalid, refusal(400, "oops"), "expected 400 invalid_snapshot, got 400 oops"),
    "refused without a code": (invalid, response(400, ["no"]), "expected 400 invalid_snapshot, got 400"),
    "refused with a code that is none": (
        invalid,
        response(400, {"error": 5}),
        "expected 400 invalid_snapshot, got 400",
    ),
    "refused with another path": (
        invalid,
        refusal(400, "invalid_snapshot", "$"),
        "expected the path $.title, got $",
    ),
    "refused without a path": (
        invalid,
        refusal(400, "invalid_snapshot"),
        "expected the path $.title, got none",
    ),
    "any path will do": (refused(400, "no"), refusal(400, "no", "$"), None),
    "a status": (answers(404), response(404, b"Not Found"), None),
    "another status": (answers(404), response(301), "expected 404, got 301"),
    "a header": (advised, response(415, accept_encoding="gzip, Identity"), None),
    "another header": (
        advised,
        response(415, accept_encoding="gzip"),
        "expected Accept-Encoding with identity, got gzip",
    ),
    "no header": (advised, response(415), "expected Accept-Encoding with identity, got none"),
    "both": (both(refused(415, "no"), answers(415)), refusal(415, "no"), None),
    "not the first": (both(refused(415, "no"), answers(415)), response(415), "expected 415 no, got 415"),
    "not the second": (
        both(refused(415, "no"), advised),
        refusal(415, "no"),
        "expected Accept-Encoding with identity, got none",
    ),
}


@pytest.mark.parametrize(("check", "answer", "expected"), CHECKS.values(), ids=CHECKS.keys())
def test_checks(check: Check, answer: Response, expected: str | None) -> None:
    """A check passes, or says exactly what is wrong."""
    assert check(answer, [FIRST]) == expected


def _unsure(_response: Response, _before: Sequence[Response]) -> NotObservable:
    return NotObservable("who knows")


PREMISE, AFTER = Ask(REQUEST, applied, is_premise=True), Ask(REQUEST, replayed)

SCRIPTS: Mapping[str, tuple[tuple[Ask, ...], tuple[Response | NoResponse, ...], Finding]] = {
    "kept": ((PREMISE, AFTER), (FIRST, replay(202, {"a": 1})), Kept()),
    "broken": ((PREMISE, AFTER), (FIRST, response(500)), Broken("expected 202 again, got 500", REQUEST)),
    "the premise fails": (
        (PREMISE, AFTER),
        (response(500), response(500)),
        NotObservable("a request before it failed: expected 2xx, got 500"),
    ),
    "lost": ((PREMISE, AFTER), (FIRST, LOST), Broken("no answer (reset)", REQUEST)),
    "unreachable": ((PREMISE, AFTER), (FIRST, UNREACHED), NotObservable("no connection (refused)")),
    "too many": (
        (PREMISE, AFTER),
        (FIRST, refusal(429, "slow_down")),
        NotObservable("the server answers 429 to so many requests"),
    ),
    "unavailable": (
        (PREMISE, AFTER),
        (FIRST, refusal(503, "unavailable")),
        NotObservable("the server answers 503 unavailable, which can come at any point"),
    ),
    "no word of the contract": (
        (PREMISE, AFTER),
        (FIRST, refusal(503, "sorry")),
        Broken("expected 202 again, got 503 sorry", REQUEST),
    ),
    "unsure": ((Ask(REQUEST, _unsure),), (FIRST,), NotObservable("who knows")),
}


@pytest.mark.parametrize(("asks", "responses", "expected"), SCRIPTS.values(), ids=SCRIPTS.keys())
def test_scripts(asks: tuple[Ask, ...], responses: tuple[Response | NoResponse, ...], expected: Finding) -> None:
    """The first response that is wrong decides, whether it comes before a restart or after it."""
    assert script(*asks).judge(exchanges(*responses)) == expected
    assert script(*asks[:1], later=asks[1:]).judge(exchanges(*responses)) == expected
