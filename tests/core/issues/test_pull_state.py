"""How far a pull has come, as checkpoint rows of the cache."""

import json
from collections.abc import Mapping
from datetime import datetime

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from tests.core.builders import BINDING
from tests.core.strategies import INSTANT, MAYBE, QUICK, TEXT
from trackpost.core.issues.filing import checkpoint_key, state_key
from trackpost.core.issues.model import Checkpoint
from trackpost.core.issues.pull_state import PullState, ResumePoint, parse_state, shared_row, state_row, with_page_size
from trackpost.core.project.binding import Binding

NOON = "2026-03-01T12:00:00+00:00"
LATER = "2026-03-01T13:00:00+00:00"
HALF_WAY = ResumePoint(page="p2", size=50, began=LATER)
FIRST_PAGE = ResumePoint(page=None, size=50, began=LATER)


def cursor_of(under_way: Mapping[str, object]) -> str:
    """Return a cursor as it is in a row."""
    return json.dumps(under_way, separators=(",", ":"))


STATES: Mapping[str, tuple[PullState, object, str | None]] = {
    "never pulled": (PullState(), None, None),
    "a complete pull": (PullState(since=NOON), None, None),
    "the first pull is unfinished": (
        PullState(under_way=HALF_WAY),
        {"page": "p2", "size": 50, "began": LATER},
        "p2",
    ),
    "a later pull is unfinished": (
        PullState(since=NOON, under_way=HALF_WAY),
        {"page": "p2", "size": 50, "began": LATER},
        "p2",
    ),
    "before the first page": (
        PullState(since=NOON, under_way=FIRST_PAGE),
        {"page": None, "size": 50, "began": LATER},
        None,
    ),
}


@pytest.mark.parametrize(("state", "own", "shared"), STATES.values(), ids=STATES.keys())
def test_rows(state: PullState, own: object, shared: str | None) -> None:
    """Each state has exactly these two rows, and is parsed from its own one."""
    row = state_row(state)
    assert (None if row.cursor is None else json.loads(row.cursor)) == own
    assert row.updated_since == state.since
    assert shared_row(state) == Checkpoint(cursor=shared, updated_since=state.since)
    assert parse_state(row) == state


def _is_comparable(instant: str) -> bool:
    return "1000" <= instant[:4] < "9999" and datetime.fromisoformat(instant).tzinfo is not None


INSTANTS = INSTANT.filter(_is_comparable)
UNDER_WAY = st.builds(ResumePoint, page=MAYBE, size=st.integers(1, 1000), began=INSTANTS)
PULL_STATES = st.builds(PullState, since=st.none() | INSTANTS, under_way=st.none() | UNDER_WAY)


@QUICK
@given(PULL_STATES)
def test_a_state_is_read_as_it_was_written(state: PullState) -> None:
    """The next pull continues exactly where the last one stopped."""
    assert parse_state(state_row(state)) == state


@QUICK
@given(PULL_STATES)
def test_the_shared_row_has_the_trackers_cursor(state: PullState) -> None:
    """Other tools can read the shared row: it has the tracker's cursor and the same instant."""
    row = shared_row(state)
    assert row.updated_since == state.since == state_row(state).updated_since
    assert row.cursor == (None if state.under_way is None else state.under_way.page)


def test_no_row() -> None:
    """Without a row, the pull reads everything."""
    assert parse_state(None) == PullState()


# A malformed row loses its instant too, so that the next pull reads everything again.
BEGINNING = PullState()
WHOLE = {"page": "p2", "size": 50, "began": LATER}

STRANGE: Mapping[str, tuple[str, PullState]] = {
    "empty": ("", BEGINNING),
    "another tool's": ("42", BEGINNING),
    "text": ('"p2"', BEGINNING),
    "null": ("null", BEGINNING),
    "a list": ("[]", BEGINNING),
    "an empty object": ("{}", BEGINNING),
    "not JSON": ("p2", BEGINNING),
    "truncated JSON": ('{"page":"p2","size":50', BEGINNING),
    "JSON with more after it": (f"{cursor_of(WHOLE)} p2", BEGINNING),
    "without a page": (cursor_of({"size": 50, "began": LATER}), BEGINNING),
    "without a size": (cursor_of({"page": "p2", "began": LATER}), BEGINNING),
    "without a start": (cursor_of({"page": "p2", "size": 50}), BEGINNING),
    "a page that is a number": (cursor_of({**WHOLE, "page": 2}), BEGINNING),
    "a size that is text": (cursor_of({**WHOLE, "size": "50"}), BEGINNING),
    "a size that is a fraction": (cursor_of({**WHOLE, "size": 0.5}), BEGINNING),
    "a start that is null": (cursor_of({**WHOLE, "began": None}), BEGINNING),
    "a lone surrogate": ('{"page":"\\ud800","size":50,"began":""}', BEGINNING),
    "a zero byte": ("\0", BEGINNING),
    "too deep": ("[" * 100_000, BEGINNING),
    "an extra member": (cursor_of({**WHOLE, "more": [1]}), PullState(since=NOON, under_way=HALF_WAY)),
    "whitespace around": (f" {cursor_of(WHOLE)}\n", PullState(since=NOON, under_way=HALF_WAY)),
    "an extra member, too deep": (cursor_of(WHOLE)[:-1] + ',"more":' + "[" * 100_000, BEGINNING),
    "a page size of zero": (cursor_of({**WHOLE, "size": 0}), BEGINNING),
    "a negative page size": (cursor_of({**WHOLE, "size": -1}), BEGINNING),
}


@pytest.mark.parametrize(("cursor", "expected"), STRANGE.values(), ids=STRANGE.keys())
def test_strange_rows(cursor: str, expected: PullState) -> None:
    """A row from another tool does not crash the pull: it is parsed, or the pull reads everything."""
    assert parse_state(Checkpoint(cursor=cursor, updated_since=NOON)) == expected


UNUSABLE: Mapping[str, str] = {
    "no zone": "2026-03-01T12:00:00",
    "year 1, which cannot be moved to every zone": "0001-01-01T00:00:00+00:00",
    "year 9999, which cannot be moved to every zone": "9999-12-31T23:59:59+00:00",
    "a day": "2026-03-01",
    "a word": "yesterday",
    "nothing": "",
    "a line break after it": f"{NOON}\n",
}


@pytest.mark.parametrize("instant", UNUSABLE.values(), ids=UNUSABLE.keys())
def test_with_an_unusable_instant_the_pull_reads_everything(instant: str) -> None:
    """A pull compares the instant with those of the tracker and subtracts minutes, so it must be possible."""
    began = Checkpoint(cursor=cursor_of({**WHOLE, "began": instant}), updated_since=NOON)
    since = Checkpoint(cursor=None, updated_since=instant)
    assert (parse_state(began), parse_state(since)) == (BEGINNING, BEGINNING)


GARBAGE = TEXT | st.recursive(
    st.none() | st.integers() | TEXT,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["page", "size", "began"]) | TEXT, inner, max_size=4)
    ),
    max_leaves=6,
).map(json.dumps)


@QUICK
@given(GARBAGE, MAYBE)
def test_garbage_does_not_crash(cursor: str, since: str | None) -> None:
    """Any row gives a state that can be written again, or the initial state."""
    state = parse_state(Checkpoint(cursor=cursor, updated_since=since))
    assert parse_state(state_row(state)) == state


def bound_to(provider: str) -> Binding:
    """Return a small binding to *provider*."""
    return Binding(provider=provider, provider_as_typed=provider.upper(), workspace="acme.example")


KEYS: Mapping[str, tuple[str, Mapping[str, object], str]] = {
    "jira": ("jira", {"project_key": "ACME"}, "jira:acme.example#ACME"),
    "jira, another project": ("jira", {"project_key": " BETA "}, "jira:acme.example#BETA"),
    "jira without a project": ("jira", {"base_url": "u"}, "jira:acme.example#"),
    "jira with a malformed project": ("jira", {"project_key": ["ACME"]}, "jira:acme.example#"),
    "linear": ("linear", {"team_id": 7}, "linear:acme.example#7"),
    "github": ("github", {"repo": "shop", "owner": "acme"}, "github:acme.example#acme/shop"),
    "github without a repo": ("github", {"owner": "acme"}, "github:acme.example#acme/"),
    "github without an owner": ("github", {"repo": "acme"}, "github:acme.example#/acme"),
    "gitlab": ("gitlab", {"project_id": 42}, "gitlab:acme.example#42"),
    "azure_devops": ("azure_devops", {"organization": "a", "project": "b"}, "azure_devops:acme.example#a/b"),
    "beads": ("beads", {"cwd": "/a"}, "beads:acme.example#"),
    "not in the table": ("notion", {"project_key": "ACME"}, "notion:acme.example#"),
}


@pytest.mark.parametrize(("provider", "credentials", "expected"), KEYS.values(), ids=KEYS.keys())
def test_keys(provider: str, credentials: Mapping[str, object], expected: str) -> None:
    """Each resource has its own row, next to the shared one."""
    binding = bound_to(provider)
    assert state_key(binding, credentials) == expected
    assert checkpoint_key(binding) == f"{provider}:acme.example"


@QUICK
@given(st.dictionaries(st.sampled_from(["project_key", "team_id"]), TEXT))
def test_the_row_of_a_resource_is_never_the_shared_one(credentials: dict[str, object]) -> None:
    """For any name of the resource, its key begins with the shared key and differs from it."""
    shared = checkpoint_key(BINDING)
    assert state_key(BINDING, credentials).startswith(f"{shared}#")


SMALL = ResumePoint(page="8", size=20, began=LATER)
POINTS: Mapping[str, tuple[ResumePoint, ResumePoint]] = {
    "the eighth of twenty": (SMALL, evolve(SMALL, page="2", size=100)),
    "the sixth of twenty": (evolve(SMALL, page="6"), evolve(SMALL, page="2", size=100)),
    "the fifth of twenty": (evolve(SMALL, page="5"), evolve(SMALL, page="1", size=100)),
    "the same size": (evolve(SMALL, size=100), evolve(SMALL, size=100)),
    "a smaller size": (evolve(SMALL, size=200), evolve(SMALL, size=200)),
    "the first": (evolve(SMALL, page=None), evolve(SMALL, page=None)),
    "a cursor": (evolve(SMALL, page="next"), evolve(SMALL, page="next")),
    "not a page number": (evolve(SMALL, page="0"), evolve(SMALL, page="0")),
}


@pytest.mark.parametrize(("point", "expected"), POINTS.values(), ids=POINTS.keys())
def test_with_page_size(point: ResumePoint, expected: ResumePoint) -> None:
    """No issue is skipped: the page starts where the old one did, or before that."""
    assert with_page_size(point, 100) == expected
