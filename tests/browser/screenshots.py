"""Take the pictures of the pages that the documents show: ``python -m tests.browser.screenshots FOLDER``."""

import os
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.browser.conftest import CHROMIUM
from tests.support.busy_server import busy_server

_WIDE, _NARROW = {"width": 1_040, "height": 700}, {"width": 390, "height": 780}
_PATHS = {
    "overview": "/",
    "snapshots": "/snapshots",
    "snapshot": "/snapshots/{second}",
    "diff": "/diff/{first}/{second}",
    "routes": "/routes?provider=jira&workspace=acme.atlassian.net&resource_type=jira_project&resource_id=NEW",
    "refused": "/refused",
}
_ON_A_PHONE = ("overview", "snapshot")


def take(folder: Path) -> None:
    """Take each page in light and dark, and two on a phone."""
    with busy_server() as busy, sync_playwright() as playwright:
        arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=[*arguments, "--disable-lcd-text", "--font-render-hinting=none"]
        )
        for name, path in _PATHS.items():
            for scheme in ("light", "dark"):
                for kind, viewport in {"": _WIDE, "-phone": _NARROW}.items():
                    if kind and (name not in _ON_A_PHONE or scheme == "dark"):
                        continue
                    with browser.new_context(color_scheme=scheme, viewport=viewport) as context:
                        page = context.new_page()
                        page.goto(busy.url + path.format(first=busy.first, second=busy.second))
                        page.screenshot(path=folder / f"page-{name}-{scheme}{kind}.png", full_page=True)
        browser.close()


if __name__ == "__main__":
    take(Path(sys.argv[1]))
