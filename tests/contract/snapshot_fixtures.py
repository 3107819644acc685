"""Generate the snapshot fixtures of the contract: one body for each routing case, with its digest and first key.

They are committed in ``contracts/fixtures/snapshots/``; ``python -m tests.contract.snapshot_fixtures`` writes them
again. Bodies are exact bytes, so they do not end with a line break.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import TypeAlias

from attrs import frozen
from msgspec.structs import replace
from returns.result import Failure, Result, Success

from tests.support.golden import GOLDEN, NAMES
from tests.support.packed import bytes_of, contents_in, packed
from trackpost.core.errors import kind_of
from trackpost.core.issues.model import Checkpoint, Issue, IssueRef, WorkPackageLink
from trackpost.core.project.binding import Binding
from trackpost.core.result import sealed
from trackpost.core.routing.providers import normalize_provider
from trackpost.core.routing.route import RESOURCE_ROUTING_MAP, ResourceRoute, RoutingError, resolve_route
from trackpost.core.snapshot.body import Contents
from trackpost.core.snapshot.packing import PackedSnapshot
from trackpost.shell.runtime import load_runtime

FOLDER = Path(__file__).parents[2] / "contracts" / "fixtures" / "snapshots"

Credentials: TypeAlias = Mapping[str, object]

_JIRA = {"base_url": "https://acme.example", "email": "dev@acme.example", "api_token": "never sent"}

CASES: Mapping[str, tuple[str, Credentials]] = {
    "jira with its key": ("jira", {"project_key": "ACME"}),
    "jira with its key among others": ("jira", {**_JIRA, "project_key": "ACME"}),
    "jira after a rebind": ("jira", {**_JIRA, "project_key": "BETA"}),
    "jira without its key": ("jira", {}),
    "jira with other credentials but no key": ("jira", _JIRA),
    "jira with null": ("jira", {"project_key": None}),
    "jira with an empty key": ("jira", {"project_key": ""}),
    "jira with a blank key": ("jira", {"project_key": " \t\n "}),
    "linear with its key": ("linear", {"team_id": "abc-123-def-456"}),
    "linear without its key": ("linear", {}),
    "linear with a blank key": ("linear", {"team_id": "   "}),
    "a provider without a rule": ("beads", {"command": "bd"}),
    "an unknown provider": ("notion", {"project_key": "ACME"}),
    "an unknown provider as people write it": (" My-Tracker", {}),
    "Jira": ("Jira", {"project_key": "ACME"}),
    "JIRA": ("JIRA", {"project_key": "ACME"}),
    "jIrA": ("jIrA", {"project_key": "ACME"}),
    "blanks around the provider": ("\tLinear ", {"team_id": "abc-123-def-456"}),
    "an alias": ("Azure-DevOps", {"project_key": "ACME"}),
    "blanks around the key": ("jira", {"project_key": "  ACME\n"}),
    "the key keeps its case": ("jira", {"project_key": "Shop"}),
    "an integer": ("jira", {"project_key": 10200}),
    "a boolean": ("jira", {"project_key": True}),
    "a list": ("linear", {"team_id": ["x"]}),
}

_CONTENTS = Contents(
    issues=(
        Issue(
            ref=IssueRef(system="jira", workspace="acme.example", id="10001", key="ACME-1", url=None),
            title='Naïve 日本語 😺 "quoted" back\\slash / slash',
            body="tab\t, line\nbreak, others \b\f\r\x01\x1f, delete \x7f, separators \u2028\u2029",
            status="in_progress",
            issue_type="bug",
            priority=0,
            assignees=("first", "second"),
            labels=(),
            updated_at="2026-03-01T12:30:45.123456+00:00",
        ),
    ),
    mappings=(
        WorkPackageLink(
            wp_id="WP01",
            system="jira",
            workspace="acme.example",
            external_id="10001",
            external_key="ACME-1",
            external_url=None,
            created_at="2026-03-01T12:00:00+00:00",
            updated_at="2026-03-01T12:30:00+00:00",
        ),
    ),
    checkpoint=Checkpoint(cursor="17", updated_since="2026-03-01T12:30:45Z"),
)


def _contents(provider: str) -> Contents:
    """Return the contents with issues and links of *provider*."""
    return replace(
        _CONTENTS,
        issues=tuple(replace(issue, ref=replace(issue.ref, system=provider)) for issue in _CONTENTS.issues),
        mappings=tuple(replace(link, system=provider) for link in _CONTENTS.mappings),
    )


@frozen(kw_only=True)
class Fixture:
    """One case: the input of the routing, and the body that is sent.

    Attributes:
        name: the name of the case.
        file: the name of the file with the body.
        provider: the provider as typed.
        credentials: the provider's credentials.
        snapshot: the body, its digest and its key.
    """

    name: str
    file: str
    provider: str
    credentials: Credentials
    snapshot: PackedSnapshot


def fixtures() -> tuple[Fixture, ...]:
    """Return all cases in order."""
    return (*(_small(name, *case) for name, case in CASES.items()), *map(_golden, NAMES))


def _small(name: str, provider: str, credentials: Credentials) -> Fixture:
    binding = Binding(
        provider=normalize_provider(provider),
        provider_as_typed=provider,
        workspace="acme.example",
        doctrine_mode="split_ownership",
        doctrine_field_owners={"title": "external", "😺": "cat", "\uff61": "stop"},
        project_uuid="550e8400-e29b-41d4-a716-446655440000",
    )
    routing = resolve_route(provider, credentials)
    end = routing.map(lambda route: route.external_resource_id).value_or("no-route")
    file = f"{binding.provider}-{end}.json"
    return Fixture(
        name=name,
        file=file,
        provider=provider,
        credentials=credentials,
        snapshot=packed(binding, routing, _contents(binding.provider)),
    )


def _golden(name: str) -> Fixture:
    folder = GOLDEN / name
    runtime = load_runtime(folder / "project", folder / "home" / ".spec-kitty").unwrap()
    provider = runtime.binding.provider
    contents = contents_in(runtime.cache, provider, runtime.binding.workspace).unwrap()
    _, key = RESOURCE_ROUTING_MAP.get(provider, ("", ""))
    return Fixture(
        name=f"golden {name}",
        file=f"golden-{name}.json",
        provider=runtime.binding.provider_as_typed,
        credentials={name: value for name, value in runtime.credentials.items() if name == key},
        snapshot=packed(runtime.binding, resolve_route(provider, runtime.credentials), contents),
    )


def files() -> Mapping[str, bytes]:
    """Return the content of all files, by name."""
    cases = [_case(fixture) for fixture in fixtures()]
    table = json.dumps(cases, indent=2, ensure_ascii=False) + "\n"
    return {"cases.json": table.encode()} | {fixture.file: bytes_of(fixture.snapshot) for fixture in fixtures()}


def _case(fixture: Fixture) -> dict[str, object]:
    route, reason = _routing(fixture.snapshot.routing)
    return {
        "name": fixture.name,
        "provider": fixture.provider,
        "credentials": fixture.credentials,
        "route": route,
        "reason": reason,
        "body": fixture.file,
        "digest": fixture.snapshot.digest,
        "first_key": fixture.snapshot.idempotency_key,
    }


def _routing(routing: Result[ResourceRoute, RoutingError]) -> tuple[dict[str, str] | None, str | None]:
    match sealed(routing):
        case Success(route):
            return {
                "external_resource_type": route.external_resource_type,
                "external_resource_id": route.external_resource_id,
            }, None
        case Failure(reason):
            return None, kind_of(reason)


def write(folder: Path) -> None:
    """Write all files to *folder*."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files().items():
        (folder / name).write_bytes(content)


if __name__ == "__main__":
    write(FOLDER)
