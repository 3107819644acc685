"""A script in any field of a snapshot, a refusal or a mapping never runs, and no text pushes a page apart."""

import json

import pytest
from playwright.sync_api import Browser

from tests.shell.page.test_safety import CANARY, hostile_body, poison
from tests.support.busy_server import page_server, post


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


LONG = ("W" * 300, "\u0634\u0647\u062f" * 100, "\u202e" + "a b " * 75)


@pytest.mark.parametrize("text", LONG, ids=["one word", "from right to left", "turned round"])
def test_no_text_is_too_long(text: str, browser: Browser) -> None:
    """In every field, on a phone, on a tablet and on a desk: nothing is wider than the screen."""
    with page_server(mappings={}) as url:
        body = json.loads(json.dumps(hostile_body()).replace(json.dumps(CANARY), json.dumps(text)))
        later = {**body, "issues": [{**body["issues"][0], "title": text * 2}], "doctrine_field_owners": {text: "me"}}
        for key, sent in (("a" * 64, body), ("b" * 64, later)):
            assert post(url, json.dumps(sent).encode(), key).is_success
        post(url, json.dumps({**body, "issues": [{text: text}]}).encode(), "c" * 64)
        asked = "&".join(f"{name}={text}" for name in ("provider", "workspace", "resource_type", "resource_id"))
        paths = (
            "/",
            "/snapshots",
            f"/snapshots/{'a' * 64}",
            f"/diff/{'a' * 64}/{'b' * 64}",
            f"/routes?{asked}",
            "/refused",
        )
        for width in (320, 720, 1_040):
            with browser.new_context(viewport={"width": width, "height": 700}) as context:
                page = context.new_page()
                for path in paths:
                    page.goto(url + path)
                    assert page.evaluate("document.documentElement.scrollWidth") <= width, (path, width)
