"""What a tracker's HTTP answer means."""

from collections.abc import Mapping

import msgspec
import pytest
from returns.result import Failure, Success

from trackpost.core.issues.tracker_fault import (
    BrokenTracker,
    TrackerBusy,
    TrackerFault,
    TrackerNotAllowed,
    TrackerRefused,
)
from trackpost.core.trackers.answers import Answered, accept, decode, decode_list, words_in


def _hide(text: str) -> str:
    return text.replace("s3cret", "***")


FAULTS: Mapping[str, tuple[Answered, TrackerFault]] = {
    "not who it says": (Answered(401, {}, b""), TrackerNotAllowed("github", 401, "HTTP 401")),
    "not allowed": (
        Answered(403, {}, b'{"message": "no s3cret"}'),
        TrackerNotAllowed("github", 403, "HTTP 403: no ***"),
    ),
    "not found": (Answered(404, {}, b"nothing"), TrackerRefused("github", 404, "HTTP 404: nothing")),
    "not implemented": (Answered(501, {}, b""), TrackerRefused("github", 501, "HTTP 501")),
    "an error": (Answered(500, {}, b"", 7), TrackerBusy("github", 500, 7)),
    "an error of nobody's": (Answered(524, {}, b"<html>"), TrackerBusy("github", 524, None)),
    "too early": (Answered(425, {}, b""), TrackerBusy("github", 425, None)),
    "a limit": (Answered(403, {"x-ratelimit-remaining": "0"}, b"", 60), TrackerBusy("github", 403, 60)),
    "a limit with a time": (Answered(403, {"retry-after": "60"}, b"", 60), TrackerBusy("github", 403, 60)),
    "a limit in words": (Answered(403, {}, b"Secondary Rate Limit"), TrackerBusy("github", 403, None)),
    "no limit": (Answered(403, {"x-ratelimit-remaining": "5"}, b""), TrackerNotAllowed("github", 403, "HTTP 403")),
    "a redirect": (
        Answered(302, {"location": "https://u:s3cret@sso.example/in?back=s3cret"}, b""),
        BrokenTracker("github", "HTTP 302: a redirect to https://sso.example/in"),
    ),
    "a redirect to somewhere": (Answered(302, {"location": "/in"}, b""), BrokenTracker("github", "HTTP 302")),
    "no status of HTTP": (Answered(999, {}, b""), BrokenTracker("github", "HTTP 999")),
    "nothing": (Answered(204, {}, b""), BrokenTracker("github", "it is empty")),
    "an empty object": (Answered(200, {}, b" {}\n"), BrokenTracker("github", "it is empty")),
    "a web page": (Answered(200, {}, b"\n<!doctype html>"), BrokenTracker("github", "it is a web page")),
}


@pytest.mark.parametrize(("answered", "fault"), FAULTS.values(), ids=FAULTS.keys())
def test_a_fault(answered: Answered, fault: TrackerFault) -> None:
    """Each status is exactly this fault; what the tracker says is in it, and no secret."""
    assert accept("github", answered, _hide) == Failure(fault)


@pytest.mark.parametrize("content", [b"[]", b'{"issues": []}'])
def test_an_answer(content: bytes) -> None:
    """It passes as it is."""
    answered = Answered(200, {}, content)
    assert accept("github", answered, _hide) == Success(answered)


WORDS: Mapping[str, tuple[bytes, str]] = {
    "Jira": (b'{"errorMessages": ["one", " "], "errors": {"jql": "two"}}', "one; two"),
    "GitHub": (b'{"message": "one", "documentation_url": "u"}', "one"),
    "Linear": (b'{"errors": [{"message": "one", "extensions": {"code": "X"}}]}', "one"),
    "OAuth": (b'{"error": "one", "error_description": "two"}', "one; two"),
    "twice": (b'{"message": "one", "error": "one"}', "one"),
    "a member that nobody knows": (b'{"reason": "one", "code": 7}', "one"),
    "text": (b" one \n", "one"),
    "bytes that are no text": (b"\xff", "\N{REPLACEMENT CHARACTER}"),
    "a web page": (b"<html>one</html>", ""),
    "nothing": (b"", ""),
    "a number": (b"7", ""),
}


@pytest.mark.parametrize(("content", "expected"), WORDS.values(), ids=WORDS.keys())
def test_words_in(content: bytes, expected: str) -> None:
    """What is wrong is said in words, whichever tracker says it."""
    assert words_in(content) == expected


def test_decode() -> None:
    """An answer of another shape is not this tracker's, and the reason says where."""
    decoder = msgspec.json.Decoder(dict[str, int])
    assert decode("jira", b'{"total": 7}', decoder) == Success({"total": 7})
    broken = BrokenTracker("jira", "$[...]: Expected `int`, got `str`")
    assert decode("jira", b'{"total": "7"}', decoder) == Failure(broken)


IN_A_SUCCESS: Mapping[str, tuple[bytes, str]] = {
    "GitLab": (b'{"message": "401 Unauthorized"}', "401 Unauthorized"),
    "GitHub": (b'{"message": "Bad credentials", "status": "401"}', "Bad credentials"),
    "OAuth": (
        b'{"error": "invalid_token", "error_description": "Token was revoked"}',
        "invalid_token; Token was revoked",
    ),
    "Jira": (b'{"errorMessages": ["Session expired."], "errors": {}}', "Session expired."),
    "several words": (b'{"message": {"base": ["no", "never"]}}', "no; never"),
    "a secret in it": (b'{"message": "no s3cret"}', "no ***"),
}


@pytest.mark.parametrize(("content", "words"), IN_A_SUCCESS.values(), ids=IN_A_SUCCESS.keys())
def test_a_refusal_in_place_of_a_list(content: bytes, words: str) -> None:
    """An object that says what is wrong means that the credentials are not accepted, although the status is 200."""
    refusal = TrackerNotAllowed("gitlab", 200, f"HTTP 200: {words}")
    assert decode_list("gitlab", Answered(200, {}, content), _NUMBERS, _hide) == Failure(refusal)


SAYS_NOTHING: Mapping[str, bytes] = {
    "another member": b'{"total": 7}',
    "no words": b'{"message": " ", "error": null}',
    "a list of something else": b'["message"]',
}


@pytest.mark.parametrize("content", SAYS_NOTHING.values(), ids=SAYS_NOTHING.keys())
def test_something_else_in_place_of_a_list(content: bytes) -> None:
    """It is not this tracker's answer."""
    assert isinstance(decode_list("gitlab", Answered(200, {}, content), _NUMBERS, _hide).failure(), BrokenTracker)


def test_decode_list() -> None:
    """A list is decoded."""
    assert decode_list("gitlab", Answered(200, {}, b"[7]"), _NUMBERS, _hide) == Success([7])


_NUMBERS = msgspec.json.Decoder(list[int])
