"""What trackers answer, in their own shapes, and what a translation needs beside it."""

import json
from collections.abc import Mapping
from importlib import import_module
from pathlib import Path

from trackpost.core.issues.model import IssueRef
from trackpost.core.routing.providers import PROVIDERS
from trackpost.core.trackers.model import Context, NotAnIssue, Skipped, TrackerIssue, Translate, Translated
from trackpost.core.trackers.unmapped import Unmapped

FIXTURES = Path(__file__).parent / "fixtures"

CONTEXTS: Mapping[str, Context] = {
    "jira": Context(provider="jira", workspace="acme.atlassian.net"),
    "linear": Context(provider="linear", workspace="acme"),
    "azure_devops": Context(provider="azure_devops", workspace="acme/Board"),
    "github": Context(provider="github", workspace="acme/web"),
    "gitlab": Context(provider="gitlab", workspace="42"),
    "beads": Context(provider="beads", workspace="acme"),
    "fp": Context(provider="fp", workspace="acme"),
}

TRANSLATIONS: Mapping[str, Translate] = {
    provider: import_module(f"trackpost.core.trackers.{provider}").translate for provider in PROVIDERS
}
"""The translation of each provider, which is in the module of its name."""

_PAGES: Mapping[str, tuple[str, ...]] = {
    "jira_cloud": ("issues",),
    "jira_data_center": ("issues",),
    "linear": ("data", "issues", "nodes"),
    "github": (),
    "gitea": (),
    "gitlab": (),
    "azure_devops": ("value",),
    "beads": (),
}
"""Where the issues stand in the answers of the fixtures."""


def items(fixture: str) -> list[dict[str, object]]:
    """Return the issues of a fixture, each as the tracker sends it."""
    answer = json.loads((FIXTURES / f"{fixture}.json").read_bytes())
    for member in _PAGES[fixture]:
        answer = answer[member]
    found: list[dict[str, object]] = answer
    return found


def outcome(content: object, context: Context) -> Translated | NotAnIssue | Skipped:
    """Translate one issue; bytes stand for themselves, and anything else for its JSON."""
    raw = content if isinstance(content, bytes) else json.dumps(content).encode()
    result = TRANSLATIONS[context.provider](raw, context)
    return result.value_or(None) or result.failure()


def issue_from(content: object, context: Context) -> TrackerIssue:
    """Translate one issue that is all right."""
    found = outcome(content, context)
    assert isinstance(found, Translated), found
    return found.issue


def unmapped_in(content: object, context: Context) -> tuple[Unmapped, ...]:
    """Return the names of an issue that no table holds."""
    found = outcome(content, context)
    assert isinstance(found, Translated), found
    return found.unmapped


def ref(context: Context, id: str, key: str | None = None, url: str | None = None) -> IssueRef:  # noqa: A002 - the name of the member
    """Return the ref of an issue in the workspace of *context*."""
    return IssueRef(system=context.provider, workspace=context.workspace, id=id, key=key, url=url)
