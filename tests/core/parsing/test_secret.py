"""Text that must not be shown."""

import json
from collections.abc import Callable, Mapping
from pprint import pformat

import attrs
import msgspec
import pytest
from returns.result import Failure, Success
from typing_extensions import TypeIs

from tests.core.builders import CANARY, PACKED, REQUEST, undelivered
from trackpost.core.delivery.answer import Answer
from trackpost.core.delivery.endpoint import Endpoint
from trackpost.core.delivery.publish import Preview, shown_headers
from trackpost.core.delivery.receipt import conclude
from trackpost.core.delivery.retry import Outcome
from trackpost.core.delivery.verdict import Delivered, NotAllowed, Unreachable
from trackpost.core.parsing.secret import Secret
from trackpost.core.reporting.preview_report import preview_report
from trackpost.core.reporting.publish_report import publish_report
from trackpost.core.reporting.report import error_object

SECRET = Secret(CANARY)
ANSWER = Answer(401, {"error": "invalid_token"})
FAILED = undelivered(NotAllowed(ANSWER))
PREVIEW = Preview(endpoint=Endpoint("https://kitty.example/", is_loopback=False), token=SECRET, snapshot=PACKED)

HOLDERS: Mapping[str, object] = {
    "a secret": SECRET,
    "a list of secrets": [SECRET],
    "a success with a secret": Success(SECRET),
    "a request": REQUEST,
    "an undelivered request": FAILED,
    "a failure with it": Failure(FAILED),
    "a preview": PREVIEW,
    "its report": preview_report(Success(PREVIEW)),
    "shown headers": shown_headers(PACKED, SECRET),
    "the report of a failure": publish_report(Failure(FAILED)),
    "the report of a success": publish_report(conclude(REQUEST, Outcome(Delivered(ANSWER), "applied"))),
    "the error object": error_object(FAILED),
    "the sentence": Unreachable("refused").message,
}


def _is_attrs(value: object) -> TypeIs[attrs.AttrsInstance]:
    return attrs.has(type(value))


def as_fields(value: object) -> str:
    """Show *value* by its fields, at every depth."""
    return repr(attrs.asdict(value)) if _is_attrs(value) else repr(value)


def as_json(value: object) -> str:
    """Show *value* as JSON, and values without a JSON form as text."""
    return msgspec.json.encode(value, enc_hook=str).decode()


SHOWN: Mapping[str, Callable[[object], str]] = {
    "repr": repr,
    "str": str,
    "format": format,
    "f-string": lambda value: f"{value} {value!r} {value!s} {value!a}",
    "percent": lambda value: "%s %r" % (value, value),  # noqa: UP031 - this formatting is what we test
    "pretty-printed": pformat,
    "fields": as_fields,
    "JSON": as_json,
}

CASES: Mapping[str, tuple[Callable[[object], str], object]] = {
    f"{manner} of {name}": (show, holder) for manner, show in SHOWN.items() for name, holder in HOLDERS.items()
}


@pytest.mark.parametrize(("show", "holder"), CASES.values(), ids=CASES.keys())
def test_nothing_shows_the_secret(show: Callable[[object], str], holder: object) -> None:
    """No way of formatting a value that contains a token shows the token."""
    assert CANARY not in show(holder)


ENCODERS: Mapping[str, Callable[[object], object]] = {"json": json.dumps, "msgspec": msgspec.json.encode}


@pytest.mark.parametrize("encode", ENCODERS.values(), ids=ENCODERS.keys())
def test_a_secret_has_no_json(encode: Callable[[object], object]) -> None:
    """Encoding it without a mask is an error, and the error does not contain the secret."""
    with pytest.raises(TypeError) as caught:
        encode(SECRET)
    assert CANARY not in str(caught.value)


def test_reveal() -> None:
    """`reveal` returns the text itself."""
    assert Secret(CANARY).reveal() == CANARY


EQUAL: Mapping[str, tuple[object, bool]] = {
    "the same text": (Secret(CANARY), True),
    "another text": (Secret("other"), False),
    "the text itself": (CANARY, False),
    "beyond ASCII": (Secret("日本"), False),
}


@pytest.mark.parametrize(("other", "expected"), EQUAL.values(), ids=EQUAL.keys())
def test_equality(other: object, *, expected: bool) -> None:
    """Two secrets are equal if their texts are; a secret never equals a text."""
    assert expected == (other == SECRET)
    assert expected == (len({SECRET, other}) == 1)


HIDDEN: Mapping[str, tuple[str, str]] = {
    "repeated": ('{"token": "c4nary-s3cret"}', '{"token": "********"}'),
    "repeated twice": ("c4nary-s3cret c4nary-s3cret", "******** ********"),
    "not repeated": ("no c4nary", "no c4nary"),
    "nothing": ("", ""),
}


@pytest.mark.parametrize(("content", "expected"), HIDDEN.values(), ids=HIDDEN.keys())
def test_hide_in(content: str, expected: str) -> None:
    """If a server repeats the token, a mask replaces it."""
    assert expected == SECRET.hide_in(content)


def test_the_holders_hold_something() -> None:
    """The table above is only meaningful if its values contain a token."""
    assert REQUEST.token == PREVIEW.token == SECRET
