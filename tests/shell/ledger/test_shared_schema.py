"""The tables of a shared ledger are made once, whoever comes first."""

from concurrent.futures import ThreadPoolExecutor

from returns.result import Success

from tests.support.postgres import Postgres
from trackpost.core.delivery.shared_ledger import parse_ledger_url
from trackpost.shell.clock import Clock
from trackpost.shell.ledger.postgres.schema import version_of
from trackpost.shell.ledger.postgres.session import Session

AT_ONCE = 8
ROUNDS = 5


def test_many_make_the_tables_at_once(postgres: Postgres) -> None:
    """Each of them finds the tables, and nobody fails."""
    address = parse_ledger_url(postgres.url).unwrap()
    sessions = [Session(address, Clock()) for _ in range(AT_ONCE)]
    with ThreadPoolExecutor(AT_ONCE) as pool:
        for _ in range(ROUNDS):
            postgres.forget()
            found = list(pool.map(lambda session: session.run(60, version_of), sessions))
            assert found == [Success(1)] * AT_ONCE
    for session in sessions:
        session.close()
