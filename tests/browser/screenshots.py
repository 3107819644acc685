"""Take the pictures of the pages that the documents show: ``python -m tests.browser.screenshots FOLDER``."""

import os
import sys
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Browser, sync_playwright

from tests.browser.conftest import CHROMIUM
from tests.support.busy_fleet import busy_fleet
from tests.support.busy_server import busy_server

_WIDE, _NARROW = {"width": 1_040, "height": 700}, {"width": 390, "height": 780}
_PATHS = {
    "overview": "{url}/",
    "snapshots": "{url}/snapshots",
    "snapshot": "{url}/snapshots/{second}",
    "diff": "{url}/diff/{first}/{second}",
    "routes": "{url}/routes?provider=jira&workspace=acme.atlassian.net&resource_type=jira_project&resource_id=NEW",
    "refused": "{url}/refused",
    "fleet": "{fleet}/fleet",
    "project": "{fleet}/fleet/project?path=/srv/repos/billing-1",
}
_LONGEST = 2_000
"""Pixels; a longer page is cut."""
_ON_A_PHONE = ("overview", "snapshot")


def take(folder: Path) -> None:
    """Take each page in light and dark, and two on a phone."""
    with ExitStack() as stack:
        fleet = stack.enter_context(busy_fleet(Path(stack.enter_context(TemporaryDirectory()))))
        busy = stack.enter_context(busy_server())
        arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
        browser = stack.enter_context(sync_playwright()).chromium.launch(
            executable_path=CHROMIUM, args=[*arguments, "--disable-lcd-text", "--font-render-hinting=none"]
        )
        for name, path in _PATHS.items():
            url = path.format(url=busy.url, first=busy.first, second=busy.second, fleet=fleet)
            for scheme in ("light", "dark"):
                _take(browser, url, scheme, _WIDE, folder / f"page-{name}-{scheme}.png")
            if name in _ON_A_PHONE:
                _take(browser, url, "light", _NARROW, folder / f"page-{name}-light-phone.png")
        browser.close()


def _take(browser: Browser, url: str, scheme: str, viewport: dict[str, int], file: Path) -> None:
    with browser.new_context(color_scheme=scheme, viewport=viewport) as context:
        page = context.new_page()
        page.goto(url)
        height = min(_LONGEST, page.evaluate("document.documentElement.scrollHeight"))
        page.screenshot(path=file, full_page=True, clip={"x": 0, "y": 0, "width": viewport["width"], "height": height})


if __name__ == "__main__":
    take(Path(sys.argv[1]))
