"""If a publish is killed at any instant, nothing is applied twice, and the last publish wins."""

from collections.abc import Mapping
from itertools import pairwise
from pathlib import Path
from random import Random

import pytest
from attrs import frozen

from tests.support.clocks import AFTERWARDS, tick
from tests.support.files import Files, make_project
from tests.support.forked import forking
from tests.support.frozen_task import HOUR
from tests.support.ledger import held, recorded
from tests.support.reference_server import received, reference_server
from tests.support.shared_ledger import pass_time, publish
from trackpost import TrackerService, Unchanged

Sent = tuple[str, str]


@frozen
class Case:
    """How often a publisher is killed, and how long one publish takes at most, in seconds."""

    kills: int
    longest: float


CASES: Mapping[bool, Case] = {False: Case(100, 0.06), True: Case(30, 0.2)}
"""With a ledger of this machine, and with a shared one."""


def effects_at(url: str) -> list[Sent]:
    """Return the key and the digest of each snapshot that the server applied, in order."""
    effects = received(url).body
    assert isinstance(effects, list)
    return [(effect["idempotency_key"], effect["digest"]) for effect in effects]


def publish_wins(files: Files, url: str) -> None:
    """Publish without a kill, and check that the server is at this snapshot."""
    receipt = publish(files, url).unwrap()
    assert effects_at(url)[-1] == (receipt.idempotency_key, receipt.digest)


def test_a_publisher_that_is_killed_a_hundred_times(files: Files, request: pytest.FixtureRequest) -> None:
    """The kill may come before the record, after it, after sending, or after the answer.

    The publisher has a past, because without one, a repetition is applied again. With a shared ledger, its lease ends
    before the next one begins, and it is killed less often.
    """
    chance, rounds, killed, case = Random(5), 0, 0, CASES[files.ledger is not None]  # noqa: S311 - not for a secret
    with reference_server() as url, forking("tests.support.publish_task") as forker:
        task = f"{files.root}\t{files.home}\t{url}\t{files.ledger or ''}\t"
        publish_wins(files, url)
        while rounds < case.kills or killed <= case.kills / 4:  # a busy machine kills late, and so in vain
            rounds += 1
            held(files, chance.choice("ABC"))
            killed += forker.killed(task, chance.uniform(0, case.longest))
            if files.ledger is not None:
                pass_time(request.getfixturevalue("postgres"), HOUR)
            if chance.random() < 0.3:
                publish_wins(files, url)
        publish_wins(files, url)
        applied = effects_at(url)
    sent: list[Sent] = [(entry.key, entry.digest) for entry in recorded(files)]
    # The applied snapshots are a subsequence of the recorded ones: in the same order, each once.
    in_order = iter(sent)
    assert all(effect in in_order for effect in applied)
    assert all(earlier[1] != later[1] for earlier, later in pairwise(sent))


def test_a_publisher_that_skips_what_is_unchanged_and_is_killed(tmp_path: Path) -> None:
    """Whenever it is killed, it never takes a changed cache for the one that the server has."""
    files, chance, skipped = make_project(tmp_path), Random(7), 0  # noqa: S311 - not for a secret
    service = TrackerService(files.root, home=files.home, clock=AFTERWARDS)
    with reference_server() as url, forking("tests.support.publish_task") as forker:
        for _ in range(40):
            if chance.random() < 0.5:
                tick()
                held(files, chance.choice("ABC"))
            forker.killed(f"{files.root}\t{files.home}\t{url}\t\tskip", chance.uniform(0, 0.04))
            if chance.random() < 0.5:
                sent = service.sync_publish(server_url=url, skip_unchanged=True).unwrap()
                assert effects_at(url)[-1] == (sent.idempotency_key, sent.digest)
                assert sent.digest == service.preview(server_url=url).unwrap().snapshot.digest
                skipped += isinstance(sent, Unchanged)
    assert skipped > 3
