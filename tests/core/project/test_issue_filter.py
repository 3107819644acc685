"""What can be a filter of each tracker."""

from collections.abc import Mapping

import pytest
from returns.result import Failure, Success

from trackpost.core.project.issue_filter import UnusableFilter, check_filter, labels_in
from trackpost.core.routing.providers import PROVIDERS

USABLE: Mapping[str, tuple[str, str]] = {
    "a condition": ("jira", 'labels = web AND summary ~ ":)"'),
    "a condition of Azure DevOps'": ("azure_devops", "[System.State] <> 'Done'"),
    "the name of a project": ("linear", "Web) ORDER BY ("),
    "one label": ("github", "web"),
    "labels": ("gitlab", "web, needs triage"),
}


@pytest.mark.parametrize(("provider", "text"), USABLE.values(), ids=USABLE.keys())
def test_a_filter(provider: str, text: str) -> None:
    """It stays as it is."""
    assert check_filter("the filter", provider, text) == Success(text)


FLAWS: Mapping[str, tuple[str, str, str | None]] = {
    "a condition that ends its parentheses": ("jira", "a = 1) OR (b = 2", "its parentheses do not match"),
    "the same of Azure DevOps": ("azure_devops", "[a] = 1) OR ([b] = 2", "its parentheses do not match"),
    "no label": ("github", ",", "it names none"),
    "no label of GitLab": ("gitlab", " , ,", "it names none"),
    "a tracker without filters": ("beads", "web", None),
    "another one": ("fp", "web", None),
    "an unknown tracker": ("notion", "web", None),
}


@pytest.mark.parametrize(("provider", "text", "flaw"), FLAWS.values(), ids=FLAWS.keys())
def test_no_filter(provider: str, text: str, flaw: str | None) -> None:
    """The error says where it stands, and what is expected there."""
    error = UnusableFilter("c.yaml: tracker.filter", provider, flaw)
    assert check_filter("c.yaml: tracker.filter", provider, text) == Failure(error)
    assert error.message.startswith("c.yaml: tracker.filter ")


def test_every_tracker_over_the_network_has_filters() -> None:
    """The others are asked by a command that lists everything."""
    assert {name for name, row in PROVIDERS.items() if row.filters_by is None} == {"beads", "fp"}


LABELS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "one": ("web", ("web",)),
    "several": ("web,needs triage , 日本", ("web", "needs triage", "日本")),
    "nothing between commas": (",web,,", ("web",)),
    "nothing": ("", ()),
}


@pytest.mark.parametrize(("text", "labels"), LABELS.values(), ids=LABELS.keys())
def test_labels_in(text: str, labels: tuple[str, ...]) -> None:
    """Commas part them, and blanks around them do not count."""
    assert labels_in(text) == labels
