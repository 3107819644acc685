"""What a pull finds beside issues, added up page by page."""

from collections.abc import Mapping

import pytest

from trackpost.core.issues.tracker_fault import TrackerWarning
from trackpost.core.trackers.batch import Batch
from trackpost.core.trackers.findings import Findings, Untitled
from trackpost.core.trackers.model import Skipped
from trackpost.core.trackers.order import PullOrder
from trackpost.core.trackers.pulled import MoreSkipped, TrackerShrank, refuse_shrunken_list
from trackpost.core.trackers.unmapped import GuessedName, Unmapped, most_frequent

LOST = Unmapped("status", "Lost", "todo", is_guess=True)
ODD = Unmapped("type", "Odd", "task", is_guess=True)
KNOWN = Unmapped("status", "Erledigt", "done", is_guess=False)
SLOW = TrackerWarning("jira", "slow")
BAD = tuple(Skipped("jira", f"ACME-{number}", "it has no id") for number in range(25))


def test_pages() -> None:
    """Names are counted, warnings are told once, and removed issues are listed."""
    findings = Findings().plus(Batch(unmapped={"a": (ODD, LOST)}), [SLOW], ["ACME-1"])
    findings = findings.plus(Batch(unmapped={"b": (KNOWN, LOST)}), [SLOW], ["ACME-2"])
    assert list(most_frequent(findings.unmapped).items()) == [(LOST, 2), (KNOWN, 1), (ODD, 1)]
    assert (findings.warnings, findings.removed) == ((SLOW,), ("ACME-1", "ACME-2"))


def test_warnings() -> None:
    """A guess is a warning, and a name that a stable field has decided is none."""
    findings = Findings().plus(Batch(unmapped={"a": (KNOWN, LOST)}, skipped=BAD[:1]), [SLOW], ())
    assert findings.as_warnings(1) == (BAD[0], GuessedName("status", "Lost", "todo", 1), SLOW)


def test_issues_without_a_title() -> None:
    """The first is named, and all are counted."""
    findings = Findings().plus(Batch(untitled=("ACME-1", "ACME-2")), (), ()).plus(Batch(), (), ())
    assert findings.as_warnings(0) == (Untitled("ACME-1", 2),)
    assert findings.plus(Batch(untitled=("ACME-3",)), (), ()).untitled == Untitled("ACME-1", 3)


def test_many_skipped_issues() -> None:
    """The first twenty are kept, so that memory stays flat."""
    findings = Findings().plus(Batch(skipped=BAD[:15]), (), ()).plus(Batch(skipped=BAD[15:]), (), ())
    assert findings.skipped == BAD[:20]
    assert findings.as_warnings(25) == (*BAD[:20], MoreSkipped(5))


SHRUNK: Mapping[str, tuple[int, int, bool, TrackerShrank | None]] = {
    "nothing is gone": (3, 0, False, None),
    "there was nothing": (0, 0, False, None),
    "half": (4, 2, False, None),
    "more than half": (5, 3, False, TrackerShrank("jira", 5, 3)),
    "everything": (1, 1, False, TrackerShrank("jira", 1, 1)),
    "everything, which is allowed": (1, 1, True, None),
}


@pytest.mark.parametrize(("before", "gone", "allow", "expected"), SHRUNK.values(), ids=SHRUNK.keys())
def test_refuse_shrunken_list(before: int, gone: int, allow: bool, expected: TrackerShrank | None) -> None:  # noqa: FBT001 - a column
    """More than half is refused, unless it is allowed."""
    assert refuse_shrunken_list("jira", before, gone, allow=allow) == expected


def test_an_order() -> None:
    """What is left out has a default: a full pull once a week, within an hour."""
    assert PullOrder() == PullOrder(limit=None, full=False, full_every=7, allow_shrink=False, deadline_seconds=3600.0)
