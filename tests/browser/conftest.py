"""Starts the browser once, and a server on which much has happened."""

import os
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.support.busy_fleet import busy_fleet
from tests.support.busy_server import BusyServer, busy_server

CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Run Debian's browser; as root it has no sandbox of its own."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox"] if os.geteuid() == 0 else []
        )
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def fleet(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Show one fleet of thirty."""
    with busy_fleet(tmp_path_factory.mktemp("fleet")) as url:
        yield url


@pytest.fixture(scope="session")
def busy() -> Iterator[BusyServer]:
    """Run one server for all tests that only look."""
    with busy_server() as busy:
        yield busy
