"""Both kinds of ledger for the tests that any ledger must pass, and a server for those of the shared one."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.files import Files, make_project
from tests.support.postgres import Postgres, running


@pytest.fixture(scope="session")
def server() -> Iterator[Postgres]:
    """Run one PostgreSQL for all tests of this process."""
    with running() as started:
        yield started


@pytest.fixture
def postgres(server: Postgres) -> Postgres:
    """Return a server without a ledger."""
    server.forget()
    return server


@pytest.fixture(params=["sqlite", "postgresql"])
def files(request: pytest.FixtureRequest, tmp_path: Path) -> Files:
    """Return a project with a ledger of either kind."""
    if request.param == "sqlite":
        return make_project(tmp_path)
    postgres: Postgres = request.getfixturevalue("postgres")
    return make_project(tmp_path, ledger=postgres.url)


@pytest.fixture
def shared(postgres: Postgres, tmp_path: Path) -> Files:
    """Return a project with a shared ledger."""
    return make_project(tmp_path, ledger=postgres.url)
