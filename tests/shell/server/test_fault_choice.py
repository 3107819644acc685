"""Which requests fail on purpose, and who may ask for that."""

import json
from collections.abc import Mapping

import pytest

from tests.support.failing_server import BY_HEADER, failing_server, stored, wanting
from tests.support.raw_http import SOUND, Headers, answer_on, asked, connected, head_of, is_closed, with_length
from tests.support.requests import BODY
from trackpost.core.contract.fault_options import FaultOptions
from trackpost.core.contract.injected_faults import FAULT_HEADER


def _statuses(url: str, times: int) -> list[int]:
    with connected(url) as client:
        statuses = []
        for _ in range(times):
            client.sendall(head_of(url, with_length(SOUND)) + BODY)
            statuses.append(answer_on(client).status)
        return statuses


def test_every_third_request() -> None:
    """The others are served, whichever connection they come on, and only snapshot requests count."""
    with failing_server(FaultOptions(answer="503", fail_every=3)) as url:
        statuses = []
        for times in (1, 4, 2):
            statuses += _statuses(url, times)
            assert asked(url, (), b"", "GET").status == 405
    assert statuses == [202, 202, 503, 202, 202, 503, 202]


def test_every_second_connection() -> None:
    """The others are served."""
    with failing_server(FaultOptions(hang_up="before-head", fail_every=2)) as url:
        for _ in range(2):
            assert _statuses(url, 2) == [202, 202]
            with connected(url) as client:
                assert is_closed(client)


def test_the_fault_of_the_request_comes_first() -> None:
    """It replaces the one that the server was started with, and the request counts all the same."""
    with failing_server(FaultOptions(answer="503", fail_every=2, fault_header=True)) as url:
        statuses = [asked(url, headers).status for headers in (SOUND, wanting("answer=429"), SOUND, SOUND)]
    assert statuses == [202, 429, 202, 503]


MALFORMED: Mapping[str, tuple[Headers, str]] = {
    "an unknown fault": (wanting("explode=1"), "unknown fault 'explode' (known: answer, delay, hang-up)"),
    "a moment that is over": (
        wanting("hang-up=before-head"),
        (
            "unknown moment 'before-head'; did you mean 'before-answer'? "
            "(known: after-head, after-body, before-answer, in-answer)"
        ),
    ),
    "two faults": (
        (*wanting("delay=1"), (FAULT_HEADER, "answer=503")),
        "delay '1, answer=503' is not a number of seconds above 0 and at most 3600",
    ),
}


@pytest.mark.parametrize(("headers", "message"), MALFORMED.values(), ids=MALFORMED.keys())
def test_a_fault_that_cannot_be_shown(headers: Headers, message: str) -> None:
    """The client is told so, because otherwise it would take the answer for the fault."""
    with failing_server(BY_HEADER) as url:
        answer = asked(url, headers)
        assert stored(url) == 0
    assert answer.status == 400
    assert json.loads(answer.content) == {
        "error": "malformed_fault",
        "message": f"Trackpost-Fault: {message}",
        "path": None,
    }


BEARER = ("Authorization", "Bearer right")
STRANGERS: Mapping[str, tuple[Headers, int]] = {
    "no token": (wanting("answer=503"), 401),
    "another token": ((*wanting("answer=503"), ("Authorization", "Bearer wrong")), 401),
    "another host": ((*wanting("answer=503"), BEARER, ("Host", "elsewhere.example")), 421),
    "a page of another origin": ((*wanting("answer=503"), BEARER, ("Origin", "https://elsewhere.example")), 403),
    "the bearer": ((*wanting("answer=503"), BEARER), 503),
}


@pytest.mark.parametrize(("headers", "status"), STRANGERS.values(), ids=STRANGERS.keys())
def test_who_may_ask_for_a_fault(headers: Headers, status: int) -> None:
    """Whoever may publish. Others are refused as usual."""
    with failing_server(BY_HEADER, token="right") as url:
        assert asked(url, headers).status == status


@pytest.mark.parametrize("options", [FaultOptions(), FaultOptions(answer="503", fail_every=2)])
def test_a_server_that_does_not_allow_it(options: FaultOptions) -> None:
    """The header changes nothing, even if it is malformed."""
    with failing_server(options) as url:
        assert asked(url, wanting("explode=1")).status == 202


def test_a_client_that_goes_away() -> None:
    """A fault that waits for the body ends with the connection, and the next request meets it."""
    with failing_server(FaultOptions(answer="503")) as url:
        with connected(url) as client:
            client.sendall(head_of(url, with_length(SOUND)))
        assert asked(url, SOUND).status == 503
