"""The addresses of Azure DevOps, and the answers that are refusals."""

from collections.abc import Mapping

import pytest
from returns.result import Failure

from tests.shell.tracker.reading import first_page, read_all
from tests.support.azure_devops_server import Azure, azure_devops_access, azure_devops_server
from tests.support.clocks import Stopwatch
from tests.support.listing import TOKEN, answer, tickets
from tests.support.scripted_server import Reply, http, scripted
from trackpost.core.errors import Category
from trackpost.core.issues.tracker_fault import (
    BrokenTracker,
    TrackerBusy,
    TrackerFault,
    TrackerNotAllowed,
    TrackerRefused,
)
from trackpost.shell.delivery.client import client_settings
from trackpost.shell.tracker.azure_devops_api import AzureDevOpsApi
from trackpost.shell.tracker.http import tracker_http
from trackpost.shell.tracker.patience import Deadline

NAMES = {
    "a blank": ("acme", "My board", "/acme/My%20board"),
    "a quote": ("acme", "Ada's board", "/acme/Ada%27s%20board"),
    "a slash": ("a/b", "x/../y", "/a%2Fb/x%2F..%2Fy"),
    "dots": ("..", ".", "/%2E%2E/%2E"),
    "a question": ("acme", "42?x=y#z", "/acme/42%3Fx%3Dy%23z"),
    "letters outside ASCII": ("acme", "Küche", "/acme/K%C3%BCche"),
}


@pytest.mark.parametrize(("organization", "project", "path"), NAMES.values(), ids=NAMES.keys())
def test_names_stay_names(organization: str, project: str, path: str) -> None:
    """Each is one segment of the path, and the project is one text of the query."""
    with azure_devops_server(tickets(2), Azure(path=path, project=project)) as azure:
        found = read_all("azure_devops", azure_devops_access(azure.url, organization, project))
    assert [item["id"] for item in found] == [1, 2]


def test_a_project_by_its_id() -> None:
    """The path takes an id, and the query refers to the project of the path."""
    project = "6ce954b1-ce1f-45d1-b94d-e6bf2464ba2c"
    with azure_devops_server(tickets(2), Azure(path=f"/acme/{project}")) as azure:
        assert len(read_all("azure_devops", azure_devops_access(azure.url, project=project))) == 2


ADDRESSES = {
    "the organization in it": ("/acme", "acme", "/acme/Board"),
    "a collection": ("/DefaultCollection", "DefaultCollection", "/DefaultCollection/Board"),
    "a collection in other letters": ("/tfs/DefaultCollection", "defaultcollection", "/tfs/DefaultCollection/Board"),
    "a collection with a blank": ("/My%20Collection", "My Collection", "/My%20Collection/Board"),
    "a folder": ("/tfs", "DefaultCollection", "/tfs/DefaultCollection/Board"),
}


@pytest.mark.parametrize(("base", "organization", "path"), ADDRESSES.values(), ids=ADDRESSES.keys())
def test_an_azure_devops_server(base: str, organization: str, path: str) -> None:
    """If its address ends with the collection, which is the organization, the path has it once."""
    with azure_devops_server(tickets(1), Azure(path=path)) as azure:
        assert len(read_all("azure_devops", azure_devops_access(azure.url + base, organization))) == 1


HOSTS = {
    "the old host": ("http://acme.visualstudio.com", "Acme", "http://acme.visualstudio.com/Board"),
    "another old host": ("http://other.visualstudio.com", "acme", "http://other.visualstudio.com/acme/Board"),
    "today's host": ("http://dev.azure.com", "acme", "http://dev.azure.com/acme/Board"),
    "a host of that name": ("http://acme", "acme", "http://acme/acme/Board"),
}


@pytest.mark.parametrize(("base_url", "organization", "project"), HOSTS.values(), ids=HOSTS.keys())
def test_hosts(base_url: str, organization: str, project: str) -> None:
    """The old hosts of Azure DevOps contain the organization. A proxy answers in their place."""
    access = azure_devops_access(base_url, organization)
    with scripted(answer(200, {"value": []})) as proxy:
        settings = client_settings({"http_proxy": proxy.url}, base_url).unwrap()
        clock = Stopwatch().clock
        with tracker_http("azure_devops", settings, str, clock, Deadline.after(600, clock)) as client:
            AzureDevOpsApi(access, client).get("workitemtypes").unwrap()
    assert proxy.only.path == f"{project}/_apis/wit/workitemtypes?api-version=7.1"


SIGN_IN = b"\r\n<!DOCTYPE html><html><head><title>Azure DevOps Services | Sign In</title>"
MOVED = b'<html><head><title>Object moved</title></head><a href="https://spsprodweu1.vssps.visualstudio.com/_signin">'
ASKS = "it asks to sign in"
FAULTS: Mapping[str, tuple[Reply, TrackerFault]] = {
    "the sign-in page": (http(203, SIGN_IN), TrackerNotAllowed("azure_devops", 203, f"HTTP 203: {ASKS}")),
    "another page with that status": (
        http(203, b"<html>"),
        TrackerNotAllowed("azure_devops", 203, f"HTTP 203: {ASKS}"),
    ),
    "the sign-in page as a success": (http(200, SIGN_IN), TrackerNotAllowed("azure_devops", 200, f"HTTP 200: {ASKS}")),
    "a page that leads there": (http(200, MOVED), TrackerNotAllowed("azure_devops", 200, f"HTTP 200: {ASKS}")),
    "a redirect to it": (
        http(302, MOVED, {"Location": "https://spsprodweu1.vssps.visualstudio.com/_signin?realm=dev.azure.com"}),
        TrackerNotAllowed("azure_devops", 302, f"HTTP 302: {ASKS}"),
    ),
    "a token that has expired": (
        http(401, b"<html>Access Denied: The Personal Access Token used has expired."),
        TrackerNotAllowed("azure_devops", 401, "HTTP 401"),
    ),
    "a token for something else": (
        answer(403, {"message": f"VS403283: {TOKEN} may not do that."}),
        TrackerNotAllowed("azure_devops", 403, "HTTP 403: VS403283: ******** may not do that."),
    ),
    "a limit": (
        answer(429, {"message": "TF400733: The request has been canceled."}, {"Retry-After": "30"}),
        TrackerBusy("azure_devops", 429, 30),
    ),
    "a server that rests": (http(503, b"<html>", {"Retry-After": "90"}), TrackerBusy("azure_devops", 503, 90)),
    "no such project": (
        answer(404, {"$id": "1", "message": "TF200016: The following project does not exist: Board.", "errorCode": 0}),
        TrackerRefused("azure_devops", 404, "HTTP 404: TF200016: The following project does not exist: Board."),
    ),
    "an older server": (
        answer(400, {"message": "The latest REST API version this server supports is 5.1."}),
        TrackerRefused("azure_devops", 400, "HTTP 400: The latest REST API version this server supports is 5.1."),
    ),
    "another redirect": (
        http(301, b"", {"Location": "https://elsewhere.example/design-in"}),
        BrokenTracker("azure_devops", "HTTP 301: a redirect to https://elsewhere.example/design-in"),
    ),
    "another page": (http(200, b"<html>Our design in brief"), BrokenTracker("azure_devops", "it is a web page")),
    "no list": (
        answer(200, {"workItems": None}),
        BrokenTracker("azure_devops", "$.workItems: Expected `array`, got `null`"),
    ),
    "an item without an id": (
        answer(200, {"workItems": [{}]}),
        BrokenTracker("azure_devops", "$.workItems[0]: Object missing required field `id`"),
    ),
    "nothing": (http(200), BrokenTracker("azure_devops", "it is empty")),
}


@pytest.mark.parametrize(("reply", "fault"), FAULTS.values(), ids=FAULTS.keys())
def test_what_is_no_page(reply: Reply, fault: TrackerFault) -> None:
    """Each becomes exactly this fault."""
    with scripted(reply) as server:
        assert first_page("azure_devops", azure_devops_access(server.url)) == Failure(fault)


@pytest.mark.parametrize("status", [203, 401, 403])
def test_a_refused_token(status: int) -> None:
    """It counts as a missing permission, which exits 77."""
    with scripted(http(status, SIGN_IN)) as server:
        fault = first_page("azure_devops", azure_devops_access(server.url)).failure()
    assert fault.category is Category.NOT_ALLOWED
