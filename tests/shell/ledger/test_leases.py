"""Publishes of one project from many machines: a lease keeps them apart, and a fence stops those that lost it."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest
from returns.result import Failure, Success

from tests.support.clocks import Stopwatch
from tests.support.files import Files
from tests.support.ledger import held, recorded
from tests.support.patience import FOREVER
from tests.support.postgres import Postgres
from tests.support.process import bare, trackpost
from tests.support.reference_server import received, reference_server
from tests.support.shared_ledger import machine, pass_time, publish
from trackpost import Answer, Delivered, LeaseLost, OutcomeNotRecorded, PublishRequest, Rejected, Verdict
from trackpost.core.delivery.ledger_faults import AnotherPublish
from trackpost.shell.ledger.postgres.leases import MARGIN

URL = "http://127.0.0.1:1"
ENDPOINT = f"{URL}/api/v1/connectors/trackers/snapshots/"
TAKEN = Delivered(Answer(200, None))
LONG = 24 * 3600.0
AT_ONCE = 4


def taken(_request: PublishRequest, _timeout: float, _seconds: float) -> Verdict:
    """Accept a snapshot."""
    return TAKEN


def applied(url: str) -> list[str]:
    """Return the digests of the snapshots that the server applied, in order."""
    effects = received(url).body
    assert isinstance(effects, list)
    return [effect["digest"] for effect in effects]


def digest_of(files: Files) -> str:
    """Return the digest of what a machine would publish."""
    service = trackpost("preview", "--root", files.root, "--json", env=files.env)
    return str(service.report["digest"])


def test_publishes_of_many_machines_never_overlap(postgres: Postgres, tmp_path: Path) -> None:
    """Each machine has its own home and its own issues; the server sees one request at a time, and all arrive."""
    machines = [machine(tmp_path / str(number), postgres.url, f"of {number}") for number in range(AT_ONCE)]
    under_way, most = 0, 0

    async def pause() -> None:
        nonlocal under_way, most
        under_way += 1
        most = max(most, under_way)
        await asyncio.sleep(0.05)
        under_way -= 1

    with reference_server(pause=pause) as url, ThreadPoolExecutor(AT_ONCE) as pool:
        ended = list(
            pool.map(lambda one: trackpost("publish", "--root", one.root, "--server-url", url, env=one.env), machines)
        )
        digests = applied(url)
    assert [(one.exit_code, one.stderr) for one in ended] == [(0, "")] * AT_ONCE
    assert len(set(digests)) == AT_ONCE
    assert most == 1
    fences = postgres.ask("SELECT fence, previous FROM trackpost.publishes ORDER BY id")
    assert fences == sorted(fences, key=lambda row: int(row["fence"]))
    assert [row["previous"] is None for row in fences] == [True] + [False] * (AT_ONCE - 1)


def test_a_publish_waits_for_another_machine_until_its_deadline(postgres: Postgres, tmp_path: Path) -> None:
    """At its deadline, the second publish fails without sending anything."""
    first, second = (machine(tmp_path / name, postgres.url, name) for name in ("first", "second"))
    found = []

    def meanwhile(_request: PublishRequest, _timeout: float, _seconds: float) -> Verdict:
        found.append(publish(second, URL, taken, Stopwatch().clock))
        return TAKEN

    assert isinstance(publish(first, URL, meanwhile), Success)
    assert found == [Failure(AnotherPublish(ENDPOINT))]
    assert [entry.times for entry in recorded(first)] == [1]


def test_a_lease_lasts_as_long_as_the_publish_may_take(postgres: Postgres, tmp_path: Path) -> None:
    """It is given up in the end, and lasts until the deadline and the margin if it is not."""
    files = machine(tmp_path, postgres.url, "A")
    left = "SELECT extract(epoch FROM until - clock_timestamp())::double precision AS left FROM trackpost.leases"
    seen = []

    def look(_request: PublishRequest, _timeout: float, _seconds: float) -> Verdict:
        seen.extend(postgres.ask(left))
        return TAKEN

    publish(files, URL, look, Stopwatch().clock, seconds=1000.0).unwrap()
    (row,) = seen
    assert 1000 + MARGIN - FOREVER < row["left"] <= 1000 + MARGIN
    assert postgres.ask(left) == [{"left": None}]


def frozen(files: Files, url: str, when: str) -> "subprocess.Popen[str]":
    """Start a publish that freezes, and wait until it has."""
    arguments = (files.root, files.home, str(files.ledger), url, when)
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.support.frozen_task", *map(str, arguments)],
        stdout=subprocess.PIPE,
        text=True,
        env=bare(),
    )
    _, status = os.waitpid(process.pid, os.WUNTRACED)
    assert os.WIFSTOPPED(status), process.communicate(timeout=FOREVER)
    return process


def thawed(process: "subprocess.Popen[str]") -> list[str]:
    """Let a publish go on, and return what it says in the end."""
    process.send_signal(signal.SIGCONT)
    said, _ = process.communicate(timeout=FOREVER)
    return said.splitlines()


MOMENTS: Mapping[str, tuple[list[str], int]] = {
    "before-record": (["lease_lost"], 1),
    "before-sending": (["unreachable"], 2),
    "while-sending": (["superseded"], 2),
}


@pytest.mark.parametrize(("when", "expected", "entries"), [(when, *ends) for when, ends in MOMENTS.items()])
def test_a_frozen_worker_sends_nothing_and_forks_nothing(
    when: str, expected: list[str], entries: int, postgres: Postgres, tmp_path: Path
) -> None:
    """It was frozen for longer than its lease, and another machine has published meanwhile.

    What had left it before that arrives late, and the server refuses it.
    """
    slow, fast = (machine(tmp_path / name, postgres.url, name) for name in ("slow", "fast"))
    with reference_server() as url:
        process = frozen(slow, url, when)
        pass_time(postgres, LONG)
        receipt = publish(fast, url).unwrap()
        assert thawed(process) == expected
        assert applied(url) == [receipt.digest]
    chain = postgres.ask("SELECT id, previous FROM trackpost.publishes ORDER BY id")
    assert [row["previous"] for row in chain] == [None, *(row["id"] for row in chain[:-1])]
    assert len(chain) == entries


def test_a_worker_whose_lease_is_over_sends_nothing_even_if_nobody_took_over(
    postgres: Postgres, tmp_path: Path
) -> None:
    """Another one could do so while the snapshot is under way."""
    files = machine(tmp_path, postgres.url, "A")
    with reference_server() as url:
        process = frozen(files, url, "before-record")
        pass_time(postgres, LONG)
        assert thawed(process) == ["lease_lost"]
        assert (applied(url), recorded(files)) == ([], [])


def test_a_killed_publish_is_repeated_under_the_same_key_once_its_lease_is_over(
    postgres: Postgres, tmp_path: Path
) -> None:
    """Until then, nobody may publish, because the request may be under way. The effect says that it may have been."""
    files = machine(tmp_path, postgres.url, "A")
    with reference_server() as url:
        process = frozen(files, url, "before-sending")
        process.kill()
        process.communicate(timeout=FOREVER)
        endpoint = f"{url}/api/v1/connectors/trackers/snapshots/"
        assert publish(files, url, clock=Stopwatch().clock) == Failure(AnotherPublish(endpoint))
        pass_time(postgres, 60 + MARGIN)
        receipt = publish(files, url).unwrap()
    assert [(entry.key, entry.times, entry.state) for entry in recorded(files)] == [
        (receipt.idempotency_key, 2, "acknowledged")
    ]


def test_a_clock_that_is_set_back_makes_nobody_wait_for_longer(postgres: Postgres, tmp_path: Path) -> None:
    """A lease seems to last a day longer then; it is cut to the time that it was taken for."""
    files = machine(tmp_path, postgres.url, "A")
    with reference_server() as url:
        process = frozen(files, url, "before-sending")
        process.kill()
        process.communicate(timeout=FOREVER)
        pass_time(postgres, -LONG)
        assert isinstance(publish(files, url, clock=Stopwatch().clock), Failure)
        pass_time(postgres, 60 + MARGIN)
        assert isinstance(publish(files, url), Success)


def test_a_clock_that_is_set_forward_sends_nothing(postgres: Postgres, tmp_path: Path) -> None:
    """The lease is over early, so the publish stops before it sends."""
    files = machine(tmp_path, postgres.url, "A")
    clock = Stopwatch().clock

    def hurry() -> float:
        if postgres.ask("SELECT to_regclass('trackpost.leases') IS NOT NULL AS made")[0]["made"]:
            pass_time(postgres, LONG)
        return 0.0

    found = publish(files, URL, taken, type(clock)(monotonic=hurry, now=clock.now, sleep=clock.sleep))
    assert isinstance(found.failure(), LeaseLost)


def fences(postgres: Postgres) -> list[int]:
    """Return the fences of all records."""
    return [int(row["fence"]) for row in postgres.ask("SELECT fence FROM trackpost.publishes ORDER BY id")]


def test_fences_only_grow(postgres: Postgres, tmp_path: Path) -> None:
    """That holds if the clock is set back, and if the ledger is lost and made anew."""
    files = machine(tmp_path, postgres.url, "A")
    publish(files, URL, taken).unwrap()
    postgres.ask("UPDATE trackpost.leases SET fence = fence + 1000000000")
    (ahead,) = postgres.ask("SELECT fence FROM trackpost.leases")
    held(files, "B")
    publish(files, URL, taken).unwrap()
    first, second = fences(postgres)
    assert first < int(ahead["fence"]) + 1 == second
    postgres.forget()
    publish(files, URL, taken).unwrap()
    assert first < fences(postgres)[0]


def test_a_chain_cannot_fork(postgres: Postgres, tmp_path: Path) -> None:
    """The database itself refuses a second entry after the same one, and a second first one."""
    files = machine(tmp_path, postgres.url, "A")
    for title in "AB":
        held(files, title)
        publish(files, URL, taken).unwrap()
    columns = (
        "target, endpoint, provider, workspace, project, key, digest, state, issues, mappings, bytes, began_at, times, "
        "attempts"
    )
    for previous in ("NULL", "(SELECT min(id) FROM trackpost.publishes)"):
        with pytest.raises(psycopg.errors.UniqueViolation):
            postgres.ask(
                f"INSERT INTO trackpost.publishes (previous, {columns}) "  # noqa: S608 - from this file
                f"SELECT {previous}, {columns} FROM trackpost.publishes ORDER BY id DESC LIMIT 1"
            )


def taking_over(
    postgres: Postgres, other: Files, verdict: Verdict, then: Callable[[], object] = lambda: None
) -> Callable[[PublishRequest, float, float], Verdict]:
    """Return a transport whose answer comes after another machine has taken over and published."""

    def post(_request: PublishRequest, _timeout: float, _seconds: float) -> Verdict:
        pass_time(postgres, LONG)
        publish(other, URL, taken).unwrap()
        then()
        return verdict

    return post


def test_a_late_success_puts_what_was_sent_meanwhile_in_doubt(postgres: Postgres, tmp_path: Path) -> None:
    """Both snapshots were applied, and nobody knows which one was the last: the next publish is applied for certain."""
    slow, fast = (machine(tmp_path / name, postgres.url, name) for name in ("slow", "fast"))
    receipt = publish(slow, URL, taking_over(postgres, fast, TAKEN)).unwrap()
    assert receipt.warnings == ()
    assert [(entry.state, entry.outcome) for entry in recorded(slow)] == [("acknowledged", "delivered")] * 2
    service = trackpost("publish", "--root", fast.root, "--server-url", URL, "--skip-unchanged", "--json", env=fast.env)
    assert service.report["outcome"] == "unreachable"  # so it was not skipped


def test_a_late_refusal_changes_nothing(postgres: Postgres, tmp_path: Path) -> None:
    """Only the present holder may decide that a key is spent."""
    slow, fast = (machine(tmp_path / name, postgres.url, "same") for name in ("slow", "fast"))
    refused = taking_over(postgres, fast, Rejected(Answer(400, None)))
    found = publish(slow, URL, refused).failure()
    assert "refused" in found.message
    assert [(entry.state, entry.outcome, entry.times) for entry in recorded(slow)] == [("acknowledged", "delivered", 2)]


def test_a_late_answer_says_that_it_is_not_recorded(postgres: Postgres, tmp_path: Path) -> None:
    """The other machine sent the same snapshot, and its record is the newer one."""
    slow, fast = (machine(tmp_path / name, postgres.url, "same") for name in ("slow", "fast"))
    receipt = publish(slow, URL, taking_over(postgres, fast, TAKEN)).unwrap()
    (warning,) = receipt.warnings
    assert isinstance(warning, OutcomeNotRecorded)
    assert [(entry.state, entry.times) for entry in recorded(slow)] == [("acknowledged", 2)]
