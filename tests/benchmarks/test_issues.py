"""The issues that the benchmarks publish."""

from statistics import mean

import msgspec

from benchmarks.issues import WORKSPACE, payload, tracker_issue
from trackpost.core.issues.model import Issue
from trackpost.core.trackers.jira import translate
from trackpost.core.trackers.model import Context


def test_the_size_is_realistic() -> None:
    """An issue has about 700 bytes on the wire, and passes the checks of a publish."""
    wire = [len(msgspec.json.encode(msgspec.json.decode(payload(number), type=Issue))) for number in range(1_000)]
    assert round(mean(wire), -2) == 700


def test_the_same_number_is_the_same_issue() -> None:
    """Two runs of the benchmark on different days use the same caches."""
    assert payload(4711) == payload(4711) != payload(4712)


def test_a_pull_understands_them() -> None:
    """Jira's form of each is translated, and no name in it is unknown."""
    context = Context(provider="jira", workspace=WORKSPACE)
    found = [translate(msgspec.json.encode(tracker_issue(number)), context).unwrap() for number in range(99)]
    assert {getattr(one, "unmapped", None) for one in found} == {()}
