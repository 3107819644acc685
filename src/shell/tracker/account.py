"""Asks a tracker whose credentials it is asked with: one cheap request, which changes nothing."""

from collections.abc import Mapping

from returns.result import Result

from ...core.issues.tracker_fault import TrackerFault
from ...core.routing.providers import ProviderName
from ...core.trackers.account import account_in, version_in
from ...core.trackers.answers import Answered
from . import github, gitlab
from .asking import Asking
from .azure_devops_api import AzureDevOpsApi
from .command import TrackerCommand
from .graphql import GraphQL
from .http import Request, TrackerHttp
from .jira_site import basic, bearer, is_cloud

_VIEWER = "query Viewer { viewer { name email } }"
_CONNECTION = ("connectionData", "7.1-preview")
"""Azure DevOps has it in previews only."""


def account_of(asking: Asking) -> Result[str, TrackerFault]:
    """Return the names of the account, or for a tracker that is a command, which command in which version."""
    name, access, http = asking.ready.name, asking.ready.access, asking.http
    match name:
        case "jira":
            return _named(name, _jira(access, http))
        case "linear":
            return _named(name, GraphQL(access, http).ask(_VIEWER, {}))
        case "github":
            return _named(name, http.ask(Request(url=f"{access['base_url']}/user", headers=github.headers_of(access))))
        case "gitlab":
            return _named(name, http.ask(Request(url=f"{access['base_url']}/user", headers=gitlab.headers_of(access))))
        case "azure_devops":
            return _named(name, AzureDevOpsApi(access, http).of_organization(*_CONNECTION))
        case "beads":
            return _version(access, asking.command(), "bd")
        case "fp":
            return _version(access, asking.command(), "fp")


def _named(name: ProviderName, answered: Result[Answered, TrackerFault]) -> Result[str, TrackerFault]:
    return Result.do(account for answer in answered for account in account_in(name, answer.content))


def _jira(access: Mapping[str, str], http: TrackerHttp) -> Result[Answered, TrackerFault]:
    """Ask as Cloud wants to be asked, and then as Data Center does, unless the address says that it is Cloud."""

    def ask(authorization: str) -> Result[Answered, TrackerFault]:
        url = f"{access['base_url']}/rest/api/2/myself"
        return http.ask(Request(url=url, headers={"Authorization": authorization}))

    answered = ask(basic(access))
    return answered if is_cloud(access["base_url"]) else answered.lash(lambda _: ask(bearer(access)))


def _version(access: Mapping[str, str], command: TrackerCommand, usual: str) -> Result[str, TrackerFault]:
    return command.ask(access, usual, "--version").map(
        lambda output: f"{access.get('command', usual)}: {version_in(output)}"
    )
