"""The issues that the benchmarks publish."""

from statistics import mean

import msgspec

from benchmarks.issues import payload
from trackpost.core.issues.model import Issue


def test_the_size_is_realistic() -> None:
    """An issue has about 700 bytes on the wire, and passes the checks of a publish."""
    wire = [len(msgspec.json.encode(msgspec.json.decode(payload(number), type=Issue))) for number in range(1_000)]
    assert round(mean(wire), -2) == 700


def test_the_same_number_is_the_same_issue() -> None:
    """Two runs of the benchmark on different days use the same caches."""
    assert payload(4711) == payload(4711) != payload(4712)
