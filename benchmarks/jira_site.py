"""A Jira site on loopback with many issues, for both tools to pull: a separate process, which prints its port first.

Ours asks as Cloud wants it by now, with a token for the next page; the other tool asks in the older way.
"""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from subprocess import PIPE, Popen
from urllib.parse import parse_qsl, urlsplit

from typing_extensions import override

from .issues import tracker_issue

_MOST = 100
"""Issues on a page."""


@contextmanager
def jira_site(count: int) -> Iterator[str]:
    """Run a site whose project has *count* issues, and return its URL."""
    with Popen([sys.executable, "-m", __name__, str(count)], stdout=PIPE, text=True) as process:
        try:
            yield f"http://127.0.0.1:{int(process.stdout.readline() if process.stdout else '')}"
        finally:
            process.terminate()


class _Site(ThreadingHTTPServer):
    def __init__(self, count: int) -> None:
        super().__init__(("127.0.0.1", 0), _Requests)
        self.issues = [json.dumps(tracker_issue(number)).encode() for number in range(1, count + 1)]


class _Requests(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Site

    def do_GET(self) -> None:
        """Answer with one page."""
        query = dict(parse_qsl(urlsplit(self.path).query))
        at, size = int(query.get("nextPageToken", query.get("startAt", "0"))), min(_MOST, int(query["maxResults"]))
        issues = self.server.issues
        page = {"startAt": at, "maxResults": size, "total": len(issues), "isLast": at + size >= len(issues)}
        further = {} if page["isLast"] else {"nextPageToken": str(at + size)}
        head = json.dumps({**page, **further}).encode()
        self._answer(head[:-1] + b', "issues": [' + b",".join(issues[at : at + size]) + b"]}")

    def _answer(self, body: bytes) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    @override
    def log_message(self, format: str, *args: object) -> None:
        pass


def main(count: str) -> None:
    """Serve until the process is terminated."""
    with _Site(int(count)) as site:
        print(site.server_address[1], flush=True)
        site.serve_forever()


if __name__ == "__main__":
    main(*sys.argv[1:])
