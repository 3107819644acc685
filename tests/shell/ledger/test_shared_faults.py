"""A shared ledger that cannot be used stops a publish before anything is sent."""

import re
import socket
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, closing, contextmanager
from pathlib import Path
from urllib.parse import quote

import psycopg
import pytest
from attrs import evolve
from returns.result import Failure, Success

from tests.support.clocks import Stopwatch
from tests.support.files import Files
from tests.support.ledger import held, recorded
from tests.support.postgres import PASSWORD, Postgres
from tests.support.process import called, trackpost
from tests.support.reference_server import received, reference_server
from tests.support.shared_ledger import publish
from trackpost import (
    Answer,
    CorruptEntry,
    Delivered,
    EffectUnknown,
    LedgerOfAnotherVersion,
    LedgerUnavailable,
    OutcomeNotRecorded,
    PublishRequest,
    Replayed,
    TrackerService,
    Undelivered,
    UnknownKey,
    Verdict,
)

SHOWN = "postgresql:///postgres"
URL = "http://127.0.0.1:1"


def nowhere(_request: PublishRequest, _timeout: float, _seconds: float) -> Verdict:
    """Fail: nothing may be sent."""
    raise AssertionError


def taken(_request: PublishRequest, _timeout: float, _seconds: float) -> Verdict:
    """Accept a snapshot."""
    return Delivered(Answer(200, None))


@contextmanager
def stopped(postgres: Postgres) -> Iterator[None]:
    """Stop the database for a while."""
    postgres.stop()
    try:
        yield
    finally:
        postgres.start()


@contextmanager
def of_the_future(postgres: Postgres) -> Iterator[None]:
    """Let another trackpost have made the tables."""
    postgres.ask("CREATE SCHEMA trackpost")
    postgres.ask("CREATE TABLE trackpost.ledger AS SELECT 2 AS version")
    yield


@contextmanager
def read_only(postgres: Postgres) -> Iterator[None]:
    """Let the database refuse to write, as a standby does."""
    postgres.ask("ALTER ROLE postgres SET default_transaction_read_only = on")
    try:
        yield
    finally:
        with psycopg.connect(postgres.url, autocommit=True) as connection:
            connection.execute("SET default_transaction_read_only = off")
            connection.execute("ALTER ROLE postgres RESET default_transaction_read_only")


FAULTS: Mapping[str, tuple[Callable[[Postgres], AbstractContextManager[None]], type[object], str]] = {
    "stopped": (stopped, LedgerUnavailable, "No such file or directory"),
    "made by another version": (of_the_future, LedgerOfAnotherVersion, "version 2"),
    "read-only": (read_only, LedgerUnavailable, "read-only"),
}


@pytest.mark.parametrize(("spoil", "kind", "words"), FAULTS.values(), ids=FAULTS.keys())
def test_nothing_is_sent_without_the_ledger(
    spoil: Callable[[Postgres], AbstractContextManager[None]],
    kind: type[object],
    words: str,
    postgres: Postgres,
    shared: Files,
) -> None:
    """The command exits 75, and its message shows no password."""
    with spoil(postgres):
        fault = publish(shared, URL, nowhere).failure()
        ended = called("publish", "--root", shared.root, "--server-url", URL, env=shared.env)
    assert isinstance(fault, kind)
    assert words in fault.message
    assert fault.message.startswith(f"{SHOWN}: ")
    assert (ended.exit_code, ended.stdout) == (75, b"")
    assert PASSWORD not in repr(fault) + fault.message + ended.stderr


def test_nothing_is_read_without_the_ledger(postgres: Postgres, shared: Files) -> None:
    """Only ``status`` shows the rest, and warns."""
    publish(shared, URL, taken).unwrap()
    with stopped(postgres):
        for words in (["receipts"], ["receipts", "show", "a"], ["explain", "a", "b"]):
            assert called(*words, env=shared.env).exit_code == 75
        ready = called("preview", "--root", shared.root, "--server-url", URL, env=shared.env)
        shown = called("status", "--root", shared.root, env=shared.env)
    assert ready.exit_code == 75
    assert shown.exit_code == 0
    assert "cannot use the shared ledger" in shown.stderr


def test_reading_makes_no_tables(postgres: Postgres, shared: Files) -> None:
    """An empty database is a ledger without entries."""
    service = TrackerService(shared.root, home=shared.home, ledger=shared.ledger)
    assert service.receipts() == Success(())
    assert isinstance(service.preview(server_url=URL), Success)
    assert postgres.ask("SELECT to_regnamespace('trackpost') AS found") == [{"found": None}]


@contextmanager
def silent() -> Iterator[str]:
    """Listen in place of a database, and answer nothing."""
    with closing(socket.create_server(("127.0.0.1", 0))) as listener:
        yield f"postgresql://127.0.0.1:{listener.getsockname()[1]}/trackpost"


def test_a_database_that_never_answers(shared: Files) -> None:
    """The publish ends."""
    with silent() as url:
        found = publish(evolve(shared, ledger=url), URL, nowhere, seconds=0.1)
    assert found == Failure(LedgerUnavailable(url, "connection timeout expired"))


def test_a_database_that_hangs(postgres: Postgres, shared: Files) -> None:
    """Somebody else has locked the tables; the publish ends, and nobody holds the lease."""
    publish(shared, URL, taken).unwrap()
    with psycopg.connect(postgres.url) as connection:
        connection.execute("LOCK TABLE trackpost.publishes")
        found = publish(shared, URL, nowhere, seconds=0.1)
    assert found == Failure(LedgerUnavailable(SHOWN, "it did not answer in time"))
    assert isinstance(publish(shared, URL, taken), Success)


def test_a_role_without_rights(postgres: Postgres, shared: Files) -> None:
    """The reason says what is denied; a role that was given the schema needs no more."""
    publish(shared, URL, taken).unwrap()
    postgres.ask("DROP ROLE IF EXISTS bob")
    postgres.ask("CREATE ROLE bob LOGIN")
    of_bob = evolve(shared, ledger=postgres.url.replace("//postgres:", "//bob:"))
    fault = publish(of_bob, URL, nowhere).failure()
    postgres.ask("GRANT USAGE ON SCHEMA trackpost TO bob; GRANT ALL ON ALL TABLES IN SCHEMA trackpost TO bob")
    found = publish(of_bob, URL, taken)
    postgres.ask("DROP OWNED BY bob; DROP ROLE bob")
    assert isinstance(fault, LedgerUnavailable)
    assert "permission denied" in fault.reason
    assert isinstance(found, Success)


def test_a_database_that_is_restarted_during_a_publish(postgres: Postgres, shared: Files) -> None:
    """The outcome is recorded all the same, once the database is back."""

    def restart(_request: PublishRequest, _timeout: float, _seconds: float) -> Verdict:
        postgres.stop()
        postgres.start()
        return Delivered(Answer(200, None))

    receipt = publish(shared, URL, restart).unwrap()
    assert receipt.warnings == ()
    assert [(entry.state, entry.times, entry.attempts) for entry in recorded(shared)] == [("acknowledged", 1, 1)]


def test_a_database_that_is_lost_during_a_publish(postgres: Postgres, shared: Files) -> None:
    """The snapshot has arrived, and a warning says that this is not recorded; the next publish finds it out."""
    with reference_server() as url:
        publish(shared, url).unwrap()
        held(shared, "B")

        def lose(_request: PublishRequest, _timeout: float, _seconds: float) -> Verdict:
            postgres.stop()
            return Delivered(Answer(200, None))

        receipt = publish(shared, url, lose, Stopwatch().clock).unwrap()
        postgres.start()
        assert [type(warning) for warning in receipt.warnings] == [OutcomeNotRecorded]
        assert [entry.state for entry in recorded(shared)] == ["acknowledged", "pending"]
        postgres.ask("UPDATE trackpost.leases SET until = NULL")
        again = publish(shared, url).unwrap()
    assert again.idempotency_key == receipt.idempotency_key
    assert [entry.state for entry in recorded(shared)] == ["acknowledged", "acknowledged"]


def test_a_database_that_is_lost_before_the_second_request(postgres: Postgres, shared: Files) -> None:
    """The answer was an old one, and proves nothing; it is not said that nothing was sent."""

    def lose(_request: PublishRequest, _timeout: float, _seconds: float) -> Verdict:
        postgres.stop()
        return Replayed(Answer(200, None))

    fault = publish(shared, URL, lose, Stopwatch().clock).failure()
    postgres.start()
    assert isinstance(fault, Undelivered)
    assert isinstance(fault.verdict, EffectUnknown)
    assert (fault.effect, fault.attempts) == ("unknown", 1)
    assert PASSWORD not in fault.message


def test_a_backup_that_is_restored_proves_nothing(postgres: Postgres, shared: Files) -> None:
    """After A, B, and A with a ledger that does not know B, the server is at A."""
    with reference_server() as url:
        publish(shared, url).unwrap()
        backup = postgres.backup()
        held(shared, "B")
        publish(shared, url).unwrap()
        postgres.restore(backup)
        held(shared, "A")
        first = publish(shared, url).unwrap()
        assert not first.replayed
        postgres.restore(postgres.backup())
        again = publish(shared, url).unwrap()
        entries = received(url).body
    assert (again.attempts, again.replayed) == (2, False)
    assert isinstance(entries, list)
    assert entries[-1]["digest"] == first.digest


def test_a_record_that_is_damaged(postgres: Postgres, shared: Files) -> None:
    """The error has the number of the row, and nothing is sent."""
    key = publish(shared, URL, taken).unwrap().idempotency_key
    postgres.ask("UPDATE trackpost.fingerprints SET made = 'x'")
    unread = TrackerService(shared.root, home=shared.home, ledger=shared.ledger).diff(key, key).failure()
    assert isinstance(unread, CorruptEntry)
    assert (unread.path, unread.row) == (SHOWN, "1")
    postgres.ask("ALTER TABLE trackpost.publishes DROP CONSTRAINT publishes_key_check")
    postgres.ask("UPDATE trackpost.publishes SET key = 'x'")
    fault = publish(shared, URL, nowhere).failure()
    assert isinstance(fault, CorruptEntry)
    assert (fault.path, fault.row) == (SHOWN, "1")


def test_a_key_that_is_none(shared: Files) -> None:
    """The database is not asked for what cannot be a key."""
    service = TrackerService(shared.root, home=shared.home, ledger=shared.ledger)
    for key in ("", "A", "\0", "\udc80", "%", "_"):
        assert service.receipt(key) == service.diff(key, key) == Failure(UnknownKey(key))


UNUSABLE: Mapping[str, tuple[str, str]] = {
    "another scheme": ("https://db.example/", "it must begin with postgresql://"),
    "a URL that is blank": ("", "it must begin with postgresql://"),
    "a parameter that nobody knows": (f"postgresql://bob:{PASSWORD}@db.example/x?{PASSWORD}=1", "********"),
}


@pytest.mark.parametrize(("url", "words"), UNUSABLE.values(), ids=UNUSABLE.keys())
def test_a_url_that_cannot_be_used(url: str, words: str, shared: Files) -> None:
    """Each command that needs the ledger exits 78, and shows no password."""
    for command in (["status", "--root", str(shared.root)], ["receipts"]):
        ended = called(*command, "--ledger", url, env=shared.env)
        assert ended.exit_code == 78
        assert words in ended.stderr
        assert PASSWORD not in ended.stderr


def test_a_password_in_another_spelling_is_not_shown(postgres: Postgres, shared: Files) -> None:
    """It may be percent-encoded in the URL, and in the clear in what the driver says."""
    secret = "p@ss/w0rd"
    url = f"postgresql://bob:{quote(secret, safe='')}@/{quote(secret, safe='')}?host={postgres.folder}"
    fault = publish(evolve(shared, ledger=url), URL, nowhere).failure()
    assert isinstance(fault, LedgerUnavailable)
    assert secret not in fault.reason


def test_without_the_extra(shared: Files, tmp_path: Path) -> None:
    """The message says what to install, and from where it is known to exist."""
    (tmp_path / "psycopg.py").write_text("raise ImportError\n")
    ended = trackpost("receipts", env={**shared.env, "PYTHONPATH": tmp_path})
    assert (ended.exit_code, ended.stdout) == (78, b"")
    assert re.search(r"install pgqueuer\S+ .*psycopg", ended.stderr.replace("'", "")), ended.stderr
