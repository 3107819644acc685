"""The names that programs know the facade by, and that it holds nothing."""

from collections.abc import Mapping
from pathlib import Path

import pytest
from returns.result import Success

from tests.support.files import CREDENTIALS, make_project
from tests.support.scripted_server import http, scripted
from trackpost import RESOURCE_ROUTING_MAP, TrackerService
from trackpost.core.delivery.answer import Answer
from trackpost.core.delivery.receipt import Undelivered
from trackpost.core.delivery.verdict import NotAllowed
from trackpost.core.routing.route import ResourceRoute
from trackpost.shell import service as service_module
from trackpost.shell.clock import Clock

ACME = ResourceRoute("jira_project", "ACME")

RESOLVED: Mapping[str, tuple[str, Mapping[str, object], tuple[str | None, str | None]]] = {
    "jira": ("jira", {"project_key": " ACME "}, ("jira_project", "ACME")),
    "linear": ("linear", {"team_id": "t"}, ("linear_team", "t")),
    "another spelling": ("JIRA", {"project_key": "ACME"}, ("jira_project", "ACME")),
    "no key": ("jira", {}, (None, None)),
    "a blank key": ("linear", {"team_id": " "}, (None, None)),
    "a malformed key": ("linear", {"team_id": ["x"]}, (None, None)),
    "no rule": ("beads", {"project_key": "ACME"}, (None, None)),
}


@pytest.mark.parametrize(("provider", "credentials", "expected"), RESOLVED.values(), ids=RESOLVED.keys())
def test_resolve_resource_routing(
    provider: str, credentials: Mapping[str, object], expected: tuple[str | None, str | None]
) -> None:
    """The replaced tool's static method gives the two wire fields."""
    assert TrackerService._resolve_resource_routing(provider, credentials) == expected  # noqa: SLF001 - the replaced tool's own name


def test_the_replaced_tools_names_stand_where_they_stood() -> None:
    """The table is in the module of the facade."""
    assert service_module.RESOURCE_ROUTING_MAP is RESOURCE_ROUTING_MAP
    assert dict(RESOURCE_ROUTING_MAP) == {
        "jira": ("jira_project", "project_key"),
        "linear": ("linear_team", "team_id"),
    }


def test_each_call_reads_the_files_anew(tmp_path: Path) -> None:
    """A rebind between two publishes gives another route and another key."""
    files = make_project(tmp_path)
    service = TrackerService(files.root, home=files.home)
    with scripted() as server:
        first = service.sync_publish(server_url=server.url).unwrap()
        files.credentials.write_text(CREDENTIALS.replace("ACME", "BETA"))
        second = service.sync_publish(server_url=server.url, allow_foreign=True).unwrap()
    assert second.routing == Success(ResourceRoute("jira_project", "BETA"))
    assert first.idempotency_key != second.idempotency_key


def test_the_timeout_is_kept(tmp_path: Path) -> None:
    """The sender is told how long to wait, for one thing and for all, and its verdict decides."""
    files = make_project(tmp_path)
    service = TrackerService(
        files.root,
        home=files.home,
        post=lambda _request, one, all_: NotAllowed(Answer(403, f"after {one} of {all_} s")),
        clock=Clock(monotonic=lambda: 7.0),
    )
    error = service.sync_publish(server_url="http://127.0.0.1:1", timeout_seconds=2.5, deadline_seconds=9).failure()
    assert isinstance(error, Undelivered)
    assert error.verdict == NotAllowed(Answer(403, "after 2.5 of 9.0 s"))


def test_a_refusal_is_no_receipt(tmp_path: Path) -> None:
    """Only an arrival is a success."""
    files = make_project(tmp_path)
    with scripted(http(404)) as server:
        found = TrackerService(files.root, home=files.home).sync_publish(server_url=server.url)
    assert isinstance(found.failure(), Undelivered)
