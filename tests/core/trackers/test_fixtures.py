"""Whole answers of each tracker, and what becomes of each issue in them."""

from collections.abc import Mapping

import pytest
from attrs import evolve

from tests.core.trackers.samples import CONTEXTS, FIXTURES, items, outcome, ref
from trackpost.core.trackers.azure_devops import parse_states
from trackpost.core.trackers.model import Context, IssueLink, NotAnIssue, Skipped, TrackerIssue, Translated
from trackpost.core.trackers.unmapped import Unmapped

JIRA, LINEAR, AZURE, GITHUB, GITLAB, BEADS, FP = CONTEXTS.values()
DATA_CENTER = evolve(JIRA, workspace="jira-acme")
STATES = parse_states((FIXTURES / "azure_devops_types.json").read_bytes()).value_or({})
AZURE_WITH_STATES = evolve(AZURE, states=STATES)
BROWSE = "https://acme.atlassian.net/browse"

EPIC = ref(JIRA, "10000", "ACME-0", f"{BROWSE}/ACME-0")
BUG = ref(JIRA, "10001", "ACME-1", f"{BROWSE}/ACME-1")
CART = ref(LINEAR, "0b2f6a1e-5f0e-4a0e-9d0c-0d7c6f1b2a00", "ENG-0", "https://linear.app/acme/issue/ENG-0/cart")

Outcome = Translated | NotAnIssue | Skipped


def plain(issue: TrackerIssue, *unmapped: Unmapped) -> Translated:
    """Return what a translation gives."""
    return Translated(issue, unmapped)


EXPECTED: Mapping[str, tuple[Context, list[Outcome]]] = {
    "jira_cloud": (
        JIRA,
        [
            plain(
                TrackerIssue(
                    ref=BUG,
                    title="Sign-in page stays blank",
                    body="The page stays **blank** after sign-in.\n\n1. open the page\n2. sign in",
                    status="in_progress",
                    issue_type="task",
                    priority=1,
                    assignees=("712020:0d2c",),
                    labels=("web", "sign-in"),
                    parent=EPIC,
                    links=(),
                    custom_fields={},
                    created_at="2026-02-01T09:00:00+01:00",
                    updated_at="2026-03-01T12:30:45.123000+01:00",
                ),
                Unmapped("status", "In Arbeit", "in_progress", is_guess=False),
                Unmapped("type", "Fehler", "task", is_guess=True),
            ),
            plain(
                TrackerIssue(
                    ref=EPIC,
                    title="Accounts",
                    body=None,
                    status="canceled",
                    issue_type="epic",
                    priority=None,
                    assignees=(),
                    labels=(),
                    parent=None,
                    links=(),
                    custom_fields={},
                    created_at="2026-01-01T09:00:00+01:00",
                    updated_at="2026-01-02T09:00:00+01:00",
                ),
                Unmapped("status", "Erledigt", "done", is_guess=False),
            ),
            plain(
                TrackerIssue(
                    ref=ref(JIRA, "10002", "ACME-2", f"{BROWSE}/ACME-2"),
                    title="Write the copy",
                    body=None,
                    status="in_review",
                    issue_type="subtask",
                    priority=None,
                    assignees=(),
                    labels=(),
                    parent=BUG,
                    links=(),
                    custom_fields={},
                    created_at="2026-02-02T09:00:00+01:00",
                    updated_at="2026-02-03T09:00:00+01:00",
                ),
                Unmapped("priority", "Whenever", "none", is_guess=True),
            ),
        ],
    ),
    "jira_data_center": (
        DATA_CENTER,
        [
            plain(
                TrackerIssue(
                    ref=ref(DATA_CENTER, "20001", "OPS-7", "https://jira.acme.example/tracker/browse/OPS-7"),
                    title="Rotate the certificates",
                    body="h2. Steps\n* renew\n* deploy",
                    status="todo",
                    issue_type="task",
                    priority=2,
                    assignees=("ada",),
                    labels=("ops",),
                    parent=None,
                    links=(),
                    custom_fields={},
                    created_at="2026-02-01T09:00:00+00:00",
                    updated_at="2026-02-01T10:00:00+00:00",
                )
            )
        ],
    ),
    "linear": (
        LINEAR,
        [
            plain(
                TrackerIssue(
                    ref=ref(
                        LINEAR,
                        "0b2f6a1e-5f0e-4a0e-9d0c-0d7c6f1b2a01",
                        "ENG-1",
                        "https://linear.app/acme/issue/ENG-1/keep-the-cart-after-sign-in",
                    ),
                    title="Keep the cart after sign-in",
                    body="The cart is **empty** afterwards.",
                    status="in_review",
                    issue_type="bug",
                    priority=0,
                    assignees=("u-1",),
                    labels=("Bug", "checkout"),
                    parent=CART,
                    links=(),
                    custom_fields={},
                    created_at="2026-02-01T09:00:00+00:00",
                    updated_at="2026-03-01T12:30:45.123000+00:00",
                )
            ),
            plain(
                TrackerIssue(
                    ref=ref(
                        LINEAR,
                        "0b2f6a1e-5f0e-4a0e-9d0c-0d7c6f1b2a02",
                        "ENG-2",
                        "https://linear.app/acme/issue/ENG-2/cart-is-lost",
                    ),
                    title="Cart is lost",
                    body=None,
                    status="canceled",
                    issue_type="task",
                    priority=None,
                    assignees=(),
                    labels=(),
                    parent=None,
                    links=(),
                    custom_fields={},
                    created_at="2026-02-02T09:00:00+00:00",
                    updated_at="2026-02-02T09:00:00+00:00",
                )
            ),
        ],
    ),
    "github": (
        GITHUB,
        [
            plain(
                TrackerIssue(
                    ref=ref(GITHUB, "12", "#12", "https://github.com/acme/web/issues/12"),
                    title="Footer overlaps the form",
                    body="On narrow screens.\r\n",
                    status="todo",
                    issue_type="bug",
                    priority=None,
                    assignees=("ada", "grace"),
                    labels=("css", "layout"),
                    parent=ref(GITHUB, "10", "#10"),
                    links=(),
                    custom_fields={},
                    created_at="2026-02-01T09:00:00+00:00",
                    updated_at="2026-03-01T12:30:45+00:00",
                )
            ),
            plain(
                TrackerIssue(
                    ref=ref(GITHUB, "11", "#11", "https://github.com/acme/web/issues/11"),
                    title="Support an old browser",
                    body=None,
                    status="canceled",
                    issue_type="bug",
                    priority=None,
                    assignees=(),
                    labels=("bug",),
                    parent=None,
                    links=(),
                    custom_fields={},
                    created_at="2026-01-01T09:00:00+00:00",
                    updated_at="2026-01-05T09:00:00+00:00",
                )
            ),
            NotAnIssue("13", "pull request"),
        ],
    ),
    "gitea": (
        GITHUB,
        [
            plain(
                TrackerIssue(
                    ref=ref(GITHUB, "4", "#4", "https://git.acme.example/acme/web/issues/4"),
                    title="Typo in the imprint",
                    body="",
                    status="done",
                    issue_type="task",
                    priority=None,
                    assignees=(),
                    labels=(),
                    parent=None,
                    links=(),
                    custom_fields={},
                    created_at="2026-02-01T09:00:00+01:00",
                    updated_at="2026-02-02T09:00:00+01:00",
                )
            )
        ],
    ),
    "gitlab": (
        GITLAB,
        [
            plain(
                TrackerIssue(
                    ref=ref(GITLAB, "3", "3", "https://gitlab.example/acme/reports/-/issues/3"),
                    title="Report shows last month",
                    body="See the attached file.",
                    status="todo",
                    issue_type="bug",
                    priority=None,
                    assignees=("ada",),
                    labels=("type::bug", "reports"),
                    parent=None,
                    links=(),
                    custom_fields={},
                    created_at="2026-02-01T09:00:00+00:00",
                    updated_at="2026-03-01T12:30:45.123000+00:00",
                )
            ),
            plain(
                TrackerIssue(
                    ref=ref(GITLAB, "4", "4", "https://gitlab.example/acme/reports/-/issues/4"),
                    title="Report is wrong",
                    body=None,
                    status="canceled",
                    issue_type="bug",
                    priority=None,
                    assignees=(),
                    labels=(),
                    parent=None,
                    links=(),
                    custom_fields={},
                    created_at="2026-02-02T09:00:00+00:00",
                    updated_at="2026-02-03T09:00:00+00:00",
                )
            ),
        ],
    ),
    "azure_devops": (
        AZURE_WITH_STATES,
        [
            plain(
                TrackerIssue(
                    ref=ref(AZURE, "301", "301", "https://dev.azure.com/acme/_workitems/edit/301"),
                    title="Totals are off by one",
                    body="<div>Open the invoice.</div>",
                    status="in_review",
                    issue_type="bug",
                    priority=2,
                    assignees=("Ada Example",),
                    labels=("billing", "urgent"),
                    parent=ref(AZURE, "300", "300", "https://dev.azure.com/acme/_workitems/edit/300"),
                    links=(),
                    custom_fields={},
                    created_at="2026-02-01T09:00:00.123000+00:00",
                    updated_at="2026-03-01T12:30:45.123456+00:00",
                )
            ),
            plain(
                TrackerIssue(
                    ref=ref(AZURE, "302", "302", "https://dev.azure.com/acme/_workitems/edit/302"),
                    title="Export invoices",
                    body="<p>As CSV.</p>",
                    status="todo",
                    issue_type="story",
                    priority=None,
                    assignees=(),
                    labels=(),
                    parent=None,
                    links=(),
                    custom_fields={},
                    created_at="2026-02-01T09:00:00+00:00",
                    updated_at="2026-02-01T09:00:00+00:00",
                ),
                Unmapped("status", "Refined", "todo", is_guess=False),
            ),
            Skipped("azure_devops", None, "$: Expected `object`, got `null`"),
        ],
    ),
    "beads": (
        BEADS,
        [
            plain(
                TrackerIssue(
                    ref=ref(BEADS, "bd-a1b2", "bd-a1b2", "https://github.com/acme/web/issues/12"),
                    title="Parse the header",
                    body="Both forms of it.",
                    status="blocked",
                    issue_type="story",
                    priority=1,
                    assignees=("ada",),
                    labels=("parser",),
                    parent=ref(BEADS, "bd-e5f6"),
                    links=(
                        IssueLink(type="blocked_by", target=ref(BEADS, "bd-c3d4")),
                        IssueLink(type="child_of", target=ref(BEADS, "bd-e5f6")),
                        IssueLink(type="relates_to", target=ref(BEADS, "bd-g7h8")),
                    ),
                    custom_fields={"metadata": {"size": 3}},
                    created_at="2026-02-01T09:00:00.123456+00:00",
                    updated_at="2026-03-01T12:30:45.123456+01:00",
                )
            ),
            plain(
                TrackerIssue(
                    ref=ref(BEADS, "bd-c3d4", "bd-c3d4"),
                    title="Fetch the header",
                    body=None,
                    status="done",
                    issue_type="task",
                    priority=2,
                    assignees=(),
                    labels=(),
                    parent=None,
                    links=(),
                    custom_fields={},
                    created_at="2026-02-01T09:00:00+00:00",
                    updated_at="2026-02-01T10:00:00+00:00",
                )
            ),
            NotAnIssue("bd-x0", "tombstone"),
        ],
    ),
}


@pytest.mark.parametrize(("fixture", "case"), EXPECTED.items(), ids=EXPECTED.keys())
def test_a_page(fixture: str, case: tuple[Context, list[Outcome]]) -> None:
    """Each issue of an answer becomes exactly this, whatever stands beside it."""
    context, expected = case
    assert expected == [outcome(item, context) for item in items(fixture)]


def test_lines_of_fp() -> None:
    """A line of a tree is an issue, and a line around it is none."""
    lines = (FIXTURES / "fp.txt").read_bytes().splitlines()
    issue = TrackerIssue(
        ref=ref(FP, "ACME-abc1", "ACME-abc1"),
        title="Split the importer",
        body=None,
        status="in_progress",
        issue_type="task",
        priority=1,
        assignees=(),
        labels=(),
        parent=None,
        links=(),
        custom_fields={},
        created_at=None,
        updated_at=None,
    )
    nested = evolve(issue, ref=ref(FP, "ACME-abc2", "ACME-abc2"), title="Read one file", status="todo", priority=None)
    expected = [NotAnIssue(None, "line without an issue"), plain(issue), plain(nested)]
    assert expected == [outcome(line, FP) for line in lines]
