"""Small values that the tables of cases vary."""

import json
from collections.abc import Mapping

from trackpost.core.contract.probe.exchange import Exchange, NoResponse, ProbeRequest, Response
from trackpost.core.contract.probe.promise import Plan, Promise, Setting
from trackpost.core.contract.probe.table import PROMISES
from trackpost.core.contract.server import RoutingKey
from trackpost.core.delivery.endpoint import Endpoint
from trackpost.core.routing.route import ResourceRoute

URL = "https://kitty.example/api/v1/connectors/trackers/snapshots/"
ONE = RoutingKey("jira", "trackpost-probe", ResourceRoute("jira_project", "ONE"))
EVERYTHING = RoutingKey("jira", "trackpost-probe", None)
ALONE = RoutingKey("jira", "trackpost-probe-alone", ResourceRoute("jira_project", "TWO"))
MAPPINGS: Mapping[RoutingKey, str] = {ONE: "one", EVERYTHING: "everything", ALONE: "two"}

SETTING = Setting(endpoint=Endpoint(URL, is_loopback=False), seed="5eed")
WHOLE = Setting(
    endpoint=Endpoint(URL, is_loopback=True),
    seed="5eed",
    has_token=True,
    has_other_token=True,
    mappings=MAPPINGS,
    largest_body=10_000,
    is_full_size=True,
    body_seconds=10.0,
    crowd=3,
    restarts=True,
)
"""A setting in which everything can be observed."""

REQUEST = ProbeRequest(url=URL, headers=(), body=b"{}")
BY_NAME: Mapping[str, Promise] = {promise.name: promise for promise in PROMISES}


def plan_of(name: str, setting: Setting = WHOLE) -> Plan:
    """Return the plan of a promise that can be observed."""
    plan = BY_NAME[name].plan(setting)
    assert isinstance(plan, Plan)
    return plan


def response(status: int, content: object = None, **headers: str) -> Response:
    """Return a response; its body is JSON, or the bytes that are given."""
    body = content if isinstance(content, bytes) else b"" if content is None else json.dumps(content).encode()
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Response(status, {"content-type": "application/json", **named}, body)


def refusal(status: int, code: str, path: str | None = None) -> Response:
    """Return a refusal in the contract's form."""
    return response(status, {"error": code, "message": "No.", "path": path})


def replay(status: int = 202, content: object = None) -> Response:
    """Return a kept answer."""
    return response(status, content, idempotent_replayed="true")


LOST = NoResponse("reset", has_left=True)
UNREACHED = NoResponse("refused", has_left=False)


def exchanges(*responses: Response | NoResponse) -> list[Exchange]:
    """Return exchanges with these responses."""
    return [Exchange(REQUEST, one) for one in responses]
