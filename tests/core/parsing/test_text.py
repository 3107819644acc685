"""Usable text: Unicode, and not blank."""

from collections.abc import Mapping

import pytest
from hypothesis import given
from returns.result import Failure, Result, Success

from tests.core.builders import CANARY
from tests.core.strategies import ANY_TEXT, QUICK
from trackpost.core.parsing.text import UnusableText, is_unicode, usable_text

UNICODE: Mapping[str, tuple[str, bool]] = {
    "empty": ("", True),
    "ASCII": ("abc\0\x7f", True),
    "any script": ("日本語", True),
    "beyond the first plane": ("\U0001f43f", True),
    "the last character": ("\U0010ffff", True),
    "before the surrogates": ("\ud7ff", True),
    "the first surrogate": ("\ud800", False),
    "the last surrogate": ("\udfff", False),
    "after the surrogates": ("\ue000", True),
    "a surrogate among letters": ("abc\udc80def", False),
    "a pair of surrogates is two lone ones": ("\ud83d\udc3f", False),
}


@pytest.mark.parametrize(("text", "expected"), UNICODE.values(), ids=UNICODE.keys())
def test_is_unicode(text: str, *, expected: bool) -> None:
    """Everything but a lone surrogate is Unicode."""
    assert is_unicode(text) == expected


BLANK = UnusableText("the workspace", "is blank")
NOT_UNICODE = UnusableText("the workspace", "is not valid Unicode")

CASES: Mapping[str, tuple[str, Result[str, UnusableText]]] = {
    "as it is": ("acme", Success("acme")),
    "whitespace around": (" \tacme\n", Success("acme")),
    "whitespace within": ("ac  me", Success("ac  me")),
    "case": ("AcMe", Success("AcMe")),
    "any script": (" 日本 ", Success("日本")),
    "empty": ("", Failure(BLANK)),
    "whitespace": (" \t\r\n", Failure(BLANK)),
    "whitespace of other scripts": ("\u3000\xa0", Failure(BLANK)),
    "a lone surrogate": ("\ud800", Failure(NOT_UNICODE)),
    "a lone surrogate among letters": (" a\udfffb ", Failure(NOT_UNICODE)),
}


@pytest.mark.parametrize(("text", "expected"), CASES.values(), ids=CASES.keys())
def test_usable_text(text: str, expected: Result[str, UnusableText]) -> None:
    """The result is the text without surrounding whitespace, or an error that says what is wrong."""
    assert expected == usable_text("the workspace", text)


def test_the_error_does_not_repeat_the_text() -> None:
    """The text may be a secret."""
    assert CANARY not in repr(usable_text("the credential", f"{CANARY}\ud800"))


@QUICK
@given(ANY_TEXT)
def test_text_is_what_can_be_written_as_utf_8(text: str) -> None:
    """Only surrogates are lost in an encoding to UTF-8."""
    assert is_unicode(text) == (text.encode(errors="ignore").decode() == text)


@QUICK
@given(ANY_TEXT)
def test_usable_text_stays_as_it_is(text: str) -> None:
    """Usable text is not blank, has no surrounding whitespace, and is usable again."""
    usable = usable_text("it", text).value_or("none")
    assert usable
    assert usable == usable.strip()
    assert usable_text("it", usable) == Success(usable)
