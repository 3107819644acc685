"""Parse the input of ``map add``."""

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st
from returns.result import Failure, Result, Success

from tests.core.builders import CANARY
from tests.core.strategies import ANY_TEXT, QUICK
from trackpost.core.issues.work_packages import LinkOrder, parse_link_order
from trackpost.core.parsing.text import UnusableText

PAGE = "https://acme.example/ACME-1"
ORDER = LinkOrder(wp_id="WP01", external_id="10001")
WHOLE = LinkOrder(wp_id="WP01", external_id="10001", external_key="ACME-1", external_url=PAGE)
Typed = tuple[str, str, str | None, str | None]


def wrong(what: str, reason: str) -> Failure[UnusableText]:
    """Return the error for one of the four texts."""
    return Failure(UnusableText(what, reason))


CASES: Mapping[str, tuple[Typed, Result[LinkOrder, UnusableText]]] = {
    "the two required ones": (("WP01", "10001", None, None), Success(ORDER)),
    "all four": (("WP01", "10001", "ACME-1", PAGE), Success(WHOLE)),
    "whitespace around": ((" WP01", "10001\n", "\tACME-1", f" {PAGE} "), Success(WHOLE)),
    "only the key": (("w", "i", "k", None), Success(LinkOrder(wp_id="w", external_id="i", external_key="k"))),
    "only the URL": (("w", "i", None, "u"), Success(LinkOrder(wp_id="w", external_id="i", external_url="u"))),
    "no work package": (("", "10001", None, None), wrong("the work package", "is blank")),
    "a work package that is not Unicode": (
        ("\ud800", "1", None, None),
        wrong("the work package", "is not valid Unicode"),
    ),
    "no id": (("WP01", " ", None, None), wrong("the issue's id", "is blank")),
    "an id that is not Unicode": (("WP01", "\udfff", None, None), wrong("the issue's id", "is not valid Unicode")),
    "an empty key": (("WP01", "10001", "", None), wrong("the issue's key", "is blank")),
    "a key that is not Unicode": (("WP01", "10001", "\ud800", None), wrong("the issue's key", "is not valid Unicode")),
    "a blank URL": (("WP01", "10001", None, "\n"), wrong("the issue's URL", "is blank")),
    "a URL that is not Unicode": (("WP01", "1", None, "\ud800"), wrong("the issue's URL", "is not valid Unicode")),
    "all are wrong": (("", "", "", ""), wrong("the work package", "is blank")),
    "all but the first are wrong": (("WP01", "", "", ""), wrong("the issue's id", "is blank")),
    "the last two are wrong": (("WP01", "10001", "", ""), wrong("the issue's key", "is blank")),
}


@pytest.mark.parametrize(("typed", "expected"), CASES.values(), ids=CASES.keys())
def test_parse_link_order(typed: Typed, expected: Result[LinkOrder, UnusableText]) -> None:
    """The input gives exactly this order or its first error."""
    assert expected == parse_link_order(*typed)


def test_the_key_and_the_url_are_optional() -> None:
    """Omitting them is the same as giving None."""
    assert parse_link_order("WP01", "10001") == Success(ORDER)


def test_no_error_repeats_what_was_typed() -> None:
    """A URL may contain a password."""
    assert CANARY not in repr(parse_link_order("WP01", "10001", None, f"https://me:{CANARY}@acme.example/\ud800"))


@QUICK
@given(st.tuples(ANY_TEXT, ANY_TEXT, st.none() | ANY_TEXT, st.none() | ANY_TEXT))
def test_what_is_parsed_can_be_stored(typed: Typed) -> None:
    """A parsed order has no surrounding whitespace and no blank text; parsing it again changes nothing."""
    order = parse_link_order(*typed).value_or(ORDER)
    stored = (order.wp_id, order.external_id, order.external_key, order.external_url)
    assert parse_link_order(*stored) == Success(order)
    assert "" not in stored
