"""Which reader and which translation belong to a provider. mypy rejects a provider that has none.

Each is imported when it is needed, so that a pull does not pay for the imports of the other trackers.
"""

from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING

from attrs import frozen

from ...core.routing.providers import ProviderName
from ...core.trackers.model import Translate
from .http import TrackerHttp
from .reader import Reader

if TYPE_CHECKING:
    from .command import TrackerCommand


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
    command: "Callable[[], TrackerCommand]",
    briefing: Briefing,
) -> Tracker:
    """Return how the tracker of a provider is read.

    Args:
        provider: canonical name.
        access: what `trackpost.core.issues.pull.read_access` gives, with the address of the provider's row, checked and
            without a slash at its end.
        http: asks the trackers that have an address.
        command: returns what asks the others.
        briefing: what else it is told.
    """
    issue_filter = briefing.issue_filter
    match provider:
        case "jira":
            from ...core.trackers import jira
            from .jira import JiraReader

            return Tracker(JiraReader(access, http, issue_filter, briefing.site), jira.translate)
        case "linear":
            from ...core.trackers import linear
            from .linear import LinearReader

            return Tracker(LinearReader(access, http, issue_filter), linear.translate)
        case "github":
            from ...core.trackers import github
            from .github import GitHubReader

            return Tracker(GitHubReader(access, http, issue_filter), github.translate)
        case "gitlab":
            from ...core.trackers import gitlab
            from .gitlab import GitLabReader

            return Tracker(GitLabReader(access, http, issue_filter), gitlab.translate)
        case "azure_devops":
            from ...core.trackers import azure_devops
            from .azure_devops import AzureDevOpsReader

            return Tracker(AzureDevOpsReader(access, http, issue_filter), azure_devops.translate)
        case "beads":
            from ...core.trackers import beads
            from .beads import list_beads
            from .command import CommandReader

            return Tracker(CommandReader(partial(list_beads, access, command())), beads.translate)
        case "fp":
            from ...core.trackers import fp
            from .command import CommandReader
            from .fp import list_fp

            return Tracker(CommandReader(partial(list_fp, access, command())), fp.translate)
