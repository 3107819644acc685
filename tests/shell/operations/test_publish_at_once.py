"""Publishes to one target run one after the other, even in many processes."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread

from returns.result import Failure, Success

from tests.support.files import Files, make_project
from tests.support.ledger import entries, recorded
from tests.support.patience import FOREVER
from tests.support.process import trackpost
from tests.support.reference_server import received, reference_server
from trackpost import TrackerService
from trackpost.core.delivery.answer import Answer
from trackpost.core.delivery.ledger_faults import AnotherPublish
from trackpost.core.delivery.publish import PublishRequest
from trackpost.core.delivery.verdict import Delivered, Verdict

AT_ONCE = 6


def test_publishes_at_once_are_one_effect(files: Files) -> None:
    """Of several processes, one delivers the snapshot, and the others repeat it, with either ledger."""
    with reference_server() as url, ThreadPoolExecutor(AT_ONCE) as pool:
        arguments = ("publish", "--root", files.root, "--server-url", url, "--json")
        ended = list(pool.map(lambda _: trackpost(*arguments, env=files.env), range(AT_ONCE)))
        effects = received(url).body
    assert [one.exit_code for one in ended] == [0] * AT_ONCE
    assert sorted(str(one.report["outcome"]) for one in ended) == ["delivered"] + ["replayed"] * (AT_ONCE - 1)
    assert isinstance(effects, list)
    assert [effect["replays"] for effect in effects] == [AT_ONCE - 1]
    assert [(entry.times, entry.attempts, entry.state) for entry in recorded(files)] == [
        (AT_ONCE, AT_ONCE, "acknowledged")
    ]


@contextmanager
def publishing(service_root: Path, home: Path, url: str) -> Iterator[Event]:
    """Publish in another thread, with a request that lasts until the event is set."""
    began, may_end = Event(), Event()

    def post(_request: PublishRequest, _timeout: float, _seconds: float) -> Verdict:
        began.set()
        may_end.wait(FOREVER)
        return Delivered(Answer(200, None))

    service = TrackerService(service_root, home=home, post=post)
    thread = Thread(target=service.sync_publish, kwargs={"server_url": url})
    thread.start()
    assert began.wait(FOREVER)
    yield may_end
    may_end.set()
    thread.join(FOREVER)


URL = "http://127.0.0.1:1"


def test_a_publish_waits_for_another_until_its_deadline(tmp_path: Path) -> None:
    """At its deadline, the publish fails without sending anything."""
    files = make_project(tmp_path)
    with publishing(files.root, files.home, URL):
        found = TrackerService(files.root, home=files.home).sync_publish(server_url=URL, deadline_seconds=0.2)
    endpoint = f"{URL}/api/v1/connectors/trackers/snapshots/"
    assert found == Failure(AnotherPublish(endpoint))
    assert [entry.times for entry in entries(files.home)] == [1]


def test_another_target_does_not_wait(tmp_path: Path) -> None:
    """A publish to another server does not wait."""
    files = make_project(tmp_path)
    with reference_server() as url, publishing(files.root, files.home, URL):
        found = TrackerService(files.root, home=files.home).sync_publish(server_url=url, deadline_seconds=FOREVER)
    assert isinstance(found, Success)
