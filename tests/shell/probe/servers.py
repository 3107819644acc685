"""Servers to probe: the reference server for two accounts, whole or broken, and a probe of it."""

import json
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path

from starlette.types import ASGIApp

from tests.support.broken_server import BrokenServer, mounted
from tests.support.reference_server import no_pause
from trackpost.core.contract.probe.promise import Finding
from trackpost.core.contract.probe.review import Review
from trackpost.core.contract.probe.table import matching
from trackpost.core.contract.server_setup import parse_mapping_table
from trackpost.core.parsing.secret import Secret
from trackpost.shell.probe.run import Hooks
from trackpost.shell.probe.start import ProbeOrder, prepare_probe
from trackpost.shell.server.app import ReferenceServer
from trackpost.shell.server.journal import Journal
from trackpost.shell.server.publish import Pause
from trackpost.shell.server.server import listen, served

RIGHT, OTHER = "the-right-token", "another-token"
MAPPED = "trackpost-probe"
LARGEST = 10_000


def _row(workspace: str, mapping: str, resource: str | None = None) -> dict[str, str | None]:
    kind = None if resource is None else "jira_project"
    return {
        "provider": "jira",
        "workspace": workspace,
        "external_resource_type": kind,
        "external_resource_id": resource,
        "mapping": mapping,
    }


MAPPINGS = json.dumps(
    [
        _row(MAPPED, "one", "ONE"),
        _row(MAPPED, "everything"),
        _row("trackpost-probe-alone", "two", "TWO"),
        _row("acme.example", "real data"),
    ]
)
"""What the servers know: a workspace with a mapping of its own, one without, and one that no probe may touch."""


@contextmanager
def accounts(folder: Path | None = None, pause: Pause = no_pause, max_body: int = LARGEST) -> Iterator[ASGIApp]:
    """Give an application for both accounts, which keeps what it received in *folder*."""
    with closing(Journal(None if folder is None else folder / "data.db")) as journal:
        yield ReferenceServer(
            journal=journal,
            tokens=(Secret(RIGHT), Secret(OTHER)),
            mappings=parse_mapping_table(MAPPINGS.encode()).unwrap(),
            max_body=max_body,
            pause=pause,
        ).app()


@contextmanager
def broken_server() -> Iterator[tuple[str, BrokenServer]]:
    """Run a server that can be broken, and give its URL."""
    with accounts() as app:
        broken = BrokenServer(app)
        with served(mounted(broken), listen(0).unwrap()) as url:
            yield url, broken


def order(url: str, folder: Path, *names: str) -> ProbeOrder:
    """Return the order for a probe that can observe everything but a restart and a late body."""
    mappings = folder / "mappings.json"
    mappings.write_text(MAPPINGS)
    return ProbeOrder(
        server_url=url,
        promises=matching(names),
        auth_token=RIGHT,
        other_token=OTHER,
        mappings=mappings,
        largest_body=LARGEST,
        concurrency=10,
    )


def reviewed(probe: ProbeOrder, hooks: Hooks | None = None) -> Review:
    """Run a probe."""
    return prepare_probe(probe, environ={}).unwrap().run(hooks or Hooks()).unwrap()


def findings(review: Review) -> Mapping[str, Finding]:
    """Return the findings by the name of the promise."""
    return {each.promise.name: each.finding for each in review.observed}
