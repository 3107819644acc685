"""Questions in Jira's query language: https://support.atlassian.com/jira-software-cloud/docs/jql-fields/."""

from collections.abc import Mapping

_ESCAPES: Mapping[str, str] = {"\\": r"\\", '"': r"\"", "\n": r"\n", "\r": r"\r", "\t": r"\t"}
_ORDER = "ORDER BY created ASC, key ASC"
"""Neither changes while the pages are read, and new issues come last."""


def issues_of(project: str, since: int | None, condition: str | None = None) -> str:
    r"""Ask for the issues of a project, the oldest first.

    Args:
        project: its key. It stands in quotes, for it may be a word of the language, or hold a part of a question.
        condition: which of them; `trackpost.core.parsing.condition.flaw_of` must find nothing wrong with it.
        since: only what has changed since then, in milliseconds since 1970; other instants are read on the clock of the
            user's profile.

    >>> issues_of("OR", 1_709_254_800_000)
    'project = "OR" AND updated >= 1709254800000 ORDER BY created ASC, key ASC'
    >>> issues_of("OR", None, "labels = web")
    'project = "OR" AND (labels = web) ORDER BY created ASC, key ASC'
    """
    matching = "" if condition is None else f" AND ({condition})"
    changed = "" if since is None else f" AND updated >= {since}"
    return f"project = {quoted(project)}{matching}{changed} {_ORDER}"


def quoted(text: str) -> str:
    r"""Return *text* as the language writes it.

    >>> print(quoted('AC"ME'))
    "AC\"ME"
    """
    return '"' + "".join(_ESCAPES.get(character, character) for character in text) + '"'
