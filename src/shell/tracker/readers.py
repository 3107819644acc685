"""Which reader and which translation belong to a provider. mypy rejects a provider that has none."""

from collections.abc import Mapping
from functools import partial

from attrs import frozen

from ...core.routing.providers import ProviderName
from ...core.trackers import azure_devops, beads, fp, github, gitlab, jira, linear
from ...core.trackers.model import Translate
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


@frozen
class Tracker:
    """How a tracker is read.

    Attributes:
        reader: gives its issues as it sends them.
        translate: gives what one of them is in our words.
    """

    reader: Reader
    translate: Translate


@frozen
class Briefing:
    """What a reader is told beside the credentials.

    Attributes:
        issue_filter: what `trackpost.core.project.issue_filter.check_filter` lets through; None for all issues.
        site: `RawPage.site` of the pull before.
    """

    issue_filter: str | None
    site: str | None = None


def tracker_of(
    provider: ProviderName,
    access: Mapping[str, str],
    http: TrackerHttp,
    command: TrackerCommand,
    briefing: Briefing,
) -> Tracker:
    """Return how the tracker of a provider is read.

    Args:
        provider: canonical name.
        access: what `trackpost.core.issues.pull.read_access` gives, with the address of the provider's row, checked and
            without a slash at its end.
        http: asks the trackers that have an address.
        command: asks the others.
        briefing: what else it is told.
    """
    issue_filter = briefing.issue_filter
    match provider:
        case "jira":
            return Tracker(JiraReader(access, http, issue_filter, briefing.site), jira.translate)
        case "linear":
            return Tracker(LinearReader(access, http, issue_filter), linear.translate)
        case "github":
            return Tracker(GitHubReader(access, http, issue_filter), github.translate)
        case "gitlab":
            return Tracker(GitLabReader(access, http, issue_filter), gitlab.translate)
        case "azure_devops":
            return Tracker(AzureDevOpsReader(access, http, issue_filter), azure_devops.translate)
        case "beads":
            return Tracker(CommandReader(partial(list_beads, access, command)), beads.translate)
        case "fp":
            return Tracker(CommandReader(partial(list_fp, access, command)), fp.translate)
