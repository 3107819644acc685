"""The page of a fleet: what is stale, and why."""

import re
import signal
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from attrs import evolve

from tests.shell.page.test_safety import CANARY
from tests.support.busy_fleet import REFUSED, busy_fleet, fleet_server
from tests.support.busy_server import SteppingClock
from tests.support.fleet import running_fleet
from tests.support.pages import ask, browse, links_of, tags_of, words_of
from tests.support.patience import FOREVER
from tests.support.process import TRACKPOST, bare
from tests.support.raw_http import asked
from trackpost.core.errors import Category
from trackpost.core.fleet.holding import Record, Try
from trackpost.shell.fleet.state import opened_state


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Show one fleet for all questions."""
    with busy_fleet(tmp_path_factory.mktemp("fleet")) as url:
        yield url


SHOWN: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "all": (
        "/fleet",
        (
            "delivered 8 replayed 8 unchanged 8 failed 2 held 4 skipped 0",
            "4 held: token refused by acme.atlassian.net",
            "2 api.linear.app is busy",
            "never /srv/repos/billing-0 acme.atlassian.net refuses the token",
            "4 failures in a row",
            "api.linear.app 2026-03-01 12:02:00 2",
            "build-1/4711 watch 5 hours ago just now",
            "1 to 30 of 30",
        ),
    ),
    "an outcome": ("/fleet?outcome=held", ("billing-3", "1 to 4 of 4")),
    "a search": ("/fleet?q=MOBILE", ("mobile-1", "3 hours ago", "1 to 2 of 2")),
    "a search in vain": ("/fleet?q=nothing", ("No project is like this.",)),
    "a page too many": ("/fleet?page=9", ("No project is like this.",)),
    "a page of tries too many": ("/fleet/project?path=/srv/repos/billing-1&page=9", ("There are no more tries.",)),
    "a project that is held": (
        "/fleet/project?path=/srv/repos/billing-1",
        (
            "Published 2 days ago",
            "held 4 failures in a row",
            "refuses the token (401); bind again with a new one",
            "after trackpost fleet retry",
            "unchanged key 01010101 P01 jira_project 2.0 s",
            "delivered key 01010101",
            "1 to 9 of 9",
        ),
    ),
    "a project that waits": (
        "/fleet/project?path=/srv/repos/mobile-1",
        ("failed 1 failure in a row", "It is tried again after 2026-03-01 12:02:00 UTC", "none, or not known"),
    ),
    "a project that is up to date": (
        "/fleet/project?path=/srv/repos/project-00",
        ("delivered key 00000000", "1 to 1 of 1"),
    ),
}


@pytest.mark.parametrize(("path", "expected"), SHOWN.values(), ids=SHOWN.keys())
def test_what_a_person_sees(path: str, expected: tuple[str, ...], url: str) -> None:
    """The page has these words, and a program gets the same as JSON."""
    words = words_of(browse(url + path))
    assert [part for part in expected if part not in words] == []
    assert ask(url + path).status_code == 200


def test_the_stalest_come_first(url: str) -> None:
    """First those that were never published, then by age."""
    projects = ask(f"{url}/fleet").json()["projects"]
    assert [row["path"].rpartition("/")[2] for row in projects[:6]] == [
        "billing-0",
        "billing-3",
        "billing-2",
        "billing-1",
        "mobile-0",
        "mobile-1",
    ]


def test_the_newest_try_comes_first(url: str) -> None:
    """Also for a program, which gets whole keys."""
    seen = ask(f"{url}/sandbox/pages/fleet/project?path=/srv/repos/billing-1").json()
    assert seen["project"] == ask(f"{url}/fleet?q=billing-1").json()["projects"][0]
    assert [one["outcome"] for one in seen["tries"]] == [*["failed"] * 4, *["unchanged"] * 4, "delivered"]
    ends = [one["ended_at"] for one in seen["tries"]]
    assert ends == sorted(ends, reverse=True)
    assert seen["tries"][-1]["key"] == "01" * 32
    assert seen["tries"][0]["message"] == REFUSED.message


def test_each_project_leads_to_its_history(url: str) -> None:
    """By a link."""
    assert "/fleet/project?path=/srv/repos/billing-0" in links_of(browse(f"{url}/fleet"))


def test_what_is_done_about_a_failure(tmp_path: Path) -> None:
    """The page says when it is tried again, or that somebody has asked for it."""
    with opened_state(tmp_path / "fleet.db") as opened:
        state = opened.unwrap()
        for name, outcome in (("/a", evolve(REFUSED, category=Category.TEMPORARY)), ("/b c&d", REFUSED)):
            state.keep(Record(last=Try(name=name, began=2.0, ended=1.0, outcome=outcome), failures=1)).unwrap()
        state.release(lambda name: name != "/a").unwrap()
    with fleet_server(tmp_path / "fleet.db", SteppingClock()) as url:
        assert "a watch does after a pause" in words_of(browse(f"{url}/fleet/project?path=/a"))
        (link,) = (link for link in links_of(browse(f"{url}/fleet")) if "project?path=/b" in link)
        assert "Somebody has released it" in words_of(browse(url + link))


def test_a_project_that_is_gone(tmp_path: Path) -> None:
    """The page of the fleet does not show or count it; its history is still there."""
    with opened_state(tmp_path / "fleet.db") as opened:
        for name in ("/srv/here", "/srv/gone"):
            opened.unwrap().keep(Record(last=Try(name=name, began=1.0, ended=2.0, outcome=REFUSED), failures=1))
    with fleet_server(tmp_path / "fleet.db", SteppingClock(), gone=["/srv/gone"]) as url:
        page = browse(f"{url}/fleet")
        history = ask(f"{url}/fleet/project?path=/srv/gone")
    assert [path for path in ("/srv/here", "/srv/gone") if path in words_of(page)] == ["/srv/here"]
    assert "1 to 1 of 1" in words_of(page)
    assert history.status_code == 200


def test_wrong_questions(url: str) -> None:
    """They are refused with a sentence."""
    assert [ask(url + path).status_code for path in ("/fleet?outcome=x", "/fleet?page=x")] == [400, 400]
    assert [ask(f"{url}/fleet/project{query}").status_code for query in ("", "?path=/none")] == [404, 404]
    assert ask(f"{url}/fleet/project?path=/srv/repos/mobile-1&page=x").status_code == 400
    assert "has been tried yet" in words_of(browse(f"{url}/fleet/project?path=/none"))
    assert asked(url, (("Host", "evil.example"),), method="GET", path="/fleet").status == 421
    assert browse(url).headers["location"] == "/fleet"


def test_an_empty_fleet(tmp_path: Path) -> None:
    """A fleet that was never run says so; a state that cannot be read says that."""
    with fleet_server(tmp_path / "fleet.db", SteppingClock()) as url:
        words = words_of(browse(f"{url}/fleet"))
        assert "No project has been tried yet." in words
        assert "Nobody works on the fleet" in words
        (tmp_path / "fleet.db").write_text("no database, but long enough to be read as one\n" * 50)
        assert ask(f"{url}/fleet/project?path=/a").status_code == 503
        assert (ask(f"{url}/fleet").status_code, browse(f"{url}/fleet").status_code) == (503, 503)


def test_a_canary(tmp_path: Path) -> None:
    """The names of folders and the words of servers are text."""
    with opened_state(tmp_path / "fleet.db") as opened:
        outcome = evolve(REFUSED, message=CANARY, place=CANARY)
        opened.unwrap().keep(Record(last=Try(name=f"/srv/{CANARY}", began=1.0, ended=2.0, outcome=outcome)))
    with fleet_server(tmp_path / "fleet.db", SteppingClock()) as url:
        (link,) = (link for link in links_of(browse(f"{url}/fleet")) if "project?path=" in link)
        pages = (browse(f"{url}/fleet"), browse(url + link))
    assert [CANARY in words_of(page) for page in pages] == [True, True]
    assert [tag for page in pages for tag, _ in tags_of(page) if tag in {"img", "svg"}] == []


def test_a_watch_shows_its_page(tmp_path: Path) -> None:
    """``trackpost fleet watch --page`` says the address, and shows what it does."""
    with running_fleet(tmp_path, 2) as fleet:
        command = [TRACKPOST, "fleet", "watch", "--config", str(fleet.files.file), "--page", "0"]
        environ = bare({"HOME": tmp_path})
        with subprocess.Popen(
            command, env=environ, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        ) as process:
            assert process.stdout is not None
            match = re.search(r"Open (http://\S+) in a browser", process.stdout.readline())
            try:
                assert match is not None
                while len(ask(f"{match[1]}/fleet").json()["projects"]) < 2:
                    pass
                assert ask(f"{match[1]}/fleet").json()["workers"][0]["doing"] == "watch"
            finally:
                process.send_signal(signal.SIGINT)
                process.communicate(timeout=FOREVER)
    assert process.returncode == 128 + signal.SIGINT
