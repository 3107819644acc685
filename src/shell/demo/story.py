"""The story of routing: a sample project is published five times to a reference server."""

import socket
from collections.abc import Callable, Generator, Mapping
from contextlib import closing
from pathlib import Path
from types import MappingProxyType
from typing import Literal

import msgspec
from attrs import field, frozen
from returns.result import Failure, Result, Success

from ...core.contract.server import Acceptance, RoutingKey
from ...core.contract.server_setup import UnusablePort
from ...core.delivery.receipt import PublishError, Receipt
from ...core.errors import kind_of
from ...core.result import sealed
from ...core.routing.route import ResourceRoute
from ..clock import Clock
from ..page.reference import with_pages
from ..server.app import ReferenceServer
from ..server.journal import Journal
from ..server.server import listen, served, url_of
from ..service import TrackerService
from .sample import WORKSPACE, Sample

TOKEN = "any-token"  # noqa: S105 - for a server that needs none, so that anybody on this machine can look at it

JOURNAL = "server.db"
"""The file in which the server keeps what it receives."""

_TITLES = {1: "Login fails on Safari", 2: "Sign-up asks twice", 3: "Dark mode"}
_EDITED = {**_TITLES, 2: "Sign-up asks three times"}
_OTHERS = {1: "Invoices", 2: "Refunds"}


def _key(project_key: str | None) -> RoutingKey:
    route = None if project_key is None else ResourceRoute("jira_project", project_key)
    return RoutingKey("jira", WORKSPACE, route)


MAPPINGS: Mapping[RoutingKey, str] = MappingProxyType(
    {_key("ACME"): "acme-board", _key("BETA"): "beta-board", _key(None): "whole-workspace"}
)
"""The mappings that the server knows."""


@frozen
class Scene:
    """The result of one publish.

    Attributes:
        outcome: the name of the verdict.
        route: type and id, or why there is none.
        resolution: which mapping the server found, and by what.
        key_is: whether the idempotency key differs from the last one.
        key: the idempotency key itself; not compared.
    """

    outcome: str
    route: str
    resolution: str
    key_is: Literal["new", "same"]
    key: str = field(default="", eq=False)


@frozen
class Chapter:
    """One step: a change to the project, and the expected result of publishing it."""

    title: str
    change: Callable[[Sample], None]
    expected: Scene


def begin(sample: Sample) -> None:
    """Bind the project to ACME, with three issues."""
    sample.bind("ACME")
    sample.fill("ACME", _TITLES)


def _nothing(_sample: Sample) -> None:
    pass


def _edit(sample: Sample) -> None:
    sample.fill("ACME", _EDITED)


def _rebind(sample: Sample) -> None:
    sample.bind("BETA")
    sample.fill("BETA", _OTHERS)


def _remove_key(sample: Sample) -> None:
    sample.bind(None)


_ACME, _BETA = "jira_project ACME", "jira_project BETA"
STORY = (
    Chapter("publish a project", begin, Scene("delivered", _ACME, "acme-board by resource", "new")),
    Chapter("publish it again", _nothing, Scene("replayed", _ACME, "acme-board by resource", "same")),
    Chapter("edit one issue", _edit, Scene("delivered", _ACME, "acme-board by resource", "new")),
    Chapter("rebind to BETA", _rebind, Scene("delivered", _BETA, "beta-board by resource", "new")),
    Chapter(
        "remove the routing key",
        _remove_key,
        Scene("delivered", "none: missing_credential", "whole-workspace by workspace", "new"),
    ),
)


@frozen
class Told:
    """A chapter and its actual result."""

    chapter: Chapter
    scene: Result[Scene, PublishError]

    @property
    def is_as_described(self) -> bool:
        """Whether the result is the expected one."""
        return self.scene == Success(self.chapter.expected)


@frozen
class Play:
    """The story while it is told.

    Attributes:
        url: of the server, which listens until the last chapter has been told and another one is asked for.
        chapters: told one by one.
    """

    url: str
    chapters: Generator[Told]


def played(folder: Path) -> Result[Play, UnusablePort]:
    """Play the story chapter by chapter, with files in *folder*, which is made, and a server on loopback."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return listen(0).map(lambda listener: Play(url_of(listener), _chapters(Sample(folder), listener)))


def _chapters(sample: Sample, listener: socket.socket) -> Generator[Told]:
    journal = Journal(sample.folder / JOURNAL)
    server = ReferenceServer(journal=journal, mappings=MAPPINGS)
    # Nothing is random, so that the story has the same keys each time.
    service = TrackerService(sample.root, home=sample.home, clock=Clock(nonce=lambda: bytes(32)))
    last = ""
    with closing(journal), served(with_pages(server), listener) as server_url:
        for chapter in STORY:
            chapter.change(sample)
            scene = service.sync_publish(server_url=server_url, auth_token=TOKEN).map(_scene_after(last))
            last = scene.map(lambda seen: seen.key).value_or(last)
            yield Told(chapter, scene)


def _scene_after(last: str) -> Callable[[Receipt], Scene]:
    def scene(receipt: Receipt) -> Scene:
        return Scene(
            outcome="replayed" if receipt.replayed else "delivered",
            route=_route(receipt),
            resolution=_resolution(msgspec.convert(receipt.body, Acceptance)),
            key_is="same" if receipt.idempotency_key == last else "new",
            key=receipt.idempotency_key,
        )

    return scene


def _route(receipt: Receipt) -> str:
    match sealed(receipt.routing):
        case Success(route):
            return f"{route.external_resource_type} {route.external_resource_id}"
        case Failure(reason):
            return f"none: {kind_of(reason)}"


def _resolution(acceptance: Acceptance) -> str:
    return "a person" if acceptance.mapping is None else f"{acceptance.mapping} by {acceptance.resolved_by}"
