"""A reference server on which much has happened: several projects, odd titles, replays, refusals, a waiting route."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

import httpx
from attrs import define, field, frozen
from msgspec.structs import replace

from tests.support.patience import FOREVER
from trackpost.core.contract.server import RoutingKey
from trackpost.core.delivery.endpoint import SNAPSHOT_PATH
from trackpost.core.issues.model import Checkpoint, Issue, IssueRef, WorkPackageLink
from trackpost.core.parsing.secret import Secret
from trackpost.core.routing.route import ResourceRoute
from trackpost.core.snapshot.body import Contents, Header, Snapshot, encode_snapshot
from trackpost.core.snapshot.idempotency import Digest, LastKey, next_key
from trackpost.shell.page.reference import with_pages
from trackpost.shell.server.app import ReferenceServer
from trackpost.shell.server.journal import Journal
from trackpost.shell.server.server import listen, served

WORKSPACE = "acme.atlassian.net"
TEAM = "9d3f6c1e-team"
MAPPINGS: Mapping[RoutingKey, str] = {
    RoutingKey("jira", WORKSPACE, ResourceRoute("jira_project", "SHOP")): "shop-board",
    RoutingKey("jira", WORKSPACE, ResourceRoute("jira_project", "PAY")): "payments",
    RoutingKey("jira", WORKSPACE, None): "everything-else",
}
ANSWER_TO_EVERYTHING = {"Content-Type": "application/json", "User-Agent": "trackpost/0.2.0"}

SHOP_TITLES = (
    "Login fails on Safari",
    "Sign-up asks twice",
    (
        "The invoice of a customer who has moved to another country in the middle of a month shows both addresses, "
        "and the one that is no longer valid comes first, which the tax office of that country does not accept"
    ),
    "تسجيل الدخول لا يعمل على الهاتف",
    "המשתמש אינו יכול לשמור את ההזמנה",
    "Zażółć gęślą jaźń: znaki nie zapisują się",
    "Averylongwordwithoutanyblankthatnobodycanbreakanywhere" * 3,
    "Dark mode",
)
_STATUSES = ("todo", "in_progress", "in_review", "blocked", "done", "canceled")
_PEOPLE = ("alice", "bob", "شهد")


@define
class SteppingClock:
    """A clock that a test moves."""

    now: datetime = field(default=datetime(2026, 3, 1, 12, tzinfo=UTC))

    def __call__(self) -> datetime:
        """Return the time that it shows."""
        return self.now

    def step(self, minutes: float) -> None:
        """Move it forward."""
        self.now += timedelta(minutes=minutes)


@frozen(kw_only=True)
class BusyServer:
    """The server, and the keys of some snapshots on it."""

    url: str
    clock: SteppingClock
    first: str
    second: str
    waiting: str


def snapshot_of(
    project: str, titles: tuple[str, ...], *, provider: str = "jira", route: ResourceRoute | None = None
) -> Snapshot:
    """Return a snapshot with an issue for each title; the first few are linked to work packages."""
    workspace = WORKSPACE if provider == "jira" else "acme"
    name = route.external_resource_id if route else "MISC"
    issues = tuple(_issue(provider, workspace, name, number, title) for number, title in enumerate(titles, start=1))
    return Snapshot(
        header=Header(
            provider=provider,
            workspace=workspace,
            route=route,
            doctrine_mode="external_authoritative",
            doctrine_field_owners={"status": "external"},
            project_uuid=None,
            project_slug=project,
        ),
        contents=Contents(
            issues=issues,
            mappings=tuple(_link(issue, number) for number, issue in enumerate(issues[:3], start=1)),
            checkpoint=Checkpoint(cursor=None, updated_since="2026-03-01T09:30:00+00:00"),
        ),
    )


def _issue(provider: str, workspace: str, name: str, number: int, title: str) -> Issue:
    key = f"{name}-{number}"
    return Issue(
        ref=IssueRef(
            system=provider,
            workspace=workspace,
            id=str(10_000 + number),
            key=key,
            url=f"https://{WORKSPACE}/browse/{key}",
        ),
        title=title,
        body="What happens, and what should happen.",
        status="in_progress" if number == 1 else "done" if number % 3 == 0 else "todo",
        issue_type="bug" if number % 2 else "story",
        priority=2,
        assignees=_PEOPLE[: number % 3],
        labels=("web", "checkout")[: number % 3],
        updated_at="2026-03-01T09:00:00+00:00",
    )


def _link(issue: Issue, number: int) -> WorkPackageLink:
    return WorkPackageLink(
        wp_id=f"WP{number:02}",
        system=issue.ref.system,
        workspace=issue.ref.workspace,
        external_id=issue.ref.id,
        external_key=issue.ref.key,
        external_url=issue.ref.url,
        created_at="2026-03-01T08:00:00+00:00",
        updated_at="2026-03-01T08:00:00+00:00",
    )


def post(url: str, body: bytes, key: str, token: str | None = None) -> httpx.Response:
    """Send a body under a key."""
    bearer = {} if token is None else {"Authorization": f"Bearer {token}"}
    headers = {**ANSWER_TO_EVERYTHING, **bearer, "Idempotency-Key": key}
    return httpx.post(f"{url}{SNAPSHOT_PATH}", content=body, headers=headers, trust_env=False, timeout=FOREVER)


def publish(url: str, snapshot: Snapshot, last: LastKey | None = None, token: str | None = None) -> LastKey:
    """Send a snapshot under the key that a client would give it, and return what the next one follows."""
    body = encode_snapshot(snapshot)
    digest = Digest(sha256(body).hexdigest())
    key = next_key(digest, last)
    assert post(url, body, key, token).is_success
    return LastKey(key, digest, is_refused=False)


@contextmanager
def page_server(
    *,
    data: Path | None = None,
    mappings: Mapping[RoutingKey, str] | None = None,
    token: str | None = None,
    clock: SteppingClock | None = None,
    keep_newest: int | None = None,
) -> Iterator[str]:
    """Run the reference server with its pages."""
    journal = Journal(data, keep_newest=keep_newest)
    sandbox = ReferenceServer(
        journal=journal,
        tokens=() if token is None else (Secret(token),),
        mappings=MAPPINGS if mappings is None else mappings,
        clock=clock or SteppingClock(),
    )
    try:
        with served(with_pages(sandbox), listen(0).unwrap()) as url:
            yield url
    finally:
        journal.close()


@contextmanager
def busy_server(token: str | None = None) -> Iterator[BusyServer]:
    """Run a server on which much has happened within the last hour."""
    clock = SteppingClock()
    with page_server(clock=clock, token=token) as url:
        yield _happen(url, clock, token)


def _happen(url: str, clock: SteppingClock, token: str | None) -> BusyServer:
    shop = snapshot_of("online-shop", SHOP_TITLES, route=ResourceRoute("jira_project", "SHOP"))
    first = publish(url, shop, None, token)
    clock.step(9)
    publish(
        url, snapshot_of("payments", ("Refund twice", "SEPA"), route=ResourceRoute("jira_project", "PAY")), None, token
    )
    clock.step(6)
    publish(url, snapshot_of("handbook", ("Typos on page 3",)), None, token)
    clock.step(4)
    team = snapshot_of(
        "mobile-app", ("Crash on start", "Push messages"), provider="linear", route=ResourceRoute("linear_team", TEAM)
    )
    waiting = publish(url, team, None, token)
    clock.step(2)
    post(url, encode_snapshot(shop), first.key, token)
    clock.step(5)
    _refuse(url, token)
    clock.step(7)
    second = publish(url, _edited(shop), first, token)
    clock.step(3)
    return BusyServer(url=url, clock=clock, first=first.key, second=second.key, waiting=waiting.key)


def _edited(shop: Snapshot) -> Snapshot:
    """Return the shop a day later: one issue is done, one is gone, two are new, and one link has followed."""
    issues = shop.contents.issues
    done = replace(issues[0], status="done", title="Login fails on Safari 19", labels=("web", "fixed"))
    new = snapshot_of(
        "online-shop", (*SHOP_TITLES, "Gift cards", "Wish lists"), route=shop.header.route
    ).contents.issues[-2:]
    contents = replace(
        shop.contents,
        issues=(done, *issues[1:-1], *new),
        mappings=shop.contents.mappings[:-1],
        checkpoint=Checkpoint(cursor=None, updated_since="2026-03-01T12:30:00+00:00"),
    )
    return replace(shop, contents=contents)


def _refuse(url: str, token: str | None) -> None:
    body = json.loads(encode_snapshot(snapshot_of("billing", ("One", "Two"))))
    body["issues"][1]["title"] = None
    post(url, json.dumps(body).encode(), "1" * 64, token)
    body["issues"][1] = {**body["issues"][0], "status": "open"}
    post(url, json.dumps(body).encode(), "2" * 64, token)
    post(url, b'{"provider": "jira", "workspace": nowhere}', "3" * 64, token)
    post(url, b"{}", "not-a-key", token)
