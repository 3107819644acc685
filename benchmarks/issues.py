"""Make realistic issues: about 700 bytes each on the wire, about twice that in the cache.

The same number always gives the same issue.
"""

import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import TypeVar

WORKSPACE = "acme.atlassian.net"
_SITE = f"https://{WORKSPACE}"
_EPOCH = datetime(2026, 1, 5, 8, 30, tzinfo=UTC)
_Item = TypeVar("_Item")

_SUBJECTS = ("Login", "The export", "Search", "The invoice page", "Résumé upload", "The nightly import", "Checkout")
_TROUBLES = (
    "fails behind a proxy that rewrites headers",
    "is slow once a project has more than a thousand members",
    "forgets the chosen time zone",
    'shows "undefined" in place of the customer\'s name',
    "needs a keyboard shortcut",
    "→ blank page on Safari 17",
)
_SENTENCES = (
    "Steps: open the page, sign in with a second account, then go back with the browser's own button.",
    "Seen twice this week by the support team; the log has a timeout of 30 s right before it.",
    "Expected: the list keeps its order. Actual: the newest entry jumps to the top after each save.",
    "The customer's workaround is to export as CSV, fix the column by hand and import it again.",
    "We agreed in planning that this is done when the old endpoint answers 410 and the docs say so.",
    "It only happens where the name holds an umlaut, as in “Müller & Söhne”, or “quotes” → arrows.",
    "Please check the path C:\\temp\\export as well: the back slash is lost on the way.",
)
_PEOPLE = ("u-1042", "u-2077", "u-3300", "u-4185", "u-5001")
_LABELS = ("web", "api", "p1", "customer", "regression", "needs-design", "größe-m")
_STATUSES = ("todo", "in_progress", "in_review", "blocked", "done", "canceled")
_JIRA_STATUSES = (("To Do", "new"), ("In Progress", "indeterminate"), ("In Review", "indeterminate"), ("Done", "done"))
_JIRA_TYPES = ("Epic", "Story", "Task", "Bug")
_JIRA_PRIORITIES = ("Highest", "High", "Medium", "Low", "Lowest")
_TYPES = ("epic", "story", "task", "bug", "chore", "subtask")


def issue_id(number: int) -> str:
    """Return the issue's id in the tracker."""
    return str(10_000 + number)


def issue_key(number: int) -> str:
    """Return the key by which people know the issue."""
    return f"ACME-{number}"


def issue_url(number: int) -> str:
    """Return the URL of the issue's page."""
    return f"{_SITE}/browse/{issue_key(number)}"


def updated_at(number: int) -> str:
    """Return when the issue last changed, ISO 8601."""
    return (_EPOCH + timedelta(seconds=37 * number, microseconds=number % 1_000_000)).isoformat()


def payload(number: int) -> str:
    """Return the issue as JSON in the form in which the cache holds it."""
    return json.dumps({**_sent(number), **_not_sent(number)}, separators=(",", ":"))


def _sent(number: int) -> dict[str, object]:
    return {
        "ref": _ref(number),
        "title": _title(number),
        "body": "\n\n".join(_some(_SENTENCES, number, 2 + number % 4)),
        "status": _pick(_STATUSES, number // 2),
        "issue_type": _pick(_TYPES, number // 5),
        "priority": _pick((None, 0, 1, 2, 3, 4), number),
        "assignees": _some(_PEOPLE, number, number % 3),
        "labels": _some(_LABELS, number // 2, number % 4),
        "updated_at": updated_at(number),
    }


def _not_sent(number: int) -> dict[str, object]:
    """Return the members that are in the cache but are not published."""
    return {
        "parent": None,
        "links": [],
        "custom_fields": {"customfield_10010": f"sprint {number % 40}", "customfield_10021": number % 13},
        "created_at": _EPOCH.isoformat(),
        "raw": {
            "id": issue_id(number),
            "self": f"{_SITE}/rest/api/3/issue/{issue_id(number)}",
            "expand": "operations,versionedRepresentations,editmeta,changelog,renderedFields",
            "fields": _fields(number),
        },
    }


def _ref(number: int) -> dict[str, object]:
    names = {"id": issue_id(number), "key": issue_key(number), "url": issue_url(number)}
    return {"system": "jira", "workspace": WORKSPACE, **names}


def _fields(number: int) -> dict[str, object]:
    """Return a part of the tracker's answer for an issue."""
    return {
        "summary": _title(number),
        "watches": {"watchCount": number % 9, "isWatching": False},
        "timetracking": {"originalEstimateSeconds": 3600 * (number % 7), "remainingEstimateSeconds": 0},
        "reporter": {"accountId": _pick(_PEOPLE, number), "active": True, "timeZone": "Europe/Vienna"},
        "votes": {"votes": number % 5, "hasVoted": False},
    }


def _title(number: int) -> str:
    return f"{_pick(_SUBJECTS, number)} {_pick(_TROUBLES, number // 3)}"


def _pick(items: Sequence[_Item], number: int) -> _Item:
    return items[number % len(items)]


def _some(items: Sequence[_Item], first: int, count: int) -> list[_Item]:
    return [_pick(items, first + step) for step in range(count)]


def tracker_issue(number: int) -> dict[str, object]:
    """Return the issue as Jira Cloud has it."""
    texts = _some(_SENTENCES, number, 2 + number % 4)
    paragraphs = [{"type": "paragraph", "content": [{"type": "text", "text": text}]} for text in texts]
    people = _some(_PEOPLE, number, number % 2)
    name, category = _pick(_JIRA_STATUSES, number // 2)
    return {
        "id": issue_id(number),
        "key": issue_key(number),
        "self": f"{_SITE}/rest/api/3/issue/{issue_id(number)}",
        "fields": {
            "summary": _title(number),
            "description": {"type": "doc", "version": 1, "content": paragraphs},
            "status": {"name": name, "statusCategory": {"key": category}},
            "resolution": None,
            "issuetype": {"name": _pick(_JIRA_TYPES, number // 5), "subtask": False, "hierarchyLevel": 0},
            "priority": {"name": _pick(_JIRA_PRIORITIES, number), "id": str(1 + number % 5)},
            "assignee": {"accountId": people[0], "displayName": people[0]} if people else None,
            "labels": _some(_LABELS, number // 2, number % 4),
            "parent": None,
            "created": updated_at(number),
            "updated": updated_at(number),
        },
    }
