"""A page keeps up to date by itself, and not under somebody's hands."""

import pytest
from playwright.sync_api import Browser

from tests.support.busy_server import page_server, publish, snapshot_of


def test_a_page_shows_what_arrives(browser: Browser) -> None:
    """What arrives appears without a reload; a press on the button stops that."""
    with page_server() as url, browser.new_context() as context:
        page = context.new_page()
        page.clock.install()
        page.goto(f"{url}/snapshots")
        publish(url, snapshot_of("first-arrival", ("One",)))
        page.clock.run_for(5_000)
        page.get_by_text("first-arrival").wait_for()
        page.get_by_role("button", name="Live").click()
        assert page.get_by_role("button", name="Paused").is_visible()
        publish(url, snapshot_of("second-arrival", ("One",)))
        page.clock.run_for(20_000)
        assert page.get_by_text("second-arrival").count() == 0


def test_what_is_typed_stays(browser: Browser) -> None:
    """A form that somebody fills in is left alone, even after the focus has gone elsewhere."""
    with page_server(mappings={}) as url, browser.new_context() as context:
        page = context.new_page()
        page.clock.install()
        page.goto(f"{url}/routes")
        page.get_by_label("Provider").fill("jira")
        page.get_by_label("Provider").blur()
        publish(url, snapshot_of("arrival", ("One",)))
        page.clock.run_for(20_000)
        assert page.get_by_label("Provider").input_value() == "jira"


def test_what_is_chosen_stays(browser: Browser) -> None:
    """A choice that was not sent yet is left alone, and the page says that it does not keep up."""
    with page_server(mappings={}) as url, browser.new_context() as context:
        page = context.new_page()
        page.clock.install()
        page.goto(f"{url}/snapshots")
        page.get_by_label("Status").select_option("waiting")
        page.get_by_label("Status").blur()
        publish(url, snapshot_of("arrival", ("One",)))
        page.clock.run_for(20_000)
        page.get_by_role("button", name="On hold").wait_for()
        assert (page.get_by_label("Status").input_value(), page.get_by_text("arrival").count()) == ("waiting", 0)
        page.get_by_label("Status").select_option("")
        page.get_by_label("Status").blur()
        page.clock.run_for(5_000)
        page.get_by_text("arrival").wait_for()


def test_a_login_that_has_ended(browser: Browser) -> None:
    """The page does not call itself live if it may not look any more, or if the server fails."""
    with page_server(token="the-token") as url, browser.new_context() as context:
        page = context.new_page()
        page.clock.install()
        page.goto(f"{url}/snapshots")
        page.get_by_label("Token").fill("the-token")
        page.keyboard.press("Enter")
        page.get_by_role("button", name="Live").wait_for()
        context.clear_cookies()
        page.clock.run_for(5_000)
        page.get_by_role("button", name="Log in again").wait_for()
        assert page.get_by_role("heading", name="Snapshots").is_visible()
        page.route("**/snapshots", lambda route: route.fulfill(status=503))
        page.clock.run_for(5_000)
        page.get_by_role("button", name="The server has an error").wait_for()


def test_a_server_that_has_gone(browser: Browser) -> None:
    """The page says so, and still shows what it knows."""
    with browser.new_context() as context:
        page = context.new_page()
        page.clock.install()
        with page_server() as url:
            page.goto(url)
        page.clock.run_for(5_000)
        page.get_by_role("button", name="The server does not answer").wait_for()
        assert page.get_by_role("heading", name="Overview").is_visible()


@pytest.mark.parametrize("path", ["/", "/snapshots", "/routes", "/refused"])
def test_a_page_says_that_it_is_live(path: str, browser: Browser) -> None:
    """Only where a script keeps it up to date."""
    with page_server() as url:
        for with_script in (True, False):
            with browser.new_context(java_script_enabled=with_script) as context:
                page = context.new_page()
                page.goto(url + path)
                assert page.get_by_role("button", name="Live").count() == int(with_script)
