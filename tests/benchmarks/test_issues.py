"""The issues that are published in a benchmark."""

from statistics import mean

import msgspec

from benchmarks.issues import payload
from trackpost.core.issues.model import Issue


def test_they_are_as_long_as_real_ones() -> None:
    """About 700 bytes each on the wire, once their contents are checked as for a publish."""
    wire = [len(msgspec.json.encode(msgspec.json.decode(payload(number), type=Issue))) for number in range(1_000)]
    assert round(mean(wire), -2) == 700


def test_the_same_number_is_the_same_issue() -> None:
    """Results of two days are of the same caches."""
    assert payload(4711) == payload(4711) != payload(4712)
