"""The filter of a binding: which issues of a resource the project has, in words that its tracker understands."""

from collections.abc import Callable, Mapping
from typing import ClassVar

from msgspec import Struct
from returns.result import Failure, Result, Success

from ..errors import Category, sentence
from ..parsing.condition import flaw_of
from ..routing.providers import row_of


class UnusableFilter(Struct, frozen=True):
    """The filter is not one that the tracker understands.

    Attributes:
        where: the file and the member, or what a caller gave.
        provider: canonical name.
        flaw: what is wrong with it; None if the tracker has no filters.
    """

    where: str
    provider: str
    flaw: str | None
    category: ClassVar = Category.CONFIG

    @sentence
    def message(self) -> str:
        expected = row_of(self.provider).filters_by
        if expected is None:
            return f"{self.where} cannot be used, because {self.provider} has no filters; leave it out"
        return f"{self.where} must be {expected}, but {self.flaw}"


def check_filter(where: str, provider: str, text: str) -> Result[str, UnusableFilter]:
    """Return *text* if it can be the filter of a binding.

    Args:
        where: for the error.
        provider: canonical name.
        text: not blank.

    >>> check_filter("the filter", "jira", "labels = web")
    <Success: labels = web>
    >>> check_filter("the filter", "github", " , ")
    <Failure: UnusableFilter(where='the filter', provider='github', flaw='it names none')>
    """
    if row_of(provider).filters_by is None:
        return Failure(UnusableFilter(where, provider, None))
    flaw = _FLAW_OF.get(provider, _none)(text)
    return Success(text) if flaw is None else Failure(UnusableFilter(where, provider, flaw))


def labels_in(text: str) -> tuple[str, ...]:
    """Return the labels that a filter of GitHub's or GitLab's names.

    >>> labels_in("web, needs triage,,")
    ('web', 'needs triage')
    """
    return tuple(label for part in text.split(",") if (label := part.strip()))


def _none(_text: str) -> str | None:
    return None


_FLAW_OF: Mapping[str, Callable[[str], str | None]] = {
    "jira": lambda text: flaw_of(text, "JQL"),
    "azure_devops": lambda text: flaw_of(text, "WIQL"),
    "github": lambda text: None if labels_in(text) else "it names none",
    "gitlab": lambda text: None if labels_in(text) else "it names none",
}
