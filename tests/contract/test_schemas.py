"""The schemas are generated from the classes, and agree with the code."""

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TypeAlias, get_args

import pytest
from jsonschema import Draft202012Validator
from returns.result import Success

from tests.contract.schemas import FOLDER, schemas, text_of
from tests.contract.validators import SCHEMAS, quick_validator, validator
from tests.docs.markdown import ROOT
from trackpost.core.contract.capture import identify
from trackpost.core.contract.event_payloads import Lane
from trackpost.core.contract.events import parse_event
from trackpost.core.issues.model import IssueType, Status
from trackpost.core.parsing.strict_json import with_integers
from trackpost.core.project.binding import DoctrineMode
from trackpost.core.routing.providers import PROVIDERS
from trackpost.core.routing.route import RESOURCE_ROUTING_MAP

Json: TypeAlias = dict[str, object]

_FIXTURES = ROOT / "contracts" / "fixtures"


def test_committed_schemas_are_not_stale() -> None:
    """``make schemas`` changes nothing."""
    committed = {path.relative_to(FOLDER).as_posix(): path.read_text() for path in FOLDER.rglob("*.json")}
    assert committed == {name: text_of(schema) for name, schema in schemas().items()}


@pytest.mark.parametrize("name", SCHEMAS.keys())
def test_schemas_are_schemas(name: str) -> None:
    """Each schema is valid in its dialect."""
    Draft202012Validator.check_schema(SCHEMAS[name])


SOUND: Mapping[str, tuple[str, Path]] = {
    **{f"event {path.stem}": ("event", path) for path in sorted((_FIXTURES / "events").glob("*.json"))},
    **{f"event {path.stem}": ("event", path) for path in sorted((_FIXTURES / "event-versions").glob("*.json"))},
    **{
        f"snapshot {path.stem}": ("tracker-snapshot", path)
        for path in sorted((_FIXTURES / "snapshots").glob("*.json"))
        if path.stem != "cases"
    },
    "batch": ("event-batch", _FIXTURES / "batch" / "2-mixed.request.json"),
    "batch of other versions": ("event-batch", _FIXTURES / "batch" / "8-other-versions.request.json"),
}

_REPLACEMENTS: tuple[object, ...] = (
    *(None, True, -1, 5, 0.5, 1.0, "", " ", "\ufeff", "\x1c\u3000", "x", "WP01\n", [], ["x"], {}, {"x": 1}),
    *("2026-02-29", "2026-02-29T12:00:00Z", "2024-02-29T12:00", "2026-04-31T12:00:00+01:00"),
)


def _mutations(value: object) -> Iterator[object]:
    """Yield *value* with each of its parts replaced, dropped or added to, one at a time."""
    yield from _REPLACEMENTS
    match value:
        case str():
            yield value + "\n"
            yield value.upper()
        case list():
            for index, item in enumerate(value):
                yield from ([*value[:index], new, *value[index + 1 :]] for new in _mutations(item))
        case dict():
            yield {**value, "added": None}
            for name, member in value.items():
                yield {other: value[other] for other in value if other != name}
                yield from ({**value, name: new} for new in _mutations(member))
        case _:
            pass


@pytest.mark.parametrize(("schema", "path"), SOUND.values(), ids=SOUND.keys())
def test_schema_and_code_agree(schema: str, path: Path) -> None:
    """Schema and code accept each fixture, and agree on every value that is one change away from it."""
    sound: Json = json.loads(path.read_bytes())
    rules = quick_validator(f"{schema}.schema.json")
    assert rules.is_valid(sound)
    assert validator(f"{schema}.schema.json").is_valid(sound)
    for mutation in (sound, *_mutations(_smaller(sound))):
        by_code = isinstance(identify(json.dumps(mutation).encode()), Success)
        contract = _named(mutation)
        assert by_code == (contract == schema and rules.is_valid(mutation)), mutation


@pytest.mark.parametrize("path", sorted((_FIXTURES / "events").glob("*.json")), ids=lambda path: path.stem)
def test_schema_and_parser_of_version_1_agree(path: Path) -> None:
    """They accept each event of version 1 that has all members, and agree on what is one change away from it."""
    rules = quick_validator("event-envelope.schema.json")
    for mutation in _mutations(json.loads(path.read_bytes())):
        assert isinstance(parse_event(with_integers(mutation)), Success) == rules.is_valid(mutation), mutation


def _smaller(sound: Json) -> Json:
    """Keep one issue, one mapping or one event: the others have the same rules."""
    return {name: value[:1] if isinstance(value, list) else value for name, value in sound.items()}


def _named(value: object) -> str | None:
    """Return the schema to check a value with; None if it is no longer a known object."""
    match value:
        case {"events": _}:
            return "event-batch"
        case {"event_id": _} | {"event_type": _}:
            return "event"
        case {"provider": _} | {"issues": _}:
            return "tracker-snapshot"
        case _:
            return None


LISTS: Mapping[str, tuple[str, str, tuple[str, ...]]] = {
    "lanes": ("batch-api-contract.md", r"### Lanes\n\n(.*?)\. A work package", get_args(Lane)),
    "statuses": ("tracker-snapshot-publish.md", r"\| `status` \| (.*?) \|", get_args(Status)),
    "issue types": ("tracker-snapshot-publish.md", r"\| `issue_type` \| (.*?) \|", get_args(IssueType)),
    "doctrine modes": ("tracker-snapshot-publish.md", r"\| `doctrine_mode` \| (.*?) \|", get_args(DoctrineMode)),
}


@pytest.mark.parametrize(("document", "pattern", "expected"), LISTS.values(), ids=LISTS.keys())
def test_lists_of_the_prose(document: str, pattern: str, expected: tuple[str, ...]) -> None:
    """The prose lists the values that the code knows, in the same order."""
    found = re.search(pattern, (ROOT / "contracts" / document).read_text(), flags=re.DOTALL)
    assert found is not None
    assert tuple(re.findall(r"`(\w+)`", found[1])) == expected


def test_routing_values_of_the_prose() -> None:
    """The table in the contract is that of the code."""
    contract = (ROOT / "contracts" / "tracker-snapshot-publish.md").read_text()
    rows = re.findall(r"^\| `(\w+)` \| `(\w+)` \| credential `(\w+)`", contract, flags=re.MULTILINE)
    assert {provider: (kind, key) for provider, kind, key in rows} == RESOURCE_ROUTING_MAP


def test_secrets_of_the_prose() -> None:
    """The reference lists the routing key and the secrets of each provider."""
    text = (ROOT / "docs" / "reference" / "files.md").read_text().partition("| provider | routing key |")[2]
    rows = re.findall(r"^\| ([`\w, ]+) \|([^|]*)\|([^|]*)\|$", text.partition("\n\n")[0], flags=re.MULTILINE)
    documented = {
        name: (tuple(re.findall(r"`(\w+)`", key)), frozenset(re.findall(r"`(\w+)`", secrets)))
        for names, key, secrets in rows
        for name in re.findall(r"`(\w+)`", names)
    }
    known = {name: (row.route[1:] if row.route else (), row.secrets) for name, row in PROVIDERS.items()}
    assert documented == known
