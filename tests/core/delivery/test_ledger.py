"""The ledger's names and states of snapshots that were sent."""

from collections.abc import Mapping
from typing import get_args

import pytest
from attrs import evolve
from msgspec.structs import asdict, replace

from tests.core.builders import BINDING, PACKED, URL, digest_of
from trackpost.core.delivery.answer import Answer
from trackpost.core.delivery.ledger import Begun, Past, State, Target, project_of, settled, target_of
from trackpost.core.delivery.retry import Outcome
from trackpost.core.delivery.verdict import (
    BrokenProtocol,
    Delivered,
    EffectUnknown,
    Interrupted,
    NotAllowed,
    Redirected,
    Rejected,
    Replayed,
    RetryLater,
    Superseded,
    Unreachable,
    Verdict,
    effect_of,
)
from trackpost.core.project.binding import Binding
from trackpost.core.snapshot.idempotency import LastKey

ANSWER = Answer(202, None)
NO_UUID = evolve(BINDING, project_uuid=None)
NO_SLUG = evolve(NO_UUID, project_slug=None)

PROJECTS: Mapping[str, tuple[Binding, str]] = {
    "its UUID": (BINDING, "550e8400-e29b-41d4-a716-446655440000"),
    "without a UUID, its slug": (NO_UUID, "acme-shop"),
    "without either, its folder": (NO_SLUG, "folder"),
}


@pytest.mark.parametrize(("binding", "expected"), PROJECTS.values(), ids=PROJECTS.keys())
def test_project_of(binding: Binding, expected: str) -> None:
    """The name of a project is its UUID, its slug or its folder."""
    assert project_of(binding, "folder") == expected


TARGET = Target(endpoint=URL, provider="jira", workspace="acme.example", project=PROJECTS["its UUID"][1])

OTHERS: Mapping[str, Target] = {
    "another server": replace(TARGET, endpoint=URL + "x"),
    "another provider": replace(TARGET, provider="linear"),
    "another workspace": replace(TARGET, workspace="beta.example"),
    "another project": replace(TARGET, project="other"),
    "the same text, split at another place": replace(TARGET, provider="jira|acme", workspace=".example"),
}


def test_target_of() -> None:
    """A target consists of endpoint, provider, workspace and project."""
    assert target_of(URL, BINDING, "folder") == TARGET
    assert target_of(URL, NO_SLUG, "folder") == replace(TARGET, project="folder")


def test_each_target_has_a_name_of_its_own() -> None:
    """The name has 16 hex digits and is the same in every run."""
    names = {target.name for target in (TARGET, *OTHERS.values())}
    assert len(names) == 1 + len(OTHERS)
    assert TARGET.name == "091560b57065ae5e"


LAST = LastKey(PACKED.idempotency_key, PACKED.digest, is_refused=False)
PASTS: Mapping[str, tuple[Past, bool]] = {
    "nothing was sent": (Past(), False),
    "the last key is known": (Past(last=LAST), True),
    "the last key is in a copy": (Past(last=LAST, is_original=False), False),
    "nothing in the copy": (Past(is_original=False), False),
}


@pytest.mark.parametrize(("past", "expected"), PASTS.values(), ids=PASTS.keys())
def test_proves_replays(past: Past, *, expected: bool) -> None:
    """Only a ledger that cannot lack later keys proves a replay."""
    assert past.proves_replays == expected


OTHER = digest_of(b"{}")
ARRIVALS: Mapping[str, tuple[Past, bool]] = {
    "nothing was sent": (Past(), False),
    "it was accepted": (Past(last=LAST, acknowledged=PACKED.digest), True),
    "another was accepted": (Past(last=replace(LAST, digest=OTHER), acknowledged=OTHER), False),
    "it was sent, and nobody knows what came of it": (Past(last=LAST), False),
    "a copy says that it was accepted": (Past(last=LAST, acknowledged=PACKED.digest, is_original=False), False),
}


@pytest.mark.parametrize(("past", "expected"), ARRIVALS.values(), ids=ARRIVALS.keys())
def test_has_arrived(past: Past, *, expected: bool) -> None:
    """Only a ledger that cannot lack later snapshots knows which one the server has."""
    assert past.has_arrived(PACKED.digest) == expected


def test_before_the_first_publish() -> None:
    """Nothing is known of a new target, and no attempt has had an effect."""
    nothing = {"last": None, "acknowledged": None, "issues": None, "mappings": None}
    assert asdict(Past()) == {**nothing, "is_original": True, "warnings": ()}
    known: dict[str, object] = {"entry": 1, "key": LAST.key, "effect": "none", "sequence": None, "warnings": ()}
    assert asdict(Begun(entry=1, key=LAST.key)) == known


ENDS: Mapping[str, tuple[Verdict, State | None]] = {
    "delivered": (Delivered(ANSWER), "acknowledged"),
    "replayed": (Replayed(ANSWER), "acknowledged"),
    "rejected": (Rejected(ANSWER), "refused"),
    "superseded": (Superseded(ANSWER), None),
    "not allowed": (NotAllowed(ANSWER), None),
    "retry later": (RetryLater(ANSWER, None), None),
    "redirected": (Redirected(ANSWER, None), None),
    "broken protocol": (BrokenProtocol("why", None), None),
    "unreachable": (Unreachable("why"), None),
    "effect unknown": (EffectUnknown("why"), None),
    "interrupted": (Interrupted(has_left=True), None),
}
"""A verdict, and the state that follows; None if the state does not change."""


@pytest.mark.parametrize("before", get_args(State))
@pytest.mark.parametrize(("verdict", "after"), ENDS.values(), ids=ENDS.keys())
def test_settled(verdict: Verdict, after: State | None, before: State) -> None:
    """Only a success or a refusal changes the state of an entry."""
    assert settled(before, Outcome(verdict, effect_of(verdict))) == (after or before)


def test_a_key_is_spent_only_if_nothing_can_have_been_accepted() -> None:
    """A refusal by a proxy, after an attempt that may have arrived, does not spend the key."""
    assert settled("pending", Outcome(Rejected(ANSWER), "unknown", attempts=2)) == "pending"


def test_every_verdict_has_an_end() -> None:
    """The table of cases has an example of each variant."""
    assert {type(verdict) for verdict, _ in ENDS.values()} == set(get_args(Verdict))
