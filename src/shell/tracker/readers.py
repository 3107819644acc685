"""A reader for each provider, made of its credentials."""

from collections.abc import Mapping
from functools import partial

from attrs import frozen

from ...core.routing.providers import ProviderName
from .azure_devops import AzureDevOpsReader
from .beads import list_beads
from .command import CommandReader, TrackerCommand
from .fp import list_fp
from .github import GitHubReader
from .gitlab import GitLabReader
from .http import TrackerHttp
from .jira import JiraReader
from .linear import LinearReader
from .reader import Reader

ADDRESSES: Mapping[str, tuple[str, str]] = {
    "jira": ("base_url", ""),
    "linear": ("graphql_url", "https://api.linear.app/graphql"),
    "azure_devops": ("base_url", "https://dev.azure.com"),
    "github": ("base_url", "https://api.github.com"),
    "gitlab": ("base_url", "https://gitlab.com/api/v4"),
}
"""The trackers that are asked over HTTP: the credential that holds the address, and the address without it."""


@frozen
class Briefing:
    """What a reader is told beside the credentials.

    Attributes:
        issue_filter: what `trackpost.core.project.issue_filter.check_filter` lets through; None for all issues.
        site: `RawPage.site` of the pull before.
    """

    issue_filter: str | None
    site: str | None = None


def reader_for(
    provider: ProviderName,
    access: Mapping[str, str],
    http: TrackerHttp,
    command: TrackerCommand,
    briefing: Briefing,
) -> Reader:
    """Return the reader of a provider.

    Args:
        provider: canonical name.
        access: what `trackpost.core.issues.pull.read_access` gives, the address of `ADDRESSES` among it, checked and
            without a slash at its end.
        http: asks the trackers that are asked over HTTP.
        command: asks the others.
        briefing: what else it is told.
    """
    issue_filter = briefing.issue_filter
    match provider:
        case "jira":
            return JiraReader(access, http, issue_filter, briefing.site)
        case "linear":
            return LinearReader(access, http, issue_filter)
        case "github":
            return GitHubReader(access, http, issue_filter)
        case "gitlab":
            return GitLabReader(access, http, issue_filter)
        case "azure_devops":
            return AzureDevOpsReader(access, http, issue_filter)
        case "beads":
            return CommandReader(partial(list_beads, access, command))
        case "fp":
            return CommandReader(partial(list_fp, access, command))
