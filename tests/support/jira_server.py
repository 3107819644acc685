"""A Jira site on loopback, Cloud or Data Center, with faults on purpose. Other trackers build on it."""

import json
import re
import socket
import struct
from base64 import b64encode
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta, timezone
from email.utils import format_datetime
from functools import partial
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from socketserver import ThreadingTCPServer
from threading import Thread
from typing import TypeAlias
from urllib.parse import parse_qsl, urlsplit

from attrs import Factory, define, field, frozen
from typing_extensions import override

from tests.support.clocks import NOON
from tests.support.files import Files, make_project

SECRET = "c4nary-s3cret/token"
JIRA_SITE = "acme.atlassian.net"
_EMAIL = "dev@acme.example"
_RESET_ON_CLOSE = struct.pack("ii", 1, 0)


@frozen
class Story:
    """An issue of any tracker.

    Attributes:
        status: its name; work on it is under way, whatever that is called.
        part: what filters tell issues apart by: its label in Jira, its project in Linear.
    """

    number: int
    title: str
    updated: datetime
    status: str = "In Progress"
    part: str = "web"


def stories(count: int) -> list[Story]:
    """Return *count* issues, the latest first; each changed ten minutes after the next."""
    noon = datetime(2026, 2, 1, 12, tzinfo=UTC)
    return [Story(n, f"Issue {n}", noon - timedelta(minutes=10 * n)) for n in range(1, count + 1)]


@frozen(kw_only=True)
class Fault:
    """An answer instead of the right one.

    Attributes:
        cuts: whether the connection is reset in the middle of the answer.
    """

    status: int = 200
    body: bytes = b"{}"
    headers: Mapping[str, str] = field(factory=dict)
    cuts: bool = False


@frozen
class Query:
    """What a request asked for: up to *size* changes of *resource* since an instant, from *page* on.

    Attributes:
        part: of the resource; None is all of it.
    """

    resource: str
    since: str | None
    page: str | None
    size: int
    part: str | None = None


@frozen
class Received:
    """A request, as far as a tracker uses it."""

    method: str
    target: str
    authorization: str
    body: bytes


def _do_nothing(_number: int) -> None:
    pass


@define
class Tracker:
    """A running tracker.

    Attributes:
        stories: the issues of each project or team. A test may change them.
        most: the maximum number of issues in one answer.
        is_cloud: whether Jira is Cloud; else it is Data Center.
        faults: the answers to give instead, by the number of the request, from 0.
        asked: all requests, but for those about ids alone.
        asked_ids: the others, each of which is answered with all ids.
        id_fault: the status to answer them with instead.
        most_ids: the maximum number of ids in one answer of Data Center.
        has_nameless: an entry without an id is among them.
        new_keys: the keys that projects of Jira have by now; they are still found under the old ones.
        id_turn: called when each of these answers is made, before it is sent.
        paths: of all requests, of whatever kind.
        url: its URL.
        now: its clock.
        turn: called with the number of each page, from 0, when it is made; a test may change the issues then.
        age: the age of its cursors; it no longer knows those of another age.
    """

    stories: dict[str, list[Story]]
    most: int = 2
    is_cloud: bool = True
    faults: dict[int, Fault] = Factory(dict)
    asked: list[Query] = Factory(list)
    asked_ids: list[Query] = Factory(list)
    id_fault: int | None = None
    most_ids: int = 1_000
    has_nameless: bool = False
    new_keys: dict[str, str] = Factory(dict)
    id_turn: Callable[[], object] = list
    paths: list[str] = Factory(list)
    url: str = ""
    now: datetime = NOON
    turn: Callable[[int], None] = _do_nothing
    age: int = 0

    @property
    def pages(self) -> list[str | None]:
        """The cursor of each request."""
        return [query.page for query in self.asked]

    def break_from(self, number: int, fault: Fault) -> None:
        """Answer with *fault* from request *number* on."""
        self.faults.update(dict.fromkeys(range(number, number + 50), fault))

    def mend(self) -> None:
        """Remove all faults, and forget all requests."""
        self.faults.clear()
        self.asked.clear()

    def answer_ids(self, query: Query, say: Callable[[list[Story]], object]) -> "Answer":
        """Answer a request about ids alone, with all of them at once."""
        self.asked_ids.append(query)
        return (200, say(self.changed(query, None))) if self.id_fault is None else (self.id_fault, {})

    def changed(self, query: Query, since: datetime | None) -> list[Story]:
        """Return the issues that were changed since then."""
        listed = [story for story in self.stories[query.resource] if query.part in {None, story.part}]
        return [story for story in listed if since is None or story.updated >= since]

    def found(self, query: Query, since: datetime | None) -> tuple[list[Story], str | None] | None:
        """Return a page and the cursor of the next one; None if the cursor of *query* is unknown."""
        age, _, start = (query.page or f"{self.age}.0").partition(".")
        if age != str(self.age):
            return None
        changed = self.changed(query, since)
        end = int(start) + min(query.size, self.most)
        return changed[int(start) : end], f"{self.age}.{end}" if end < len(changed) else None


Answer: TypeAlias = tuple[int, object]
Speak: TypeAlias = Callable[[Tracker, Received], Answer]


class _Handler(BaseHTTPRequestHandler):
    def __init__(
        self, tracker: Tracker, speak: Speak, request: socket.socket, client: tuple[str, int], server: "_Server"
    ) -> None:
        self._tracker = tracker
        self._speak = speak
        super().__init__(request, client, server)

    def do_GET(self) -> None:
        self._answer()

    def do_POST(self) -> None:
        self._answer()

    def _answer(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
        received = Received(self.command, self.path, self.headers.get("Authorization", ""), body)
        number, ids = len(self._tracker.asked), len(self._tracker.asked_ids)
        status, content = self._speak(self._tracker, received)
        usual = Fault(status=status, body=json.dumps(content).encode())
        is_about_ids = len(self._tracker.asked_ids) > ids
        answer = usual if is_about_ids else self._tracker.faults.get(number, usual)
        if is_about_ids:
            self._tracker.id_turn()
        if len(self._tracker.asked) > number:
            self._tracker.turn(number)
        self._send(answer)

    @override
    def date_time_string(self, timestamp: float | None = None) -> str:
        return format_datetime(self._tracker.now, usegmt=True)

    def _send(self, fault: Fault) -> None:
        self.send_response(fault.status)
        for name, text in {"Content-Length": str(len(fault.body)), **fault.headers}.items():
            self.send_header(name, text)
        self.end_headers()
        if fault.cuts:
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET_ON_CLOSE)
        self.wfile.write(fault.body[: len(fault.body) // 2] if fault.cuts else fault.body)

    @override
    def log_message(self, format: str, *args: object) -> None:
        """Print nothing."""


class _Server(ThreadingTCPServer):  # the one of http.server looks up its own name, which takes time
    daemon_threads = True

    @override
    def shutdown_request(self, request: socket.socket | tuple[bytes, socket.socket]) -> None:
        self.close_request(request)  # without a shutdown first, which would turn a reset into a normal close


@contextmanager
def tracker_at(tracker: Tracker, speak: Speak) -> Iterator[Tracker]:
    """Run a server that answers with *speak*, unless a fault is due."""
    with _Server(("127.0.0.1", 0), partial(_Handler, tracker, speak)) as server:
        tracker.url = f"http://127.0.0.1:{server.socket.getsockname()[1]}"
        thread = Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield tracker
        finally:
            server.shutdown()
            thread.join()


@contextmanager
def jira_server(*, is_cloud: bool = True, **projects: list[Story]) -> Iterator[Tracker]:
    """Run a Jira site with these projects."""
    with jira_site(projects, is_cloud=is_cloud) as tracker:
        yield tracker


@contextmanager
def jira_site(projects: dict[str, list[Story]], *, is_cloud: bool = True) -> Iterator[Tracker]:
    """Run a Jira site with projects of any names."""
    with tracker_at(Tracker(stories=projects, is_cloud=is_cloud), _speak_jira) as tracker:
        yield tracker


_ZONE = timezone(timedelta(hours=1))
"""Of the user, in which Jira tells instants."""
_JQL = re.compile(
    r'project = "(?P<project>(?:[^"\\]|\\.)+)"(?: AND \(labels = (?P<label>\w+)\))?'
    r"(?: AND updated >= (?P<since>[0-9]+))? ORDER BY created ASC, key ASC"
)
"""The only condition that this site knows is one about a label."""
CLOUD, DATA_CENTER, SERVER_INFO = "/rest/api/3/search/jql", "/rest/api/2/search", "/rest/api/2/serverInfo"
_UNKNOWN = "who are you?"


def _speak_jira(tracker: Tracker, received: Received) -> Answer:
    url = urlsplit(received.target)
    tracker.paths.append(url.path)
    if url.path == SERVER_INFO:
        return 200, {"deploymentType": "Cloud" if tracker.is_cloud else "Server"}
    if not tracker.is_cloud and received.authorization != f"Bearer {SECRET}":
        return 401, {"errorMessages": [_UNKNOWN]}  # whatever is asked for
    asked = dict(parse_qsl(url.query))
    jql = _JQL.fullmatch(asked.get("jql", ""))
    if (received.method, url.path) != ("GET", CLOUD if tracker.is_cloud else DATA_CENTER) or jql is None:
        return 404, {"errorMessages": [f"no such thing: {received.target}"]}
    page = asked.get("nextPageToken" if tracker.is_cloud else "startAt")
    query = Query(jql["project"], jql["since"], page, int(asked["maxResults"]), jql["label"])
    if asked["fields"] == "id":
        return tracker.answer_ids(query, lambda listed: _jira_ids(tracker, query, listed))
    tracker.asked.append(query)
    since = None if query.since is None else datetime.fromtimestamp(int(query.since) / 1000, UTC)
    return (_cloud if tracker.is_cloud else _data_center)(tracker, query, since, received)


def _cloud(tracker: Tracker, query: Query, since: datetime | None, received: Received) -> Answer:
    if received.authorization != f"Basic {b64encode(f'{_EMAIL}:{SECRET}'.encode()).decode()}":
        return 401, {"errorMessages": [_UNKNOWN]}
    found = tracker.found(query, since)
    if found is None:
        return 400, {"errorMessages": ["this token is not valid any more"]}
    following = {} if found[1] is None else {"nextPageToken": found[1]}
    return 200, {"issues": _jira_issues(tracker, query, found[0]), "isLast": not following, **following}


def _data_center(tracker: Tracker, query: Query, since: datetime | None, _received: Received) -> Answer:
    changed, start, most = tracker.changed(query, since), int(query.page or 0), min(query.size, tracker.most)
    issues = _jira_issues(tracker, query, changed[start : start + most])
    return 200, {"startAt": start, "maxResults": most, "total": len(changed), "issues": issues}


def _jira_issues(tracker: Tracker, query: Query, stories: Iterable[Story]) -> list[dict[str, object]]:
    first = 10_000 * (1 + list(tracker.stories).index(query.resource))
    key = tracker.new_keys.get(query.resource, query.resource)
    return [jira_issue(key, story, str(first + story.number)) for story in stories]


def _jira_ids(tracker: Tracker, query: Query, stories: Iterable[Story]) -> dict[str, object]:
    ids: list[object] = [{"id": issue["id"], "key": issue["key"]} for issue in _jira_issues(tracker, query, stories)]
    if tracker.is_cloud:
        return {"issues": [*ids, *([{"id": None}] if tracker.has_nameless else [])], "isLast": True}
    start, most = int(query.page or 0), min(query.size, tracker.most_ids)
    return {"startAt": start, "maxResults": most, "total": len(ids), "issues": ids[start : start + most]}


def jira_issue(project: str, story: Story, id: str) -> dict[str, object]:  # noqa: A002 - Jira's name for it
    """Return an issue as Jira tells it."""
    fields = {
        "summary": story.title,
        "status": {"name": story.status, "statusCategory": {"key": "indeterminate"}},
        "issuetype": {"name": "Story"},
        "priority": {"name": "High"},
        "labels": [story.part],
        "updated": story.updated.astimezone(_ZONE).strftime("%Y-%m-%dT%H:%M:%S.000%z"),
    }
    return {"id": id, "key": f"{project}-{story.number}", "fields": fields}


def jira_credentials(url: str, project: str = "ACME") -> dict[str, str]:
    """Return the credentials for the site."""
    return {"base_url": url, "email": _EMAIL, "api_token": SECRET, "project_key": project}


def bound_project(
    folder: Path, provider: str, workspace: str, credentials: Mapping[str, str], doctrine: str = ""
) -> Files:
    """Write a bound project without a cache."""
    lines = "".join(f"{key} = {json.dumps(text)}\n" for key, text in credentials.items())
    config = f"tracker:\n  provider: {provider}\n  workspace: {workspace}\n{doctrine}"
    return make_project(folder, config=config, credentials=f"[tracker.providers.{provider}]\n{lines}", rows=None)
