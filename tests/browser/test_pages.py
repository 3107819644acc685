"""Each page with and without JavaScript: by mouse, by keyboard, on a phone, for everybody, and quietly."""

from collections.abc import Mapping

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from tests.support.busy_server import BusyServer, page_server, publish, snapshot_of
from trackpost.core.routing.route import ResourceRoute

PAGES: Mapping[str, tuple[str, str]] = {
    "overview": ("/", "Overview"),
    "snapshots": ("/snapshots", "Snapshots"),
    "snapshot": ("/snapshots/{second}", "online-shop snapshot "),
    "waiting": ("/snapshots/{waiting}", "mobile-app snapshot "),
    "diff": ("/diff/{first}/{second}", "What changed"),
    "routes": ("/routes?provider=jira&workspace=acme.atlassian.net", "Routes"),
    "refused": ("/refused", "Refused"),
    "nothing": ("/snapshots/none", "This cannot be shown"),
    "nowhere": ("/none", "This cannot be shown"),
}
SERIOUS = {"serious", "critical"}


def _address(busy: BusyServer, path: str) -> str:
    return busy.url + path.format(first=busy.first, second=busy.second, waiting=busy.waiting)


def _faults(page: Page) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [f"{one['id']}: {one['nodes'][0]['html']}" for one in found if one["impact"] in SERIOUS]


@pytest.mark.parametrize("with_script", [True, False], ids=["with JavaScript", "without JavaScript"])
@pytest.mark.parametrize(("path", "heading"), PAGES.values(), ids=PAGES.keys())
def test_a_page(path: str, heading: str, with_script: bool, browser: Browser, busy: BusyServer) -> None:  # noqa: FBT001 - a column of the table
    """It shows its heading, asks nobody else for anything, and complains about nothing."""
    with browser.new_context(java_script_enabled=with_script) as context:
        page = context.new_page()
        asked: list[str] = []
        complaints: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(_address(busy, path))
        assert page.locator("h1").inner_text().startswith(heading)
        assert [url for url in asked if not url.startswith(busy.url)] == []
        assert [text for text in complaints if "404" not in text] == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("path", "_heading"), PAGES.values(), ids=PAGES.keys())
def test_a_page_is_for_everybody(path: str, _heading: str, scheme: str, browser: Browser, busy: BusyServer) -> None:
    """axe-core finds no serious fault, in either scheme."""
    with browser.new_context(color_scheme=scheme) as context:
        page = context.new_page()
        page.goto(_address(busy, path))
        assert _faults(page) == []


@pytest.mark.parametrize(("path", "_heading"), PAGES.values(), ids=PAGES.keys())
def test_a_page_fits_a_phone(path: str, _heading: str, browser: Browser, busy: BusyServer) -> None:
    """Nothing is wider than the screen, however long a title is."""
    with browser.new_context(viewport={"width": 360, "height": 740}) as context:
        page = context.new_page()
        page.goto(_address(busy, path))
        assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_by_keyboard(browser: Browser, busy: BusyServer) -> None:
    """The first key skips the menu; the focus is always visible."""
    with browser.new_context() as context:
        page = context.new_page()
        page.goto(busy.url)
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.textContent") == "Skip to the content"
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.closest('main') !== null")
        assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"


@pytest.mark.parametrize("with_script", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_a_person_maps_a_route(with_script: bool, browser: Browser) -> None:  # noqa: FBT001 - a column of the table
    """From the overview to the form, and back to a snapshot that waits no more."""
    with page_server(mappings={}) as url, browser.new_context(java_script_enabled=with_script) as context:
        publish(url, snapshot_of("shop", ("One",)))
        page = context.new_page()
        page.goto(url)
        page.get_by_role("link", name="Map it").click()
        page.get_by_label("Board for acme.atlassian.net").fill("the board")
        page.keyboard.press("Enter")
        page.get_by_text("1 waiting snapshot was resolved.").wait_for()
        page.get_by_role("link", name="Snapshots").click()
        page.get_by_role("link", name="just now").click()
        assert "mapped later" in page.locator(".facts").inner_text()


def test_a_person_maps_the_route_of_a_snapshot(browser: Browser) -> None:
    """The page of a snapshot that waits has the form for its route, and that without a resource, too."""
    with page_server(mappings={}) as url, browser.new_context(java_script_enabled=False) as context:
        publish(url, snapshot_of("shop", ("One",)))
        publish(url, snapshot_of("other", ("One",), provider="linear", route=ResourceRoute("linear_team", "T1")))
        page = context.new_page()
        for project, label in (("shop", "acme.atlassian.net"), ("other", "T1")):
            page.goto(f"{url}/snapshots?q={project}")
            page.locator("main td a").click()
            page.get_by_label(f"Board for {label}").fill("the board")
            page.keyboard.press("Enter")
            page.get_by_text("1 waiting snapshot was resolved.").wait_for()


def test_a_login(browser: Browser) -> None:
    """The form lets in who has the token, and the cookie is out of reach of scripts."""
    with page_server(token="the-token") as url, browser.new_context() as context:
        page = context.new_page()
        page.goto(f"{url}/refused")
        assert _faults(page) == []
        page.keyboard.type("wrong")
        page.keyboard.press("Enter")
        page.get_by_text("This is not the token of this server.").wait_for()
        page.get_by_label("Token").fill("the-token")
        page.get_by_role("button", name="Log in").click()
        page.get_by_role("heading", name="Refused", exact=True).wait_for()
        assert (page.url, page.evaluate("document.cookie")) == (f"{url}/refused", "")
        page.get_by_role("button", name="Log out").click()
        page.get_by_label("Token").wait_for()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("with_script", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_a_fleet(scheme: str, with_script: bool, browser: Browser, fleet: str) -> None:  # noqa: FBT001 - a column of the table
    """The stalest project comes first and leads to its history, for everybody, and on a phone."""
    with browser.new_context(
        color_scheme=scheme, java_script_enabled=with_script, viewport={"width": 360, "height": 740}
    ) as context:
        page = context.new_page()
        page.goto(f"{fleet}/fleet")
        stalest = page.locator("#projects ~ table tbody tr").first.inner_text()
        assert [part for part in ("billing-0", "never", "refuses the token") if part not in stalest] == []
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
        assert not with_script or _faults(page) == []
        page.get_by_role("link", name="/srv/repos/billing-1").focus()
        page.keyboard.press("Enter")
        page.get_by_role("heading", name="/srv/repos/billing-1").wait_for()
        assert "refuses the token" in page.locator("#tries ~ table tbody tr").first.inner_text()
        assert "delivered" in page.locator("#tries ~ table tbody tr").last.inner_text()
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
        assert not with_script or _faults(page) == []
