"""The reference server answers the sequences of the fixtures, and its projects have what the fixtures say."""

import json
from collections.abc import Mapping
from pathlib import Path

import httpx
import msgspec
import pytest
from attrs import frozen

from tests.contract.played import Script, played
from tests.contract.server_fixtures import FOLDER
from tests.support.patience import FOREVER
from trackpost.shell.server.read_back import PROJECTS_PATH, RECEIVED_PATH


@frozen(kw_only=True)
class State:
    """What a project of an account has."""

    token: str | None
    provider: str
    workspace: str
    external_resource_type: str | None
    external_resource_id: str | None
    project: str | None
    issues: list[str]
    mappings: list[str]
    cursor: str | None


@frozen(kw_only=True)
class Applied(Script):
    """Some snapshots, and what all projects have after them."""

    projects: list[State]


def _content(name: str) -> bytes:
    return (FOLDER / f"{name}.json").read_bytes()


SEQUENCES: Mapping[str, Script] = {
    one.name: one for one in msgspec.json.decode(_content("sequences"), type=list[Script])
}
APPLIED: Mapping[str, Applied] = {one.name: one for one in msgspec.json.decode(_content("applied"), type=list[Applied])}


@pytest.mark.parametrize("sequence", SEQUENCES.values(), ids=SEQUENCES.keys())
def test_a_sequence(sequence: Script, tmp_path: Path) -> None:
    """Each request gets the answer of the fixture, also after a restart and while another is under way."""
    with played(sequence, tmp_path / "data.db"):
        pass


@pytest.mark.parametrize("applied", APPLIED.values(), ids=APPLIED.keys())
def test_what_is_applied(applied: Applied, tmp_path: Path) -> None:
    """After the last request, the projects have exactly this, and there are no others."""
    with played(applied, tmp_path / "data.db") as url:
        states = [state for token in applied.tokens or (None,) for state in _states(url, token)]
    assert sorted(states, key=str) == sorted(applied.projects, key=str)


def _states(url: str, token: str | None) -> list[State]:
    projects = msgspec.json.decode(_got(url + PROJECTS_PATH, token), type=list[dict[str, str | None]])
    return [_state(url, token, project) for project in projects]


def _state(url: str, token: str | None, project: dict[str, str | None]) -> State:
    """Return what a project has: the contents of the snapshot that was applied last."""
    body = json.loads(_got(f"{url}{RECEIVED_PATH}{project.pop('idempotency_key')}", token))["body"]
    contents = {
        "issues": [issue["ref"]["id"] for issue in body["issues"]],
        "mappings": [link["wp_id"] for link in body["mappings"]],
        "cursor": body["checkpoint"]["cursor"],
    }
    return msgspec.convert({**project, **contents, "token": token}, State)


def _got(url: str, token: str | None) -> bytes:
    headers = {} if token is None else {"Authorization": f"Bearer {token}"}
    return httpx.get(url, headers=headers, trust_env=False, timeout=FOREVER).raise_for_status().content
