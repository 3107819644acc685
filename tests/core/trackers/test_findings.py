"""What a pull finds beside issues, added up page by page."""

from trackpost.core.issues.tracker_fault import TrackerWarning
from trackpost.core.trackers.batch import Batch
from trackpost.core.trackers.model import Skipped, Unmapped
from trackpost.core.trackers.pulled import Findings, GuessedName, MoreSkipped

LOST = Unmapped("status", "Lost", "todo", is_guess=True)
ODD = Unmapped("type", "Odd", "task", is_guess=True)
KNOWN = Unmapped("status", "Erledigt", "done", is_guess=False)
SLOW = TrackerWarning("jira", "slow")
BAD = tuple(Skipped("jira", f"ACME-{number}", "it has no title") for number in range(25))


def test_pages() -> None:
    """Names are counted, warnings are told once, and removed issues are listed."""
    findings = Findings().plus(Batch(unmapped=(ODD, LOST)), [SLOW], ["ACME-1"])
    findings = findings.plus(Batch(unmapped=(KNOWN, LOST)), [SLOW], ["ACME-2"])
    assert list(findings.most_frequent().items()) == [(LOST, 2), (KNOWN, 1), (ODD, 1)]
    assert (findings.warnings, findings.removed) == ((SLOW,), ("ACME-1", "ACME-2"))


def test_warnings() -> None:
    """A guess is a warning, and a name that a stable field has decided is none."""
    findings = Findings().plus(Batch(unmapped=(KNOWN, LOST), skipped=BAD[:1]), [SLOW], ())
    assert findings.as_warnings(1) == (BAD[0], GuessedName("status", "Lost", "todo", 1), SLOW)


def test_many_skipped_issues() -> None:
    """The first twenty are kept, so that memory stays flat."""
    findings = Findings().plus(Batch(skipped=BAD[:15]), (), ()).plus(Batch(skipped=BAD[15:]), (), ())
    assert findings.skipped == BAD[:20]
    assert findings.as_warnings(25) == (*BAD[:20], MoreSkipped(5))
