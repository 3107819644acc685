"""Questions in Jira's query language."""

from collections.abc import Mapping

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.core.strategies import QUICK
from trackpost.core.parsing.condition import flaw_of
from trackpost.core.trackers.jql import issues_of, quoted

ORDER = "ORDER BY created ASC, key ASC"
QUESTIONS: Mapping[str, tuple[str, int | None, str | None, str]] = {
    "all issues": ("ACME", None, None, f'project = "ACME" {ORDER}'),
    "changes": ("ACME", 1_709_254_800_000, None, f'project = "ACME" AND updated >= 1709254800000 {ORDER}'),
    "changes since the beginning": ("ACME", 0, None, f'project = "ACME" AND updated >= 0 {ORDER}'),
    "a condition as a key": ('A" OR "B', None, None, rf'project = "A\" OR \"B" {ORDER}'),
    "a condition": ("ACME", None, "a = 1 OR b = 2", f'project = "ACME" AND (a = 1 OR b = 2) {ORDER}'),
    "changes under a condition": (
        "ACME",
        7,
        "a = 1 OR b = 2",
        f'project = "ACME" AND (a = 1 OR b = 2) AND updated >= 7 {ORDER}',
    ),
}


@pytest.mark.parametrize(("project", "since", "condition", "expected"), QUESTIONS.values(), ids=QUESTIONS.keys())
def test_issues_of(project: str, since: int | None, condition: str | None, expected: str) -> None:
    """It asks for one project, and for an instant that no clock on a wall can change."""
    assert issues_of(project, since, condition) == expected


PIECES = ('"', "'", "\\", "(", ")", " ", "\n", "x", " OR ", "project = HR", " order by ", "labels = web")
CONDITIONS = st.text() | st.lists(st.sampled_from(PIECES), max_size=12).map("".join)


def depths_of(query: str) -> list[int | None]:
    """Return how many parentheses are open behind each character, as Jira's lexer reads them; None in quotes."""
    depths: list[int | None] = []
    depth, quote, is_escaped = 0, "", False
    for character in query:
        if is_escaped or character == "\\":
            is_escaped = not is_escaped
        elif quote:
            quote = "" if character in {quote, "\n", "\r"} else quote
        elif character in {'"', "'"}:
            quote = character
        else:
            depth += {"(": 1, ")": -1}.get(character, 0)
        depths.append(None if quote else depth)
    return depths


@QUICK
@given(CONDITIONS)
@example('summary ~ ")" AND (b = 2)')
@example(r"a ~ x\" ) OR (project = HR AND b ~ y\"")
@example(r'a ~ "x\\") OR (project = "HR"')
def test_a_condition_stays_in_its_parentheses(condition: str) -> None:
    """If the check lets it pass, the restriction to the project is outside of it, and holds for all of it."""
    if flaw_of(condition, "JQL") is not None:
        return
    before = 'project = "ACME" AND ('
    query = issues_of("ACME", None, condition)
    depths = depths_of(query)
    end = len(before) + len(condition)
    assert (query[: len(before)], query[end:]) == (before, f") {ORDER}")
    assert all(depth is None or depth >= 1 for depth in depths[len(before) - 1 : end])
    assert (depths[end - 1], set(depths[end:])) == (1, {0})


TEXTS: Mapping[str, tuple[str, str]] = {
    "plain": ("OR", '"OR"'),
    "quotes": ('a"b', r'"a\"b"'),
    "a backslash": ("a\\", r'"a\\"'),
    "a backslash and quotes": ('\\"', r'"\\\""'),
    "line breaks and tabs": ("a\r\n\tb", r'"a\r\n\tb"'),
}


@pytest.mark.parametrize(("text", "expected"), TEXTS.values(), ids=TEXTS.keys())
def test_quoted(text: str, expected: str) -> None:
    """Whatever is in it, it is one word of the language."""
    assert quoted(text) == expected
