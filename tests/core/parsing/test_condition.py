"""Conditions that stay inside of the parentheses that a query puts around them."""

from collections.abc import Mapping

import pytest

from trackpost.core.parsing.condition import Language, flaw_of

MARKS = "its quotation marks do not match, or a backslash is outside of them"
WIQL_MARKS = "its quotation marks or brackets do not match"
PARENTHESES = "its parentheses do not match"
SORTED = "it sorts; leave out ORDER BY"

JQL: Mapping[str, tuple[str, str | None]] = {
    "a comparison": ("labels = web", None),
    "a function": ("assignee in membersOf(web) AND (a = 1 OR (b = 2))", None),
    "lines": ("labels = web\n  AND status != Done", None),
    "a field by its number": ("cf[10010] = 5", None),
    "both kinds of quotation marks": ("""summary ~ "it's" OR summary ~ 'say "x"'""", None),
    "parentheses in quotes": ("summary ~ \") OR (\" AND summary ~ ':)'", None),
    "an escaped quotation mark": (r'summary ~ "a\") OR (\"b"', None),
    "an escaped backslash": (r'summary ~ "a\\" AND (b = 1)', None),
    "sorting in quotes": ('summary ~ "order by"', None),
    "the words of sorting apart": ("order = by AND suborder by", None),
    "an open parenthesis": ("(labels = web", PARENTHESES),
    "a closed one": ("labels = web)", PARENTHESES),
    "another project": ("labels = web) OR (project = HR", PARENTHESES),
    "another project behind an escaped backslash": (r'summary ~ "a\\") OR (project = "HR"', PARENTHESES),
    "an open quotation mark": ('summary ~ "web', MARKS),
    "an open one of the other kind": ("summary ~ it's", MARKS),
    "quotation marks of two kinds": ("summary ~ \"web'", MARKS),
    "one that is open behind an escaped one": (r'summary ~ "web\"', MARKS),
    "a line break in quotes": ('summary ~ "a\nb"', MARKS),
    "an escaped line break in quotes": ('summary ~ "a\\\nb"', MARKS),
    "a quotation mark that is escaped outside": (r"a ~ x\" ) OR (project = HR AND b ~ y\"", MARKS),
    "a backslash outside": (r"summary ~ a\b", MARKS),
    "sorting": ("labels = web ORDER BY created", SORTED),
    "sorting alone, in small letters and two lines": ("order\nby rank", SORTED),
    "sorting behind quotes": ('summary ~ "a"order by rank', SORTED),
}
WIQL: Mapping[str, tuple[str, str | None]] = {
    "a comparison": (r"[System.AreaPath] UNDER 'Shop\Web' AND ([System.State] <> 'Done')", None),
    "double quotation marks": ('[System.Title] CONTAINS "it\'s (not) here"', None),
    "a doubled quotation mark": ("[System.Title] = 'Ada''s ) OR ( board'", None),
    "a backslash says nothing": (r"[System.Title] = 'a\' OR (b = 1)", None),
    "brackets in quotes": ("[System.Title] = '[a'", None),
    "sorting in quotes": ("[System.Title] = 'order by'", None),
    "another project": ("[System.Id] > 0) OR ([System.Id] > 0", PARENTHESES),
    "parentheses in brackets": ("a = 1 [(] ) OR ( [)]", WIQL_MARKS),
    "an open bracket": ("[System.Title = 'a'", WIQL_MARKS),
    "a closed one": ("System.Title] = 'a'", WIQL_MARKS),
    "an open quotation mark": ("[System.Title] = 'a", WIQL_MARKS),
    "sorting": ("[System.Id] > 0 ORDER BY [System.Id]", SORTED),
}
CASES: Mapping[str, tuple[Language, str, str | None]] = {
    **{f"JQL: {name}": ("JQL", *case) for name, case in JQL.items()},
    **{f"WIQL: {name}": ("WIQL", *case) for name, case in WIQL.items()},
}


@pytest.mark.parametrize(("language", "condition", "flaw"), CASES.values(), ids=CASES.keys())
def test_flaw_of(language: Language, condition: str, flaw: str | None) -> None:
    """A condition is refused if it could end the parentheses around it, or sort what a pull reads in its own order."""
    assert flaw_of(condition, language) == flaw
