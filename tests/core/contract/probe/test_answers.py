"""Judge all answers of a probe together."""

from collections.abc import Mapping

import pytest
from attrs import evolve

from tests.core.contract.probe.builders import LOST, REQUEST, exchanges, plan_of, refusal, response
from trackpost.core.contract.probe.exchange import NoResponse, Response
from trackpost.core.contract.probe.promise import Broken, Finding, Kept, NotObservable

TAKEN, INVALID = response(202, {"resolved_by": None}), refusal(400, "invalid_snapshot", "$")
PLAIN = evolve(response(404, b"Not Found"), headers={"content-type": "text/plain"})


def _broken(why: str) -> Broken:
    return Broken(why, REQUEST)


CASES: Mapping[str, tuple[str, tuple[Response | NoResponse, ...], Finding]] = {
    "JSON": ("success", (INVALID, TAKEN, response(204)), Kept()),
    "a web page": (
        "success",
        (TAKEN, response(200, b"<html>")),
        _broken("expected JSON or nothing, got another body with 200"),
    ),
    "no success": ("success", (INVALID,), NotObservable("nothing was accepted")),
    "known codes": ("codes", (TAKEN, INVALID, refusal(404, "not_found"), LOST), Kept()),
    "an unknown code": (
        "codes",
        (INVALID, refusal(400, "oops")),
        _broken("expected a status and a code that the contract lists, got 400 oops"),
    ),
    "a code with another status": (
        "codes",
        (refusal(422, "invalid_snapshot"),),
        _broken("expected a status and a code that the contract lists, got 422 invalid_snapshot"),
    ),
    "no code": ("codes", (response(500),), _broken("expected a status and a code that the contract lists, got 500")),
    "no refusal": ("codes", (TAKEN, LOST), NotObservable("nothing was refused")),
    "refusals": ("refusals", (INVALID, response(409, {"error": "a", "message": "b"})), Kept()),
    "no message": (
        "refusals",
        (response(400, {"error": "a", "message": ""}),),
        _broken("expected a JSON object with error and message, and path if it has one, got 400 a"),
    ),
    "a path that is none": (
        "refusals",
        (response(400, {"error": "a", "message": "b", "path": 5}),),
        _broken("expected a JSON object with error and message, and path if it has one, got 400 a"),
    ),
    "plain text": (
        "refusals",
        (response(400, b"no"),),
        _broken("expected a JSON object with error and message, and path if it has one, got 400"),
    ),
    "labels": ("media-type", (TAKEN, INVALID, PLAIN, response(204)), Kept()),
    "a label with parameters": (
        "media-type",
        (evolve(TAKEN, headers={"content-type": "Application/JSON; charset=utf-8"}),),
        Kept(),
    ),
    "another label": (
        "media-type",
        (evolve(INVALID, headers={"content-type": "text/html"}),),
        _broken("expected the media type application/json, got text/html with 400 invalid_snapshot"),
    ),
    "no label": (
        "media-type",
        (evolve(TAKEN, headers={}),),
        _broken("expected the media type application/json, got none with 202"),
    ),
    "nothing to label": ("media-type", (PLAIN,), NotObservable("there was no JSON")),
    "seconds": ("retry-after", (response(503, retry_after="5"),), Kept()),
    "a date": ("retry-after", (response(429, retry_after="Sun, 01 Mar 2026 12:00:00 GMT"),), Kept()),
    "no time": (
        "retry-after",
        (refusal(503, "unavailable"),),
        _broken("expected Retry-After, got 503 unavailable without it"),
    ),
    "no real time": (
        "retry-after",
        (response(503, retry_after="soon"),),
        _broken("expected seconds or a date in Retry-After, got 'soon'"),
    ),
    "never busy": ("retry-after", (TAKEN, INVALID), NotObservable("the server was never busy")),
    "counts": ("counts", (response(202, {"issues": 2, "mappings": 1}),), Kept()),
    "other counts": (
        "counts",
        (response(202, {"issues": 2, "mappings": 0}),),
        _broken("expected 2 issues and 1 mapping, got 2 and 0"),
    ),
    "no counts": (
        "counts",
        (response(202, {"issues": 2}),),
        NotObservable("the answer does not say how much was accepted"),
    ),
    "nothing to count": ("counts", (INVALID,), _broken("expected 2xx, got 400 invalid_snapshot")),
}


@pytest.mark.parametrize(("name", "responses", "expected"), CASES.values(), ids=CASES.keys())
def test_answers(name: str, responses: tuple[Response | NoResponse, ...], expected: Finding) -> None:
    """The first answer that is wrong decides; without any that matters, nothing is known."""
    finding = plan_of(f"answers.{name}").judge(exchanges(*responses))
    assert (evolve(finding, request=REQUEST) if isinstance(finding, Broken) else finding) == expected
