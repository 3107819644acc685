"""The examples in the package of the owner of the envelope: code and schema judge each event as the owner does."""

import json
from collections.abc import Iterator, Mapping
from importlib.resources import files

import pytest
from returns.result import Success

from tests.contract.validators import validator
from trackpost.core.contract.event_versions import EnvelopeVersion, check_event

_FOLDERS = [files("spec_kitty_events.conformance") / "fixtures" / name for name in ("events", "edge_cases")]


def _events(verdict: str) -> Iterator[tuple[str, dict[str, object]]]:
    for file in (file for folder in _FOLDERS for file in (folder / verdict).iterdir()):
        value: dict[str, object] = json.loads(file.read_bytes())
        if "event_id" in value:  # the others are payloads
            yield file.name, value


def _faults(event: object) -> tuple[str, ...]:
    checked = check_event(event).swap().map(lambda error: tuple(fault.path for fault in error.faults))
    return checked.value_or(())


VALID = dict(sorted(_events("valid")))


@pytest.mark.parametrize("event", VALID.values(), ids=VALID.keys())
def test_valid_events_pass(event: dict[str, object]) -> None:
    """Code and schema accept each; the package writes ``schema_version`` 1.0.0, and ids that are UUIDs."""
    versions = check_event(event).map(lambda checked: checked.version)
    assert versions == Success(EnvelopeVersion("1.0.0"))
    assert validator("event.schema.json").is_valid(event)


INVALID: Mapping[str, tuple[str, ...]] = {
    "empty_event_type.json": ("$.event_type",),
    "event_invalid_lamport_clock.json": ("$.lamport_clock",),
    "event_missing_correlation_id.json": (),  # a member that not all versions have
    "unsupported_schema_version.json": ("$.schema_version",),
}


def test_invalid_events_do_not() -> None:
    """Each has the fault that its name says, and also lacks a payload, which only the package adds by itself."""
    found = {name: {*_faults(event)} - {"$.payload"} for name, event in _events("invalid")}
    assert found == {name: {*paths} for name, paths in INVALID.items()}
