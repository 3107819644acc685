"""The comparison of two instruction counts."""

import pytest
from attrs import evolve

from benchmarks.guard import is_slower, verdict
from benchmarks.results import Instructions

RECORDED = Instructions(per_issue=60_000, start_up=900_000_000, python="Python 3.11.7", valgrind="valgrind-3.19.0")


@pytest.mark.parametrize(
    ("per_issue", "slower", "expected"),
    [
        pytest.param(60_000, False, "60,000 instructions an issue; recorded are 60,000 (+0.0%)", id="same"),
        pytest.param(61_200, False, "61,200 instructions an issue; recorded are 60,000 (+2.0%)", id="tolerated"),
        pytest.param(61_300, True, "61,300 instructions an issue; recorded are 60,000 (+2.2%)", id="slower"),
        pytest.param(30_000, False, "30,000 instructions an issue; recorded are 60,000 (-50.0%)", id="faster"),
    ],
)
def test_comparison_with_the_record(per_issue: int, expected: str, *, slower: bool) -> None:
    """An increase of 2% is tolerated."""
    found = evolve(RECORDED, per_issue=per_issue)
    assert (is_slower(found, RECORDED), verdict(found, RECORDED)) == (slower, expected)


def test_the_line_names_another_python() -> None:
    """Counts of different versions of Python are not comparable."""
    found = evolve(RECORDED, python="Python 3.14.0")
    assert verdict(found, RECORDED).endswith("(+0.0%, but by Python 3.11.7 and valgrind-3.19.0)")


def test_nothing_recorded() -> None:
    """Without a recorded count, no count is slower."""
    assert not is_slower(RECORDED, None)
    assert verdict(RECORDED, None) == "60,000 instructions an issue; none are recorded"
