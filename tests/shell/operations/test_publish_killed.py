"""If a publish is killed at any instant, nothing is applied twice, and the last publish wins."""

from itertools import pairwise
from pathlib import Path
from random import Random

from tests.support.files import Files, make_project
from tests.support.forked import forking
from tests.support.ledger import entries, held
from tests.support.reference_server import received, reference_server
from trackpost import TrackerService

KILLS = 100
Sent = tuple[str, str]
LONGEST = 0.06
"""In seconds: about the time of a whole publish."""


def effects_at(url: str) -> list[Sent]:
    """Return the key and the digest of each snapshot that the server applied, in order."""
    effects = received(url).body
    assert isinstance(effects, list)
    return [(effect["idempotency_key"], effect["digest"]) for effect in effects]


def publish_wins(files: Files, url: str) -> None:
    """Publish without a kill, and check that the server is at this snapshot."""
    receipt = TrackerService(files.root, home=files.home).sync_publish(server_url=url).unwrap()
    assert effects_at(url)[-1] == (receipt.idempotency_key, receipt.digest)


def test_a_publisher_that_is_killed_a_hundred_times(tmp_path: Path) -> None:
    """The kill may come before the record, after it, after sending, or after the answer.

    The publisher has a past, because without one, a repetition is applied again.
    """
    files, chance, killed = make_project(tmp_path), Random(5), 0  # noqa: S311 - not for a secret
    with reference_server() as url, forking("tests.support.publish_task") as forker:
        task = f"{files.root}\t{files.home}\t{url}\t"
        publish_wins(files, url)
        for _ in range(KILLS):
            held(files, chance.choice("ABC"))
            killed += forker.killed(task, chance.uniform(0, LONGEST))
            if chance.random() < 0.3:
                publish_wins(files, url)
        publish_wins(files, url)
        applied = effects_at(url)
    sent: list[Sent] = [(entry.key, entry.digest) for entry in entries(files.home)]
    # The applied snapshots are a subsequence of the recorded ones: in the same order, each once.
    recorded = iter(sent)
    assert all(effect in recorded for effect in applied)
    assert all(earlier[1] != later[1] for earlier, later in pairwise(sent))
    assert killed > KILLS / 4
