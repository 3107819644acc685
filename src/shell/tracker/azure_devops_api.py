"""Asks the REST API of Azure DevOps, which may answer with its sign-in page if it does not accept the token.

https://learn.microsoft.com/en-us/rest/api/azure/devops/
https://learn.microsoft.com/en-us/azure/devops/organizations/accounts/use-personal-access-tokens-to-authenticate
"""

import re
from base64 import b64encode
from collections.abc import Mapping
from urllib.parse import unquote, urlsplit

import msgspec
from attrs import frozen
from returns.result import Failure, Result

from ...core.issues.tracker_fault import TrackerFault, TrackerNotAllowed
from ...core.trackers.answers import Answered, accept
from ...core.trackers.pages import path_segment
from .http import Request, TrackerHttp

_VERSION: Mapping[str, str] = {"api-version": "7.1"}
_OLD_HOST = ".visualstudio.com"
_SIGN_IN_PAGE = re.compile(rb"\s*<.*(?<![a-z])sign[ _-]?in(?![a-z])", re.IGNORECASE | re.DOTALL)
_SIGN_IN_PATH = "/_signin"
_NON_AUTHORITATIVE = 203


@frozen
class AzureDevOpsApi:
    """The work items of one project of Azure DevOps Services, or of an Azure DevOps Server.

    Args:
        access: ``base_url``, ``organization``, ``project`` and ``personal_access_token``.
        http: asks.
    """

    access: Mapping[str, str]
    http: TrackerHttp

    def get(self, resource: str) -> Result[Answered, TrackerFault]:
        """Get a resource of the project once."""
        return self._ask(Request(url=self._url(resource), params=_VERSION, headers=self._headers))

    def post(
        self, resource: str, content: Mapping[str, object], params: Mapping[str, str] | None = None
    ) -> Result[Answered, TrackerFault]:
        """Post *content* to a resource of the project once."""
        return self._ask(
            Request(
                url=self._url(resource),
                params={**(params or {}), **_VERSION},
                json=msgspec.json.encode(content),
                headers=self._headers,
                method="POST",
            )
        )

    def of_organization(self, resource: str, version: str) -> Result[Answered, TrackerFault]:
        """Get a resource of the whole organization once, in the *version* of the API that has it."""
        url = f"{_organization_url(self.access)}/_apis/{resource}"
        return self._ask(Request(url=url, params={"api-version": version}, headers=self._headers))

    def _ask(self, request: Request) -> Result[Answered, TrackerFault]:
        return self.http.exchange(request).bind(self._judged)

    def _judged(self, answered: Answered) -> Result[Answered, TrackerFault]:
        if _is_sign_in(answered):
            reason = f"HTTP {answered.status}: it asks to sign in"
            return Failure(TrackerNotAllowed(self.http.provider, answered.status, reason))
        return accept(self.http.provider, answered, self.http.hide)

    def _url(self, resource: str) -> str:
        return f"{_organization_url(self.access)}/{path_segment(self.access['project'])}/_apis/wit/{resource}"

    @property
    def _headers(self) -> Mapping[str, str]:
        """Send the token as the password of an empty user name (RFC 7617), and ask for a 401 instead of a page."""
        token = b64encode(f":{self.access['personal_access_token']}".encode()).decode()
        return {"Authorization": f"Basic {token}", "X-TFS-FedAuthRedirect": "Suppress"}


def _organization_url(access: Mapping[str, str]) -> str:
    """Return the address of the organization, or of the collection of a server, which the base URL may already name."""
    base_url, organization = access["base_url"], access["organization"]
    parts, name = urlsplit(base_url), organization.lower()
    last = unquote(parts.path.rpartition("/")[2]).lower()
    is_named = name == last or parts.hostname == f"{name}{_OLD_HOST}"
    return base_url if is_named else f"{base_url}/{path_segment(organization)}"


def _is_sign_in(answered: Answered) -> bool:
    match answered.status // 100:
        case 2:
            return answered.status == _NON_AUTHORITATIVE or _SIGN_IN_PAGE.match(answered.content) is not None
        case 3:
            return _SIGN_IN_PATH in answered.headers.get("location", "").lower()
        case _:
            return False
