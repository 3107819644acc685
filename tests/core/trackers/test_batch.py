"""One page of a tracker, translated."""

import json
from collections.abc import Mapping

import pytest
from msgspec.structs import replace
from returns.result import Failure, Result, Success

from tests.core.trackers.samples import CONTEXTS, TRANSLATIONS
from trackpost.core.issues.model import IssueRef, identity_of
from trackpost.core.issues.moments import BEGINNING
from trackpost.core.trackers.batch import Batch, RenamedProject, former_key, keep_own, translate_page
from trackpost.core.trackers.model import Skipped
from trackpost.core.trackers.unmapped import Unmapped

UPDATED = "2026-03-01T12:00:00.000+0000"


def _issue(number: int, project: str = "ACME", **fields: object) -> dict[str, object]:
    filled = {"summary": f"Issue {number}", "updated": UPDATED, **fields}
    return {"id": str(number), "key": f"{project}-{number}", "fields": filled}


def _batch(*issues: object, provider: str = "jira") -> Batch:
    page = [issue if isinstance(issue, bytes) else json.dumps(issue).encode() for issue in issues]
    return translate_page(page, TRANSLATIONS[provider], CONTEXTS[provider])


def _keys(batch: Batch) -> list[str | None]:
    return [issue.ref.key for issue in batch.issues]


def test_a_page() -> None:
    """Each issue is translated once, and the latest change is known."""
    changed = "2026-03-02T12:00:00.000+0000"
    batch = _batch(_issue(1), _issue(2, updated=changed), _issue(1, summary="Again"), _issue(3, updated=None))
    assert _keys(batch) == ["ACME-1", "ACME-2", "ACME-3"]
    assert (batch.issues[0].title, batch.newest, batch.retry_from) == ("Again", "2026-03-02T12:00:00+00:00", None)


def test_an_empty_page() -> None:
    """There is nothing in it."""
    assert _batch() == Batch()


def test_names_that_no_table_holds() -> None:
    """Each issue has its own, so that they can be counted."""
    lost = {"name": "Lost"}
    batch = _batch(_issue(1, status=lost), _issue(2, status=lost))
    name = (Unmapped("status", "Lost", "todo", is_guess=True),)
    assert batch.unmapped == {identity_of(issue.ref): name for issue in batch.issues}


def test_what_is_no_issue() -> None:
    """A pull request stands among GitHub's issues: it is known by its number, and nothing is wrong with it."""
    batch = _batch({"number": 8, "title": "x", "pull_request": {}}, {"pull_request": {}}, provider="github")
    assert (batch.issues, batch.skipped, batch.others) == ((), (), ("8", ""))


CHANGED: Mapping[str, tuple[object, str]] = {
    "Jira": ({"fields": {"updated": UPDATED}}, "2026-03-01T12:00:00+00:00"),
    "Linear": ({"updatedAt": "2026-03-01T12:00:00Z"}, "2026-03-01T12:00:00+00:00"),
    "GitHub and GitLab": ({"updated_at": "2026-03-01T12:00:00Z"}, "2026-03-01T12:00:00+00:00"),
    "Azure DevOps": ({"fields": {"System.ChangedDate": "2026-03-01T12:00:00Z"}}, "2026-03-01T12:00:00+00:00"),
    "no instant": ({"updated": "soon"}, BEGINNING),
    "no fields": ({"id": "1", "fields": 7}, BEGINNING),
    "no object": (7, BEGINNING),
}


@pytest.mark.parametrize(("issue", "expected"), CHANGED.values(), ids=CHANGED.keys())
def test_when_a_skipped_issue_was_changed(issue: object, expected: str) -> None:
    """From then on it is asked for again, in whatever spelling its tracker says so."""
    batch = _batch(issue)
    assert (len(batch.skipped), batch.retry_from) == (1, expected)


def test_several_skipped_issues() -> None:
    """They are asked for again from the earliest change on, and do not count for the latest."""
    early = _issue(1, labels=7, updated="2026-01-01T12:00:00.000+0000")
    batch = _batch(_issue(2, labels=7), early, _issue(3))
    assert [skipped.issue for skipped in batch.skipped] == ["ACME-2", "ACME-1"]
    assert (batch.retry_from, batch.newest) == ("2026-01-01T12:00:00+00:00", "2026-03-01T12:00:00+00:00")


RENAMED = RenamedProject("jira", "acme.atlassian.net", "project_key", "ACME", "")


def _owns(ref: IssueRef) -> bool:
    return (ref.key or "").startswith("ACME-")


def _kept(batch: Batch, *cached: str, is_whole: bool = False) -> Result[Batch, RenamedProject]:
    """Keep the project's own issues, while the cache holds these keys, the first of them of issue 1."""
    keys = {str(number): key for number, key in enumerate(cached, start=1)}

    def before(ref: IssueRef) -> IssueRef | None:
        return replace(ref, key=keys[ref.id]) if ref.id in keys else None

    return keep_own(batch, _owns, before, RENAMED, is_whole=is_whole)


NEW = RenamedProject("jira", "acme.atlassian.net", "project_key", "ACME", "NEW")


def test_all_issues_are_the_projects_own() -> None:
    """Nothing changes, also if there are none."""
    for batch in (_batch(_issue(1), _issue(2)), Batch()):
        assert _kept(batch, is_whole=True) == Success(batch)


def test_some_issues_are_of_another_project() -> None:
    """They are left out, whatever the cache holds."""
    kept = _kept(_batch(_issue(9), _issue(1, "HR")), "ACME-1", is_whole=True).unwrap()
    assert (_keys(kept), kept.skipped) == (["ACME-9"], (Skipped("jira", "HR-1", "it is not of project ACME"),))


LISTED = {"the whole list": True, "changes": False}
RENAMES: Mapping[str, tuple[tuple[str, ...], tuple[bool, ...]]] = {
    "one is known": (("ACME-1",), (True, False)),
    "one is known, and another has moved": (("ACME-1", "ACME-7"), (True, False)),
    "none is known": ((), (True,)),
    "one has moved": (("ACME-7",), (True,)),
    "one is known, of another project": (("HR-1",), (True,)),
    "one is known, under the new key": (("NEW-1",), (True,)),
}


@pytest.mark.parametrize(("cached", "expected"), RENAMES.values(), ids=RENAMES.keys())
@pytest.mark.parametrize("is_whole", LISTED.values(), ids=LISTED.keys())
def test_all_issues_are_under_another_key(
    cached: tuple[str, ...], expected: tuple[bool, ...], *, is_whole: bool
) -> None:
    """The project was renamed if an issue kept its number, or if the whole list agrees; else they are left out."""
    kept = _kept(_batch(_issue(1, "NEW"), _issue(2, "NEW")), *cached, is_whole=is_whole)
    assert (kept == Failure(NEW)) is (is_whole in expected)


LEFT_OUT: Mapping[str, tuple[tuple[dict[str, object], ...], tuple[str, ...]]] = {
    "the only one has moved": ((_issue(1, "HR"),), ("ACME-7",)),
    "they are under two keys": ((_issue(1, "HR"), _issue(2, "NEW")), ()),
    "they have no key": (({"id": "1", "key": None, "fields": {"summary": "x"}},), ()),
}


@pytest.mark.parametrize(("issues", "cached"), LEFT_OUT.values(), ids=LEFT_OUT.keys())
def test_the_whole_list_does_not_agree(issues: tuple[dict[str, object], ...], cached: tuple[str, ...]) -> None:
    """There is no new key to tell, so the issues are left out."""
    kept = _kept(_batch(*issues), *cached, is_whole=True).unwrap()
    assert (kept.issues, len(kept.skipped)) == ((), len(issues))


FORMER: Mapping[str, tuple[str | None, str | None, str | None]] = {
    "the project was renamed": ("OLD-7", "NEW-7", "OLD"),
    "the issue moved": ("OLD-7", "NEW-8", None),
    "nothing changed": ("OLD-7", "OLD-7", None),
    "a hyphen in the key": ("A-B-7", "NEW-7", "A-B"),
    "no key before": (None, "NEW-7", None),
    "no key now": ("OLD-7", None, None),
    "keys without a project": ("#7", "#8", None),
}


@pytest.mark.parametrize(("before", "now", "expected"), FORMER.values(), ids=FORMER.keys())
def test_former_key(before: str | None, now: str | None, expected: str | None) -> None:
    """A renamed project keeps the numbers of its issues."""
    ref = IssueRef(system="jira", workspace="acme", id="1", key=before, url=None)
    assert former_key(ref, replace(ref, key=now)) == expected
