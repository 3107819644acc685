"""A script in any field of a snapshot, a refusal or a mapping never runs."""

import pytest
from playwright.sync_api import Browser

from tests.shell.page.test_safety import CANARY, poison
from tests.support.busy_server import page_server


@pytest.mark.parametrize("with_script", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_the_canary_never_runs(with_script: bool, browser: Browser) -> None:  # noqa: FBT001 - a column of the table
    """No dialog opens, nothing is asked for that a canary names, and its text is there to read."""
    with page_server(mappings={}) as url, browser.new_context(java_script_enabled=with_script) as context:
        first, second = poison(url)
        page = context.new_page()
        alarms: list[str] = []
        page.on("dialog", lambda dialog: alarms.append(dialog.message))
        page.on("request", lambda request: alarms.append(request.url) if request.url.endswith("/x") else None)
        for path in ("/", "/snapshots", f"/snapshots/{first}", f"/diff/{first}/{second}", "/routes", "/refused"):
            page.goto(url + path)
            assert "onerror=alert(1)" in page.locator("main").inner_text(), path
        page.goto(f"{url}/snapshots/{first}")
        page.locator("#q").fill(CANARY)
        page.keyboard.press("Enter")
        page.get_by_text("1 to 1 of 1").wait_for()
        assert alarms == []
