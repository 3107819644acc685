"""Questions in Azure DevOps' query language: https://learn.microsoft.com/azure/devops/boards/queries/wiql-syntax."""

import re

_ID = re.compile(r"[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}")


def items_of(project: str, since: str | None, after: int, condition: str | None = None) -> str:
    """Ask for the work items of a project that come after another one, in the order of their ids.

    An id never changes and is never used again, so a list that continues after an id misses no item.

    Args:
        project: its name or its id. The query compares names only; ``@project`` is the project in the path.
        since: only what has changed since then, in UTC with a ``Z``, because other instants are read on the clock of
            the user's profile. The request needs ``timePrecision=true``.
        after: the id of the last item that is known; 0 if there is none.
        condition: which of them; `trackpost.core.parsing.condition.flaw_of` must find nothing wrong with it.

    >>> items_of("Board", None, 0)
    "SELECT [System.Id] FROM WorkItems WHERE [System.TeamProject] = 'Board' AND [System.Id] > 0 ORDER BY [System.Id]"
    """
    named = "@project" if _ID.fullmatch(project) else quoted(project)
    matching = "" if condition is None else f" AND ({condition})"
    changed = "" if since is None else f" AND [System.ChangedDate] >= {quoted(since)}"
    where = f"[System.TeamProject] = {named}{matching} AND [System.Id] > {after}{changed}"
    return f"SELECT [System.Id] FROM WorkItems WHERE {where} ORDER BY [System.Id]"  # noqa: S608 - quoted, or in parentheses


def quoted(text: str) -> str:
    """Return *text* as the language writes it.

    >>> print(quoted("Ada's board"))
    'Ada''s board'
    """
    return "'" + text.replace("'", "''") + "'"
