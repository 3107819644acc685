"""``trackpost serve`` shows its pages, opens them, and keeps only so much."""

from pathlib import Path

from tests.support.busy_server import publish, snapshot_of
from tests.support.files import write
from tests.support.pages import ask, browse, words_of
from tests.support.serve_process import serving


def test_serve_shows_its_pages(tmp_path: Path) -> None:
    """A snapshot appears; with ``--keep 1``, the one before it is gone."""
    with serving("--data", tmp_path / "data.db", "--keep", "1") as server:
        first = publish(server.url, snapshot_of("shop", ("One",)))
        publish(server.url, snapshot_of("shop", ("Two",)), first)
        assert "waiting 1" in words_of(browse(server.url))
        assert ask(f"{server.url}/snapshots").json()["paging"] == {"page": 1, "total": 1}
        assert browse(f"{server.url}/snapshots/{first.key}").status_code == 404


def test_serve_opens_the_browser(tmp_path: Path) -> None:
    """The browser is given the address of the server."""
    opened = tmp_path / "opened"
    browser = write(tmp_path / "xdg-open", f'#!/bin/sh\necho "$1" > {opened}.part && mv {opened}.part {opened}\n')
    browser.chmod(0o755)
    with serving("--open", under=("env", f"PATH={tmp_path}:/usr/bin:/bin")) as server:
        while not opened.exists():
            pass
        assert opened.read_text() == f"{server.url}\n"
