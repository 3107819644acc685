"""Which tests coverage counts, and that tracing is as before when it was different for a while."""

from collections.abc import Mapping
from types import FrameType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.measuring import Tracing, is_measured, tracing


def _case() -> None:
    """Stand for a named case."""


@given(st.none())
def _law(_example: None) -> None:
    """Stand for a property test."""


TESTS: Mapping[str, tuple[str, object, bool]] = {
    "a case of core": ("tests/core/test_x.py::test_x", _case, True),
    "a case of the shell": ("tests/shell/test_x.py::test_x", _case, True),
    "an example in a docstring": ("src/core/x.py::src.core.x.f", None, True),
    "a law of core": ("tests/core/test_x.py::test_x", _law, False),
    "a case of the contract": ("tests/contract/test_x.py::test_x", _case, False),
    "a case of the documents": ("tests/docs/test_x.py::test_x", _case, False),
}


@pytest.mark.parametrize(("path", "function", "expected"), TESTS.values(), ids=TESTS.keys())
def test_what_counts(path: str, function: object, *, expected: bool) -> None:
    """Named cases of core and shell, and the examples in their docstrings."""
    assert is_measured(path, function) is expected


def test_tracing_for_a_while() -> None:
    """Nobody is told of a call before and after it."""
    names = list[str]()

    def tell(frame: FrameType, _event: str, _argument: object) -> None:
        names.append(frame.f_code.co_name)

    before = tracing()
    _case()
    with Tracing(here=tell).during():
        _case()
    _case()
    assert names.count("_case") == 1
    assert tracing() == before
