"""A small fleet in real files, and the tracker that its projects are bound to."""

import json
import socket
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from socketserver import ThreadingTCPServer
from threading import Thread
from urllib.parse import parse_qs, urlsplit

from attrs import define, frozen
from typing_extensions import override

from .sample import WORKSPACE

PROJECTS = 30
WITH_BAD_TOKEN, TOO_LARGE = "project-07", "project-19"
LARGEST_BODY = 32 * 1024
"""Bytes that the server takes: more than any project needs, but that one."""
_EMAIL, _SECRET = "bot@acme.example", "the-tracker-s-own-secret"
_GLANCE = 0.01


def name_of(number: int) -> str:
    """Return the name of a project: its number, from 1."""
    return f"project-{number:02}"


@define
class SampleTracker:
    """A Jira site with three issues in every project.

    Attributes:
        edition: is in every title, so that another edition changes every project.
        has_long_title: one issue of one project has a title that is longer than the server's largest body.
    """

    edition: int = 1
    has_long_title: bool = True

    @staticmethod
    def account(url: str) -> dict[str, str]:
        """Return the credentials of the only account, without a project."""
        return {"base_url": url, "email": _EMAIL, "api_token": _SECRET}

    def answer(self, target: str, authorization: str) -> tuple[int, object]:
        """Return the status and the JSON of the answer to a request for a page of issues."""
        expected = b64encode(f"{_EMAIL}:{_SECRET}".encode()).decode()
        if authorization != f"Basic {expected}":
            return HTTPStatus.UNAUTHORIZED, {"errorMessages": ["this token is not valid any more"]}
        (query,) = parse_qs(urlsplit(target).query)["jql"]
        _, key, condition = query.split('"')
        since = int(condition.partition("updated >= ")[2].partition(" ")[0] or 0)
        issues = [self._issue(key, number) for number in (1, 2, 3) if self._changed(number).timestamp() * 1000 >= since]
        return HTTPStatus.OK, {"issues": issues, "isLast": True}

    def _changed(self, number: int) -> datetime:
        return datetime(2026, 3, 1, 12, self.edition, number, tzinfo=UTC)

    def _issue(self, key: str, number: int) -> dict[str, object]:
        is_long = self.has_long_title and number == 1 and name_of(int(key.removeprefix("P"))) == TOO_LARGE
        fields = {
            "summary": f"Issue {number}, edition {self.edition}{'!' * LARGEST_BODY if is_long else ''}",
            "status": {"name": "In Progress"},
            "issuetype": {"name": "Story"},
            "updated": f"{self._changed(number):%Y-%m-%dT%H:%M:%S.000%z}",
        }
        return {"id": f"{int(key.removeprefix('P')) * 10 + number}", "key": f"{key}-{number}", "fields": fields}

    @contextmanager
    def served(self) -> Iterator[str]:
        """Run the site on loopback, and return its URL."""
        with _Server(("127.0.0.1", 0), partial(_Handler, self)) as server:
            thread = Thread(target=server.serve_forever, args=(_GLANCE,))
            thread.start()
            try:
                yield f"http://127.0.0.1:{server.socket.getsockname()[1]}"
            finally:
                server.shutdown()
                thread.join()


class _Server(ThreadingTCPServer):  # the one of http.server looks up its own name, which takes time
    daemon_threads = True
    request_queue_size = 128

    @override
    def handle_error(self, request: object, client_address: object) -> None:
        """Print nothing: the run that is killed hangs up."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"  # so that a connection stays open
    wbufsize = -1  # an answer in one piece: the second one would wait until the first is acknowledged

    def __init__(
        self, tracker: SampleTracker, request: socket.socket, client: tuple[str, int], server: _Server
    ) -> None:
        self._tracker = tracker
        super().__init__(request, client, server)

    def do_GET(self) -> None:
        status, content = self._tracker.answer(self.path, self.headers.get("Authorization", ""))
        body = json.dumps(content).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    @override
    def log_message(self, format: str, *args: object) -> None:
        """Print nothing."""


@frozen
class SampleFleet:
    """Thirty projects in *folder*, of which one has a token that is not valid."""

    folder: Path

    @property
    def file(self) -> Path:
        """The fleet file."""
        return self.folder / "fleet.toml"

    def write(self, tracker_url: str, server_url: str) -> None:
        """Write all projects and the fleet file."""
        for number in range(1, PROJECTS + 1):
            self.bind(number)
        self.describe(tracker_url, server_url, bad_token=True)

    def bind(self, number: int) -> None:
        """Write the config of a project."""
        config = self.folder / "repos" / name_of(number) / ".kittify" / "config.yaml"
        config.parent.mkdir(parents=True, exist_ok=True)
        config.write_text(
            f"project:\n  slug: {name_of(number)}\n"
            f"tracker:\n  provider: jira\n  workspace: {WORKSPACE}\n"
            f"  resource:\n    type: jira_project\n    id: P{number:02}\n",
            encoding="utf-8",
        )

    def describe(self, tracker_url: str, server_url: str, *, bad_token: bool, state: str | None = None) -> None:
        """Write the fleet file; *state* is the URL of a database that machines share, if they do."""
        lines = [f"{key} = {json.dumps(text)}" for key, text in SampleTracker.account(tracker_url).items()]
        own = 'credentials = { api_token = "a-token-that-was-revoked" }' if bad_token else ""
        text = "\n".join(
            [
                "[fleet]",
                f"server_url = {json.dumps(server_url)}",
                "" if state is None else f"state = {json.dumps(state)}",
                "[[projects]]",
                f'path = "repos/{WITH_BAD_TOKEN}"',
                own,
                "[[discover]]",
                'path = "repos/*"',
                "[credentials.jira]",
                *lines,
                "",
            ]
        )
        self.file.touch(mode=0o600)
        self.file.write_text(text, encoding="utf-8")
