"""Names that no table holds, counted from pull to pull."""

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.core.strategies import QUICK
from trackpost.core.trackers.unmapped import Unmapped, encode_names, names_in, plus

LOST = Unmapped("status", "Lost", "todo", is_guess=True)
KNOWN = Unmapped("status", "Erledigt", "done", is_guess=False)

NAMES = st.builds(
    Unmapped,
    kind=st.sampled_from(["status", "type", "priority"]),
    name=st.text(),
    taken_as=st.sampled_from(["todo", "done"]),
    is_guess=st.booleans(),
)


@QUICK
@given(st.lists(NAMES, max_size=10))
def test_the_names_of_an_issue(names: list[Unmapped]) -> None:
    """What is written is read back."""
    text = encode_names(names)
    assert (text is None) == (not names)
    assert plus({}, names_in(text or "[]")) == plus({}, names)


@QUICK
@given(st.lists(NAMES, max_size=10), st.lists(NAMES, max_size=10), st.integers(1, 100))
def test_names_can_be_counted_one_by_one(first: list[Unmapped], second: list[Unmapped], times: int) -> None:
    """It makes no difference where a page ends, and an issue that comes so often counts so often."""
    assert plus(plus({}, first), second) == plus({}, [*first, *second])
    assert plus({}, first, times) == plus({}, first * times)


TEXTS: Mapping[str, tuple[str, tuple[Unmapped, ...]]] = {
    "two names": (encode_names([LOST, KNOWN]) or "", (KNOWN, LOST)),
    "no JSON": ("p2", ()),
    "of another shape": ("[1]", ()),
    "half a surrogate pair": ("\\ud800", ()),
    "deep": ("[" * 100_000, ()),
}


@pytest.mark.parametrize(("text", "expected"), TEXTS.values(), ids=TEXTS.keys())
def test_names_in(text: str, expected: tuple[Unmapped, ...]) -> None:
    """What another program has put there holds no names."""
    assert names_in(text) == expected
