"""In which form a page is asked for."""

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trackpost.core.page.accepted import prefers_json

CASES: Mapping[str, bool] = {
    "": False,
    "*/*": False,
    "application/*": False,
    "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8": False,
    "text/html, application/json": False,
    "application/json;q=0.8, text/html;q=0.9": False,
    "application/json;q=0": False,
    "application/json": True,
    "APPLICATION/JSON; charset=utf-8": True,
    "application/json, text/plain, */*": True,
    "application/json;q=0.9, text/html;q=0.8": True,
    "text/html;q=0, application/json": True,
    "application/json;q=much": True,
    "application/json ; q = 0.5 ; x=1, text/html;q=0.499": True,
}


@pytest.mark.parametrize(("accepted", "expected"), CASES.items())
def test_what_is_preferred(accepted: str, expected: bool) -> None:  # noqa: FBT001 - a column of the table
    """HTML, unless JSON is named and HTML is not named with the same weight or more."""
    assert prefers_json(accepted) == expected


@given(st.text())
def test_any_header(accepted: str) -> None:
    """Nothing makes it fail, and nothing but the name of JSON asks for it."""
    assert not prefers_json(accepted) or "application/json" in accepted.lower()
