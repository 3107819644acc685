"""The table of promises: what each sends, and that it is what it says it is."""

import json
from collections import Counter
from collections.abc import Mapping

import pytest
from attrs import evolve
from returns.result import Success

from tests.core.contract.probe.builders import BY_NAME, MAPPINGS, SETTING, WHOLE, plan_of
from trackpost.core.contract.capture import identify
from trackpost.core.contract.probe.exchange import ProbeRequest
from trackpost.core.contract.probe.promise import PREFIX, NotObservable, Plan, Setting
from trackpost.core.contract.probe.table import PROMISES, matching, outline, planned
from trackpost.core.contract.snapshot_check import parse_snapshot
from trackpost.core.parsing.strict_json import Fault

REFUSED = [name for name in BY_NAME if name.startswith("refuses.")]
ACCEPTED = [name for name in BY_NAME if name.startswith("accepts.")]


def _sent(plan: Plan | NotObservable) -> list[ProbeRequest]:
    return [request for step in (*plan.steps, *plan.later) for request in step] if isinstance(plan, Plan) else []


def _requests(setting: Setting) -> list[ProbeRequest]:
    return [request for promise in PROMISES for request in _sent(promise.plan(setting))]


def test_names() -> None:
    """Each name is a group and a promise of it, and stands for one promise."""
    assert len(BY_NAME) == len(PROMISES)
    assert [
        name for name in BY_NAME if name.count(".") != 1 or not name.replace("-", "").replace(".", "").isalnum()
    ] == []


def test_everything_can_be_observed() -> None:
    """With all options, there is a plan for each promise; it sends something, or looks at everything that was sent."""
    plans = [promise.plan(WHOLE) for promise in PROMISES]
    assert [plan for plan in plans if isinstance(plan, NotObservable)] == []
    assert [plan for plan in plans if isinstance(plan, Plan) and plan.is_survey == bool(plan.steps)] == []


NEEDS: Mapping[str, tuple[Setting, set[str]]] = {
    "a token": (evolve(WHOLE, has_token=False), {
        "auth.missing", "auth.wrong", "auth.challenge", "auth.key-stays-free", "order.token", "headers.two-tokens",
        "key.scope",
    }),
    "another token": (evolve(WHOLE, has_other_token=False), {"key.scope"}),
    "a size": (
        evolve(WHOLE, largest_body=None),
        {"size.largest", "size.too-large", "size.without-length", "size.key-stays-free"},
    ),
    "more than a few bytes": (
        evolve(WHOLE, largest_body=10),
        {"size.largest", "size.too-large", "size.without-length", "size.key-stays-free"},
    ),
    "the full size": (evolve(WHOLE, is_full_size=False), {"size.must-take"}),
    "a time": (evolve(WHOLE, body_seconds=None), {"size.late"}),
    "a restart": (evolve(WHOLE, restarts=False), {"restart.replayed", "restart.other-body", "restart.free"}),
    "loopback": (evolve(WHOLE, endpoint=SETTING.endpoint), {"headers.host", "headers.origin"}),
    "mappings": (
        evolve(WHOLE, mappings={}),
        {name for name in BY_NAME if name.startswith("lookup.")} - {"lookup.nobody"},
    ),
}  # fmt: skip


@pytest.mark.parametrize(("setting", "expected"), NEEDS.values(), ids=NEEDS.keys())
def test_what_cannot_be_observed(setting: Setting, expected: set[str]) -> None:
    """Without an option, these promises cannot be observed, and each says which option it needs."""
    plans = {promise.name: promise.plan(setting) for promise in PROMISES}
    unseen = {name: plan.why for name, plan in plans.items() if isinstance(plan, NotObservable)}
    assert set(unseen) == expected
    assert all("--" in why or "loopback" in why for why in unseen.values())


def test_no_key_is_used_for_two_promises() -> None:
    """What one promise sends cannot change what another one sees."""
    keys = [{dict(one.headers).get("Idempotency-Key") for one in _sent(promise.plan(WHOLE))} for promise in PROMISES]
    counts = Counter(key for each in keys for key in each - {None})
    assert max(counts.values()) == 1


def test_nothing_is_real() -> None:
    """Every snapshot is of a workspace and a project whose names say what they are."""
    bodies = [json.loads(one.body) for one in _requests(WHOLE) if isinstance(identify(one.body), Success)]
    assert len(bodies) > 50
    assert {body["workspace"] for body in bodies} <= {"trackpost-probe-5eed", *(key.workspace for key in MAPPINGS)}
    assert {body.get("project_slug") for body in bodies} == {"trackpost-probe-5eed", None}
    assert all(key.workspace.startswith(PREFIX) for key in MAPPINGS)


def _only_body(name: str) -> bytes:
    ((request,),) = plan_of(name).steps
    return request.body


@pytest.mark.parametrize("name", REFUSED)
def test_refused_bodies(name: str) -> None:
    """Each is refused by the rule of the contract, and has the promised path."""
    fault = parse_snapshot(_only_body(name)).swap().value_or(None)
    assert isinstance(fault, Fault)
    _, _, path = BY_NAME[name].says.partition(" with the path ")
    assert path in {"", fault.path}


@pytest.mark.parametrize("name", ACCEPTED)
def test_accepted_bodies(name: str) -> None:
    """Each is accepted by the rule of the contract."""
    assert isinstance(parse_snapshot(_only_body(name)), Success)


def test_one_with_the_same_seed_is_the_same() -> None:
    """A probe depends on its seed alone, and another seed gives other names and keys."""
    assert _requests(WHOLE) == _requests(WHOLE)
    others = _requests(evolve(WHOLE, seed="0ther"))
    assert not {one.headers for one in _requests(WHOLE)} & {one.headers for one in others if len(one.headers) > 1}


GLOBS: Mapping[str, tuple[tuple[str, ...], int]] = {
    "none": ((), len(PROMISES)),
    "everything": (("*",), len(PROMISES)),
    "a group": (("refuses.*",), len(REFUSED)),
    "two groups, one of them twice": (("refuses.*", "accepts.*", "accepts.z*"), len(REFUSED) + len(ACCEPTED)),
    "a name": (("key.new",), 1),
    "no such name": (("new",), 0),
}


@pytest.mark.parametrize(("globs", "expected"), GLOBS.values(), ids=GLOBS.keys())
def test_matching(globs: tuple[str, ...], expected: int) -> None:
    """A promise is chosen by its whole name."""
    assert len(matching(globs)) == expected


def test_the_outline() -> None:
    """It counts every request, one more at the start, and names what will be published."""
    found = outline(planned(PROMISES, WHOLE), WHOLE)
    assert found.requests == 1 + len(_requests(WHOLE))
    assert found.lines == (
        f"The probe sends {found.requests} requests to {WHOLE.endpoint.url}, up to 3 at once.",
        (
            "They publish made-up snapshots of the project trackpost-probe-5eed; "
            "workspaces: trackpost-probe-5eed, trackpost-probe, trackpost-probe-alone."
        ),
        "The server keeps what it accepts; remove it there afterwards.",
    )


def test_the_outline_of_little() -> None:
    """Without any plan, one request remains."""
    found = outline(planned(matching(["answers.codes", "size.*"]), SETTING), SETTING)
    assert (found.requests, found.crowd, found.workspaces) == (1, 1, ("trackpost-probe-5eed",))
