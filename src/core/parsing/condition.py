"""Conditions in a tracker's query language that a person writes, and that become a part of a query of ours.

A query puts parentheses around the condition. It must stay inside of them, whatever it holds, or it could ask for the
issues of another project.
"""

import re
from collections.abc import Mapping
from typing import Literal, TypeAlias

Language: TypeAlias = Literal["JQL", "WIQL"]

_LITERALS: Mapping[Language, re.Pattern[str]] = {
    "JQL": re.compile(r"""(["'])(?:(?!\1)[^\\\r\n]|\\[^\r\n])*\1"""),
    "WIQL": re.compile(r"""(["']).*?\1|\[[^][()"']*\]""", re.DOTALL),
}
"""What a language reads as one word, so that nothing in it counts. WIQL doubles a quotation mark, which makes two."""
_STRAY: Mapping[Language, re.Pattern[str]] = {"JQL": re.compile(r"""["'\\]"""), "WIQL": re.compile(r"""["'[\]]""")}
"""What begins such a word, or changes where one begins. JQL knows the backslash outside of quotes too."""
_SORTING = re.compile(r"\border\s+by\b", re.IGNORECASE)


def flaw_of(condition: str, language: Language) -> str | None:
    """Return why *condition* cannot stand in parentheses; None if it can.

    Whether it means something is for the tracker to say.

    >>> flaw_of('labels = web AND (status = Open OR summary ~ ":)")', "JQL")
    >>> flaw_of("labels = web) OR (project = HR", "JQL")
    'its parentheses do not match'
    """
    rest = _LITERALS[language].sub(" _ ", condition)
    if _STRAY[language].search(rest):
        return _UNQUOTED[language]
    if not _is_balanced(rest):
        return "its parentheses do not match"
    return "it sorts; leave out ORDER BY" if _SORTING.search(rest) else None


_UNQUOTED: Mapping[Language, str] = {
    "JQL": "its quotation marks do not match, or a backslash is outside of them",
    "WIQL": "its quotation marks or brackets do not match",
}


def _is_balanced(text: str) -> bool:
    depth = 0
    for character in text:
        depth += (character == "(") - (character == ")")
        if depth < 0:
            return False
    return depth == 0
