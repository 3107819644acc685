"""Questions in Jira's query language."""

from collections.abc import Mapping

import pytest

from trackpost.core.trackers.jql import issues_of, quoted

ORDER = "ORDER BY created ASC, key ASC"
QUESTIONS: Mapping[str, tuple[str, int | None, str]] = {
    "all issues": ("ACME", None, f'project = "ACME" {ORDER}'),
    "changes": ("ACME", 1_709_254_800_000, f'project = "ACME" AND updated >= 1709254800000 {ORDER}'),
    "changes since the beginning": ("ACME", 0, f'project = "ACME" AND updated >= 0 {ORDER}'),
    "a condition as a key": ('A" OR "B', None, rf'project = "A\" OR \"B" {ORDER}'),
}


@pytest.mark.parametrize(("project", "since", "expected"), QUESTIONS.values(), ids=QUESTIONS.keys())
def test_issues_of(project: str, since: int | None, expected: str) -> None:
    """It asks for one project, and for an instant that no clock on a wall can change."""
    assert issues_of(project, since) == expected


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
