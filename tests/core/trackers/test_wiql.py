"""Questions in Azure DevOps' query language."""

from collections.abc import Mapping

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.core.strategies import ANY_TEXT, QUICK
from trackpost.core.parsing.condition import flaw_of
from trackpost.core.trackers.wiql import items_of, quoted

BEGIN, ORDER = "SELECT [System.Id] FROM WorkItems WHERE [System.TeamProject] =", "ORDER BY [System.Id]"
NOON = "2026-03-01T12:00:00.123456Z"
ID = "6ce954b1-CE1F-45d1-b94d-e6bf2464ba2c"
ACTIVE = "[System.State] = 'Active' OR [System.Id] = 1"
QUESTIONS: Mapping[str, tuple[str, str | None, int, str | None, str]] = {
    "all items": ("Board", None, 0, None, f"{BEGIN} 'Board' AND [System.Id] > 0 {ORDER}"),
    "the next page": ("Board", None, 20_000, None, f"{BEGIN} 'Board' AND [System.Id] > 20000 {ORDER}"),
    "changes": (
        "Board",
        NOON,
        7,
        None,
        f"{BEGIN} 'Board' AND [System.Id] > 7 AND [System.ChangedDate] >= '{NOON}' {ORDER}",
    ),
    "a name with a quote": ("Ada's board", None, 0, None, f"{BEGIN} 'Ada''s board' AND [System.Id] > 0 {ORDER}"),
    "a condition as a name": ("x' OR ''='", None, 0, None, f"{BEGIN} 'x'' OR ''''=''' AND [System.Id] > 0 {ORDER}"),
    "a project by its id": (ID, None, 0, None, f"{BEGIN} @project AND [System.Id] > 0 {ORDER}"),
    "a name that begins like an id": (f"{ID} old", None, 0, None, f"{BEGIN} '{ID} old' AND [System.Id] > 0 {ORDER}"),
    "a condition": ("Board", None, 7, ACTIVE, f"{BEGIN} 'Board' AND ({ACTIVE}) AND [System.Id] > 7 {ORDER}"),
    "changes under a condition": (
        "Board",
        NOON,
        0,
        "[a] = 1",
        f"{BEGIN} 'Board' AND ([a] = 1) AND [System.Id] > 0 AND [System.ChangedDate] >= '{NOON}' {ORDER}",
    ),
}


@pytest.mark.parametrize(
    ("project", "since", "after", "condition", "expected"), QUESTIONS.values(), ids=QUESTIONS.keys()
)
def test_items_of(project: str, since: str | None, after: int, condition: str | None, expected: str) -> None:
    """It asks for one project, from one id on."""
    assert items_of(project, since, after, condition) == expected


PIECES = ("'", '"', "\\", "(", ")", "[", "]", " ", "\n", "x", " OR ", "[System.Id] > 0", " order by ")
CONDITIONS = ANY_TEXT | st.lists(st.sampled_from(PIECES), max_size=12).map("".join)
ENDS: Mapping[str, str] = {"'": "'", '"': '"', "[": "]"}


def depths_of(query: str) -> list[int | None]:
    """Return how many parentheses are open behind each character, as the language reads them; None in quotes."""
    depths: list[int | None] = []
    depth, end = 0, ""
    for character in query:
        if end:
            end = "" if character == end else end
        elif character in ENDS:
            end = ENDS[character]
        else:
            depth += {"(": 1, ")": -1}.get(character, 0)
        depths.append(None if end else depth)
    return depths


@QUICK
@given(CONDITIONS)
@example("[a] = 'x'')' OR ([b] = 1)")
@example("[(] = 1) OR ([)] = 1")
def test_a_condition_stays_in_its_parentheses(condition: str) -> None:
    """If the check lets it pass, the restriction to the project is outside of it, and holds for all of it."""
    if flaw_of(condition, "WIQL") is not None:
        return
    before = f"{BEGIN} 'Board' AND ("
    query = items_of("Board", None, 7, condition)
    depths = depths_of(query)
    end = len(before) + len(condition)
    assert (query[: len(before)], query[end:]) == (before, f") AND [System.Id] > 7 {ORDER}")
    assert all(depth is None or depth >= 1 for depth in depths[len(before) - 1 : end])
    assert (depths[end - 1], {depth for depth in depths[end:] if depth is not None}) == (1, {0})


@QUICK
@given(ANY_TEXT)
def test_quoted(text: str) -> None:
    """Whatever is in it, it is one text of the language."""
    inner = quoted(text)[1:-1]
    assert "'" not in inner.replace("''", "")
    assert inner.replace("''", "'") == text
