"""A pull from each of the seven providers, with a connector made from its credentials."""

import json
from base64 import b64encode
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from attrs import field, frozen
from returns.result import Failure

from tests.shell.tracker import Project
from tests.support.files import write
from tests.support.jira_server import SECRET, bound_project
from tests.support.scripted_server import Asked, Reply, http, scripted
from trackpost.core.issues.pull import BrokenTracker, PullCounts, TrackerFault, TrackerRefused
from trackpost.core.routing.credentials import EmptyCredential, MalformedCredential, MissingCredential
from trackpost.core.routing.providers import PROVIDERS

Credentials = Callable[[str], dict[str, str]]
STAMP = "2026-02-01T12:00:00Z"


def _json(content: object) -> Reply:
    return http(200, json.dumps(content).encode())


def _basic(user: str) -> str:
    return f"Basic {b64encode(f'{user}:{SECRET}'.encode()).decode()}"


@frozen(kw_only=True)
class Web:
    """A provider that is read over HTTP.

    Attributes:
        credentials: returns its credentials for a URL.
        replies: the answers of its server, with one issue.
        path: the path of the first request.
        shown: the header with the secret.
        issue: the id, the key and the title of the issue.
    """

    credentials: Credentials
    replies: tuple[Reply, ...]
    path: str
    shown: tuple[str, str]
    issue: tuple[str, str, str] = ("7", "7", "Login fails")


AZURE = {"organization": "acme", "project": "web"}
WORK_ITEM = {"System.Id": 7, "System.Title": "Login fails", "System.State": "Active", "System.ChangedDate": STAMP}
JIRA_ISSUE = {"id": "7", "key": "ACME-7", "fields": {"summary": "Login fails", "updated": STAMP}}
LINEAR_ISSUE = {"id": "7", "identifier": "ACME-7", "title": "Login fails", "updatedAt": STAMP}
LINEAR_PAGE = {"nodes": [LINEAR_ISSUE], "pageInfo": {"hasNextPage": False, "endCursor": None}}
GITHUB_ROWS = [
    {"number": 7, "title": "Login fails", "state": "open", "labels": [{"name": "bug"}], "updated_at": STAMP},
    {"number": 8, "title": "Mend it", "pull_request": {}},
]

WEB: Mapping[str, Web] = {
    "jira": Web(
        credentials=lambda url: {"base_url": url, "email": "dev", "api_token": SECRET, "project_key": "ACME"},
        replies=(_json({"issues": [JIRA_ISSUE]}),),
        path="/rest/api/3/search/jql?jql=project+%3D+ACME&",
        shown=("authorization", _basic("dev")),
        issue=("7", "ACME-7", "Login fails"),
    ),
    "linear": Web(
        credentials=lambda url: {"api_key": SECRET, "team_id": "ACME", "graphql_url": f"{url}/g"},
        replies=(_json({"data": {"issues": LINEAR_PAGE}}),),
        path="/g",
        shown=("authorization", SECRET),
        issue=("7", "ACME-7", "Login fails"),
    ),
    "azure_devops": Web(
        credentials=lambda url: {**AZURE, "personal_access_token": SECRET, "base_url": url},
        replies=(_json({"workItems": [{"id": 7}]}), _json({"value": [{"id": 7, "fields": WORK_ITEM}]})),
        path="/acme/web/_apis/wit/wiql?",
        shown=("authorization", _basic("")),
    ),
    "github": Web(
        credentials=lambda url: {"owner": "acme", "repo": "web", "token": SECRET, "base_url": url},
        replies=(_json(GITHUB_ROWS),),
        path="/repos/acme/web/issues?state=all&per_page=100&page=1",
        shown=("authorization", f"Bearer {SECRET}"),
        issue=("7", "#7", "Login fails"),
    ),
    "gitlab": Web(
        credentials=lambda url: {"project_id": "42", "token": SECRET, "base_url": url},
        replies=(_json([{"iid": 7, "title": "Login fails", "state": "opened", "updated_at": STAMP}]),),
        path="/projects/42/issues?state=all&per_page=100&page=1",
        shown=("private-token", SECRET),
    ),
}
REF = "issue_id, json_extract(payload, '$.ref.key'), json_extract(payload, '$.title')"


def _project(folder: Path, provider: str, credentials: Mapping[str, str]) -> Project:
    return Project(bound_project(folder, provider, "board", credentials))


def _only(project: Project) -> tuple[object, ...]:
    (row,) = project.rows(f"SELECT identity, {REF} FROM tracker_issues")  # noqa: S608 - names from this file
    return row


FILED_UNDER = {"github": "acme/web", "gitlab": "42", "azure_devops": "acme/web"}


@pytest.mark.parametrize(("provider", "web"), WEB.items(), ids=WEB.keys())
def test_a_pull_over_http(provider: str, web: Web, tmp_path: Path) -> None:
    """The request has the credentials, and the issue has the workspace in which its id is unique."""
    with scripted(*web.replies) as server:
        project = _project(tmp_path, provider, web.credentials(server.url))
        assert project.pull().unwrap().counts == PullCounts(created=1)
    first, *rest = server.asked
    assert (first.path.startswith(web.path), first.headers[web.shown[0]]) == (True, web.shown[1])
    assert len(rest) + 1 == len(web.replies)
    assert _only(project) == (f"{provider}:{FILED_UNDER.get(provider, 'board')}:7", *web.issue)


MISSING = [(name, keys) for name, row in PROVIDERS.items() for keys in row.needs]


@pytest.mark.parametrize(("provider", "keys"), MISSING, ids=[f"{name} {keys[0]}" for name, keys in MISSING])
def test_a_missing_or_blank_credential(provider: str, keys: tuple[str, ...], tmp_path: Path) -> None:
    """The error has the key, and the tracker gets no request."""
    with scripted() as server:
        credentials = WEB[provider].credentials(server.url)
        rest = {key: text for key, text in credentials.items() if key not in keys}
        results = [
            _project(tmp_path / str(number), provider, {**rest, **blank}).pull()
            for number, blank in enumerate([{}, {keys[0]: " "}])
        ]
    assert results == [Failure(MissingCredential(provider, keys[0])), Failure(EmptyCredential(provider, keys[0]))]
    assert server.asked == []


def test_a_credential_that_is_not_text(tmp_path: Path) -> None:
    """The error has the key and the type."""
    project = _project(tmp_path, "linear", {"api_key": SECRET})
    credentials = project.files.credentials
    write(credentials, credentials.read_text() + "team_id = 1.5\n")
    assert project.pull() == Failure(MalformedCredential("linear", "team_id", "float"))


def test_the_other_spelling_of_a_credential(tmp_path: Path) -> None:
    """The token of Azure DevOps may be called ``pat``, and the provider ``azure``."""
    web = WEB["azure_devops"]
    with scripted(*web.replies) as server:
        credentials = web.credentials(server.url)
        credentials["pat"] = credentials.pop("personal_access_token")
        project = _project(tmp_path, "azure_devops", credentials)
        write(project.files.config, project.files.config.read_text().replace("azure_devops", "azure"))
        assert project.pull().unwrap().counts == PullCounts(created=1)
    assert server.asked[0].headers["authorization"] == _basic("")


def _body(asked: Asked) -> Mapping[str, object]:
    body: dict[str, object] = json.loads(asked.body)
    return body


def test_many_work_items(tmp_path: Path) -> None:
    """Azure DevOps is asked for all ids at once, and then for up to 200 items at a time."""
    items = [{"id": n, "fields": {**WORK_ITEM, "System.Id": n}} for n in range(1, 402)]
    batches = [_json({"value": items[start : start + 200]}) for start in (0, 200, 400)]
    with scripted(_json({"workItems": [{"id": item["id"]} for item in items]}), *batches) as server:
        project = _project(tmp_path, "azure_devops", WEB["azure_devops"].credentials(server.url))
        assert project.pull(limit=1).unwrap().counts == PullCounts(created=401)
    numbers, *asked = map(_body, server.asked)
    assert numbers["$top"] == 20_000
    assert [body["ids"] for body in asked] == [[*range(1, 201)], [*range(201, 401)], [401]]


@pytest.mark.parametrize("provider", ["github", "gitlab"])
def test_pages_with_numbers(provider: str, tmp_path: Path) -> None:
    """With numbered pages, a pull asks for the next page as long as a page is full."""
    rows = [{"number": n, "iid": n, "title": f"Issue {n}", "updated_at": STAMP} for n in (1, 2, 3)]
    with scripted(_json(rows[:2]), _json(rows[2:])) as server:
        project = _project(tmp_path, provider, WEB[provider].credentials(server.url))
        counts = [project.pull(2).unwrap().counts, project.pull().unwrap().counts]
    assert counts == [PullCounts(created=2), PullCounts(created=1)]
    assert [request.path.partition("per_page=")[2] for request in server.asked] == ["2&page=1", "100&page=1"]


@frozen(kw_only=True)
class Tool:
    """A provider that is a command.

    Attributes:
        output: the output of the command, with one issue.
        asked: the arguments in two pulls.
        counts: the counts of the second pull.
    """

    output: str
    asked: list[str]
    counts: PullCounts = field(factory=lambda: PullCounts(unchanged=1))


BEADS = json.dumps([{"id": "bd-7", "title": "Login fails", "status": "open", "priority": 1, "updated_at": STAMP}])
TOOLS: Mapping[str, Tool] = {
    "beads": Tool(output=BEADS, asked=["--json list", "--json list --updated-after 2026-02-01"]),
    "fp": Tool(output="└── bd-7 [in-progress] [high] Login fails", asked=["issue list"] * 2),
}


def _tool(folder: Path, script: str) -> dict[str, str]:
    command = write(folder / "tool", f'#!/bin/sh\necho "$@" >> asked\n{script}\n')
    command.chmod(0o700)
    return {"command": str(command), "cwd": str(folder)}


@pytest.mark.parametrize(("provider", "tool"), TOOLS.items(), ids=TOOLS.keys())
def test_a_pull_by_a_command(provider: str, tool: Tool, tmp_path: Path) -> None:
    """The command runs in its folder, and the cache has the issue that it prints."""
    write(tmp_path / "output", tool.output)
    project = _project(tmp_path / "files", provider, _tool(tmp_path, "cat output"))
    counts = [project.pull().unwrap().counts, project.pull().unwrap().counts]
    assert counts == [PullCounts(created=1), tool.counts]
    assert (tmp_path / "asked").read_text().splitlines() == tool.asked
    assert _only(project) == (f"{provider}:board:bd-7", "bd-7", "bd-7", "Login fails")


BROKEN: Mapping[str, tuple[str, type[TrackerFault]]] = {
    "it fails": ("echo 'no database' >&2; exit 3", TrackerRefused),
    "it prints something that is not JSON": ("echo hello", BrokenTracker),
    "it prints an issue without an id": ("""echo '[{"title": "x"}]'""", BrokenTracker),
    "it prints bytes that are not text": (r"printf '\377\376'", BrokenTracker),
}


@pytest.mark.parametrize(("script", "variant"), BROKEN.values(), ids=BROKEN.keys())
def test_a_command_that_fails(script: str, variant: type[TrackerFault], tmp_path: Path) -> None:
    """The pull fails, and the command does not run again."""
    project = _project(tmp_path / "files", "beads", _tool(tmp_path, script))
    assert isinstance(project.pull().failure(), variant)
    assert (tmp_path / "asked").read_text().splitlines() == ["--json list"]


@pytest.mark.parametrize("provider", TOOLS)
def test_a_missing_command(provider: str, tmp_path: Path) -> None:
    """The error has the name of the command."""
    error = _project(tmp_path, provider, {"command": str(tmp_path / "nothing")}).pull().failure()
    assert isinstance(error, TrackerRefused)
    assert "nothing" in error.reason
