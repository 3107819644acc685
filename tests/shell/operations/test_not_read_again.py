"""A project of which nothing can have changed is neither read nor sent, and whatever may have changed is read."""

import sqlite3
from collections.abc import Callable, Mapping
from contextlib import closing
from pathlib import Path

import pytest
from attrs import define, evolve, field

from tests.support.cache import WORKSPACE, add_rows, checkpoint_row, issue_row, make_cache, mapping_row, sound_payload
from tests.support.clocks import AFTERWARDS, tick
from tests.support.files import CONFIG, CREDENTIALS, Files, make_project, write
from tests.support.ledger import ledger_of
from trackpost import ForeignIssues, PublishOptions, Receipt, TrackerService, Unchanged
from trackpost.core.delivery.answer import Answer
from trackpost.core.delivery.publish import Progress, PublishRequest
from trackpost.core.delivery.verdict import Delivered, EffectUnknown, Rejected, Verdict
from trackpost.shell.clock import Clock

URL = "http://127.0.0.1:1"
READ = "read"


@define
class Publishes:
    """Publishes of one project, and what came of each.

    Attributes:
        files: of the project.
        clock: by which files are quiet.
        verdicts: of the server, the last one again and again.
    """

    files: Files
    clock: Clock = AFTERWARDS
    verdicts: list[Verdict] = field(factory=lambda: [Delivered(Answer(202, None))])

    def once(self, **options: object) -> tuple[str, ...]:
        """Publish once; return the class of the result, and whether the cache was read."""
        result, words = self.result(**options)
        return (type(result).__name__, *words)

    def result(self, **options: object) -> tuple[object, tuple[str, ...]]:
        """Publish once; return the result or the error, and whether the cache was read."""
        doing = set[str]()

        def note(progress: Progress) -> None:
            doing.add(progress.doing)

        service = TrackerService(
            self.files.root, home=self.files.home, ledger=self.files.ledger, post=self.post, clock=self.clock
        )
        given: PublishOptions = {"allow_foreign": bool(options.get("allow_foreign"))}
        result = service.sync_publish(server_url=URL, skip_unchanged=True, on_progress=note, **given)
        return result.value_or(None) or result.failure(), (READ,) if "built" in doing else ()

    def post(self, _request: PublishRequest, _timeout: float, _seconds: float) -> Verdict:
        """Answer like the server."""
        return self.verdicts.pop(0) if len(self.verdicts) > 1 else self.verdicts[0]


SENT, SKIPPED, SKIPPED_UNREAD = ("Receipt", READ), ("Unchanged", READ), ("Unchanged",)


def test_what_has_not_changed_is_not_read(files: Files) -> None:
    """The answer is the same as if it had been read."""
    publishes = Publishes(files)
    sent, _ = publishes.result()
    assert isinstance(sent, Receipt)
    unread = publishes.result()
    (files.home / "trackpost").joinpath(only_memo(files).name).unlink()
    read = publishes.result()
    assert (unread, read) == ((read[0], ()), (unread[0], (READ,)))
    assert unread[0] == Unchanged(
        endpoint=sent.endpoint,
        idempotency_key=sent.idempotency_key,
        digest=sent.digest,
        issues=sent.issues,
        mappings=sent.mappings,
        bytes=sent.bytes,
        routing=sent.routing,
    )


def only_memo(files: Files) -> Path:
    """Return the memo of the only target."""
    (memo,) = (files.home / "trackpost").glob("*.memo")
    return memo


def execute(files: Files, *statements: str) -> None:
    """Change the cache."""
    with closing(sqlite3.connect(files.cache, isolation_level=None)) as connection:
        for statement in statements:
            connection.execute(statement)


def insert(files: Files, *rows: tuple[str, tuple[object, ...]]) -> None:
    """Add rows to the cache."""
    with closing(sqlite3.connect(files.cache)) as connection:
        add_rows(connection, rows)


def swap(files: Files) -> None:
    """Put another cache of the same size in the place of the cache."""
    rows = (issue_row(1), issue_row(2, payload=sound_payload(2, title="Issue 3")), mapping_row(), checkpoint_row())
    other = make_cache(files.cache.with_name("other.db"), rows)
    other.replace(files.cache)


CHANGES: Mapping[str, tuple[Callable[[Files], object], tuple[str, ...]]] = {
    "an issue": (lambda files: insert(files, issue_row(3)), SENT),
    "an issue that is gone": (lambda files: execute(files, "DELETE FROM tracker_issues WHERE issue_id = '2'"), SENT),
    "a link": (lambda files: insert(files, mapping_row("WP02", external_id="2")), SENT),
    "a checkpoint": (lambda files: execute(files, "UPDATE tracker_checkpoints SET cursor = '43'"), SENT),
    "another file": (swap, SENT),
    "the slug": (lambda files: write(files.config, f"{CONFIG}project:\n  slug: other\n"), SENT),
    "an owner of a field": (
        lambda files: write(files.config, f"{CONFIG}  ownership:\n    field_owners:\n      title: tracker\n"),
        SENT,
    ),
    "the route": (lambda files: write(files.credentials, CREDENTIALS.replace("project_key", "other")), SENT),
    "a log": (lambda files: execute(files, "PRAGMA journal_mode = wal"), SKIPPED),
    "VACUUM": (lambda files: execute(files, "VACUUM"), SKIPPED),
    "the ledger": (lambda files: ledger_of(files).unlink(), SENT),
    "the memo": (lambda files: only_memo(files).write_bytes(b"{}"), SKIPPED),
    "an older memo": (lambda files: only_memo(files).write_bytes(b"{" + only_memo(files).read_bytes()[9:]), SKIPPED),
    "a comment": (lambda files: write(files.config, f"# hello\n{CONFIG}"), SKIPPED_UNREAD),
    "a secret": (lambda files: write(files.credentials, f'{CREDENTIALS}api_token = "new"\n'), SKIPPED_UNREAD),
    "nothing": (lambda _files: None, SKIPPED_UNREAD),
}
"""What is changed between two publishes, and what the second one does."""


@pytest.mark.parametrize(("change", "expected"), CHANGES.values(), ids=CHANGES.keys())
def test_every_change_is_seen(change: Callable[[Files], object], expected: tuple[str, ...], tmp_path: Path) -> None:
    """And after that, nothing is read again."""
    publishes = Publishes(make_project(tmp_path))
    assert [publishes.once() for _ in range(2)] == [SENT, SKIPPED_UNREAD]
    tick()
    change(publishes.files)
    assert [publishes.once() for _ in range(2)] == [expected, SKIPPED_UNREAD]


def test_a_cache_that_was_written_just_now_is_read_again(tmp_path: Path) -> None:
    """A change at nearly the same time might leave the same time behind. Once the cache is quiet, it is not read."""
    publishes = Publishes(make_project(tmp_path), Clock())
    assert [publishes.once() for _ in range(2)] == [SENT, SKIPPED]
    later = evolve(publishes, clock=AFTERWARDS)
    assert [later.once() for _ in range(2)] == [SKIPPED, SKIPPED_UNREAD]


@pytest.mark.parametrize("verdict", [Rejected(Answer(422, None)), EffectUnknown("why")], ids=["refused", "no answer"])
def test_what_did_not_arrive_is_sent_again(verdict: Verdict, files: Files) -> None:
    """Whatever the memo says: it is about the cache, and only the ledger is about the server."""
    taken = Delivered(Answer(202, None))
    publishes = Publishes(files, verdicts=[*[verdict] * (1 if isinstance(verdict, Rejected) else 4), taken])
    assert [publishes.once() for _ in range(3)] == [("Undelivered", READ), SENT, SKIPPED_UNREAD]


def test_foreign_issues_are_refused_as_ever(tmp_path: Path) -> None:
    """What is allowed once is not allowed without the option, although nothing has changed."""
    publishes = Publishes(make_project(tmp_path))
    payload = sound_payload(3).replace(WORKSPACE, "b.example")
    insert(publishes.files, issue_row(3, payload=payload))
    assert [publishes.once(allow_foreign=True) for _ in range(3)] == [SENT, SKIPPED, SKIPPED]
    refused, _ = publishes.result()
    assert isinstance(refused, ForeignIssues)


def test_a_home_that_cannot_be_written(tmp_path: Path) -> None:
    """Without a memo, the cache is read each time."""
    publishes = Publishes(make_project(tmp_path))
    publishes.once()
    memo = only_memo(publishes.files)
    memo.unlink()
    memo.with_suffix(".memo-new").mkdir()
    assert [publishes.once() for _ in range(2)] == [SKIPPED, SKIPPED]
