"""Questions in Azure DevOps' query language."""

from collections.abc import Mapping

import pytest
from hypothesis import given

from tests.core.strategies import ANY_TEXT, QUICK
from trackpost.core.trackers.wiql import items_of, quoted

BEGIN, ORDER = "SELECT [System.Id] FROM WorkItems WHERE [System.TeamProject] =", "ORDER BY [System.Id]"
NOON = "2026-03-01T12:00:00.123456Z"
ID = "6ce954b1-CE1F-45d1-b94d-e6bf2464ba2c"
QUESTIONS: Mapping[str, tuple[str, str | None, int, str]] = {
    "all items": ("Board", None, 0, f"{BEGIN} 'Board' AND [System.Id] > 0 {ORDER}"),
    "the next page": ("Board", None, 20_000, f"{BEGIN} 'Board' AND [System.Id] > 20000 {ORDER}"),
    "changes": ("Board", NOON, 7, f"{BEGIN} 'Board' AND [System.Id] > 7 AND [System.ChangedDate] >= '{NOON}' {ORDER}"),
    "a name with a quote": ("Ada's board", None, 0, f"{BEGIN} 'Ada''s board' AND [System.Id] > 0 {ORDER}"),
    "a condition as a name": ("x' OR ''='", None, 0, f"{BEGIN} 'x'' OR ''''=''' AND [System.Id] > 0 {ORDER}"),
    "a project by its id": (ID, None, 0, f"{BEGIN} @project AND [System.Id] > 0 {ORDER}"),
    "a name that begins like an id": (f"{ID} old", None, 0, f"{BEGIN} '{ID} old' AND [System.Id] > 0 {ORDER}"),
}


@pytest.mark.parametrize(("project", "since", "after", "expected"), QUESTIONS.values(), ids=QUESTIONS.keys())
def test_items_of(project: str, since: str | None, after: int, expected: str) -> None:
    """It asks for one project, from one id on."""
    assert items_of(project, since, after) == expected


@QUICK
@given(ANY_TEXT)
def test_quoted(text: str) -> None:
    """Whatever is in it, it is one text of the language."""
    inner = quoted(text)[1:-1]
    assert "'" not in inner.replace("''", "")
    assert inner.replace("''", "'") == text
