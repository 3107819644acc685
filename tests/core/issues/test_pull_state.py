"""How far a pull has come, as checkpoint rows of the cache."""

import json
from collections.abc import Mapping
from datetime import datetime

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from tests.core.builders import BINDING
from tests.core.strategies import INSTANT, MAYBE, QUICK, TEXT
from trackpost.core.issues.filing import (
    CheckpointKeys,
    checkpoint_key,
    checkpoint_keys,
    full_pull_key,
    state_key,
)
from trackpost.core.issues.model import Checkpoint
from trackpost.core.issues.pull_state import (
    PullState,
    ResumePoint,
    is_full_due,
    next_since,
    parse_state,
    shared_row,
    shown,
    state_row,
)
from trackpost.core.project.binding import Binding

NOON = "2026-03-01T12:00:00+00:00"
LATER = "2026-03-01T13:00:00+00:00"
HALF_WAY = ResumePoint(page="p2", size=50, began=LATER)
OTHERS = {"number": 0, "is_full": False, "pulled": 0, "newest": None, "retry_from": None}
FIRST_PAGE = ResumePoint(page=None, size=50, began=LATER)


def cursor_of(under_way: Mapping[str, object]) -> str:
    """Return a cursor as it is in a row."""
    return json.dumps(under_way, separators=(",", ":"))


STATES: Mapping[str, tuple[PullState, object, str | None]] = {
    "never pulled": (PullState(), None, None),
    "a complete pull": (PullState(since=NOON), None, None),
    "the first pull is unfinished": (
        PullState(under_way=HALF_WAY),
        {"page": "p2", "size": 50, "began": LATER, **OTHERS},
        "p2",
    ),
    "a later pull is unfinished": (
        PullState(since=NOON, under_way=HALF_WAY),
        {"page": "p2", "size": 50, "began": LATER, **OTHERS},
        "p2",
    ),
    "before the first page": (
        PullState(since=NOON, under_way=FIRST_PAGE),
        {"page": None, "size": 50, "began": LATER, **OTHERS},
        None,
    ),
}


@pytest.mark.parametrize(("state", "own", "page"), STATES.values(), ids=STATES.keys())
def test_rows(state: PullState, own: object, page: str | None) -> None:
    """Each state has exactly these two rows, is parsed from its own one, and is shown with the tracker's cursor."""
    row = state_row(state)
    assert (None if row.cursor is None else json.loads(row.cursor)) == own
    assert row.updated_since == state.since
    assert shared_row(state) == Checkpoint(cursor=None, updated_since=state.since)
    assert shown(state) == Checkpoint(cursor=page, updated_since=state.since)
    assert parse_state(row) == state


def _is_comparable(instant: str) -> bool:
    return "1000" <= instant[:4] < "9999" and datetime.fromisoformat(instant).tzinfo is not None


INSTANTS = INSTANT.filter(_is_comparable)
COUNT = st.integers(0, 10**9)
UNDER_WAY = st.builds(
    ResumePoint,
    page=MAYBE,
    size=st.integers(1, 1000),
    began=INSTANTS,
    number=COUNT,
    is_full=st.booleans(),
    pulled=COUNT,
    newest=MAYBE,
    retry_from=MAYBE,
)
PULL_STATES = st.builds(PullState, since=st.none() | INSTANTS, under_way=st.none() | UNDER_WAY)


@QUICK
@given(PULL_STATES)
def test_a_state_is_read_as_it_was_written(state: PullState) -> None:
    """The next pull continues exactly where the last one stopped."""
    assert parse_state(state_row(state)) == state


@QUICK
@given(PULL_STATES)
def test_the_shared_row_has_no_cursor(state: PullState) -> None:
    """Other tools can read the shared row: it has the same instant, and nothing at which they could continue."""
    row = shared_row(state)
    assert (row.cursor, row.updated_since) == (None, state_row(state).updated_since)


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
    "a start that is no instant": (cursor_of({**WHOLE, "began": "noon"}), BEGINNING),
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


FOLDERS: Mapping[str, tuple[str, str]] = {
    "beads": ("beads", "beads:acme.example#/srv/shop"),
    "fp": ("fp", "fp:acme.example#/srv/shop"),
    "a tracker that no command answers for": ("jira", "jira:acme.example#ACME"),
}


@pytest.mark.parametrize(("provider", "expected"), FOLDERS.values(), ids=FOLDERS.keys())
def test_the_key_of_a_folder(provider: str, expected: str) -> None:
    """Where a command lists the issues of a folder, the folder is the resource."""
    keys = checkpoint_keys(bound_to(provider), {"project_key": "ACME"}, "/srv/shop")
    assert (keys.own, keys.shared) == (expected, f"{provider}:acme.example")


@QUICK
@given(st.dictionaries(st.sampled_from(["project_key", "team_id"]), TEXT))
def test_the_row_of_a_resource_is_never_the_shared_one(credentials: dict[str, object]) -> None:
    """For any name of the resource, its key begins with the shared key and differs from it."""
    shared = checkpoint_key(BINDING)
    assert state_key(BINDING, credentials).startswith(f"{shared}#")


def test_each_filter_has_its_own_row() -> None:
    """Another filter is another question, which no cursor of this one answers."""
    texts = (None, "labels = web", "labels = api", "full", "labels = web#full")
    keys = [state_key(evolve(BINDING, filter=text), {"project_key": "ACME"}) for text in texts]
    own, *parts = keys
    assert len({*keys, *map(full_pull_key, keys)}) == 2 * len(texts)
    assert own == "jira:acme.example#ACME"
    assert [CheckpointKeys(own=own, shared="jira:acme.example").covers(part) for part in parts] == [True] * 4


UUID = "11111111-1111-4111-8111-111111111111"
TEAM = CheckpointKeys(own=f"linear:acme#{UUID}", shared="linear:acme")
PART = replace(TEAM, own=f"{TEAM.own}#filter:aa", is_filtered=True)
COVERED: Mapping[str, tuple[CheckpointKeys, str, bool]] = {
    "itself": (TEAM, TEAM.own, True),
    "a part of it": (TEAM, PART.own, True),
    "its key": (TEAM, "linear:acme#ENG", True),
    "its key in another case": (TEAM, "linear:acme#eng", True),
    "a part under its key": (TEAM, "linear:acme#eng#filter:aa", True),
    "no name, as beads once had": (TEAM, "linear:acme#", True),
    "the key of another team": (TEAM, "linear:acme#ENGINE", False),
    "another team": (TEAM, f"{TEAM.own}2", False),
    "its key in another workspace": (TEAM, "linear:beta#ENG", False),
    "a part, itself": (PART, PART.own, True),
    "a part, the whole": (PART, TEAM.own, False),
    "a part, another one": (PART, f"{TEAM.own}#filter:bb", False),
}


@pytest.mark.parametrize(("keys", "other", "expected"), COVERED.values(), ids=COVERED.keys())
def test_covers(keys: CheckpointKeys, other: str, expected: bool) -> None:  # noqa: FBT001 - a column
    """A row is about the same resource under each of its names, and about its parts; a part has none."""
    assert keys.covers(other, {"Eng"}) == expected


FILTERS: Mapping[str, tuple[str | None, bool]] = {"none": (None, False), "one": ("labels = web", True)}


@pytest.mark.parametrize(("text", "is_filtered"), FILTERS.values(), ids=FILTERS.keys())
def test_checkpoint_keys(text: str | None, is_filtered: bool) -> None:  # noqa: FBT001 - a column
    """The rows of a project, and whether they are about a part of its resource only."""
    binding = evolve(BINDING, filter=text)
    own, shared = state_key(binding, {}), checkpoint_key(binding)
    assert checkpoint_keys(binding, {}) == CheckpointKeys(own=own, shared=shared, is_filtered=is_filtered)


EARLY, NEXT_DAY, WEEK_ON = "2026-02-01T12:00:00+00:00", "2026-03-02T11:59:59Z", "2026-03-08T12:00:00Z"
WHOLE_LIST = replace(HALF_WAY, is_full=True)
SINCE: Mapping[str, tuple[str | None, ResumePoint, str | None]] = {
    "nothing came": (NOON, HALF_WAY, NOON),
    "nothing ever came": (None, HALF_WAY, None),
    "the latest change": (None, replace(HALF_WAY, newest=EARLY), EARLY),
    "a change during the pull": (None, replace(HALF_WAY, newest=WEEK_ON), LATER),
    "only what was known already": (NOON, replace(HALF_WAY, newest=EARLY), NOON),
    "something was skipped": (None, replace(HALF_WAY, newest=NOON, retry_from=EARLY), EARLY),
    "something newer was skipped": (None, replace(HALF_WAY, newest=EARLY, retry_from=NOON), EARLY),
    "everything was skipped": (None, replace(HALF_WAY, retry_from=EARLY), EARLY),
    "something old was skipped": (NOON, replace(HALF_WAY, newest=LATER, retry_from=EARLY), NOON),
    "something old of the whole list was skipped": (NOON, replace(WHOLE_LIST, newest=LATER, retry_from=EARLY), EARLY),
    "something new of the whole list was skipped": (NOON, replace(WHOLE_LIST, newest=NOON, retry_from=LATER), NOON),
    "nothing of the whole list was skipped": (NOON, replace(WHOLE_LIST, newest=EARLY), NOON),
}


@pytest.mark.parametrize(("since", "pull", "expected"), SINCE.values(), ids=SINCE.keys())
def test_next_since(since: str | None, pull: ResumePoint, expected: str | None) -> None:
    """The next pull asks for what this one cannot have seen, and for what it had to skip."""
    assert next_since(PullState(since=since), pull, LATER) == expected


DUE: Mapping[str, tuple[str | None, str, int, bool]] = {
    "never": (None, NOON, 7, True),
    "just now": (NOON, NOON, 7, False),
    "a day, less a second": (NOON, NEXT_DAY, 1, False),
    "a week": (NOON, WEEK_ON, 7, True),
    "each time": (NOON, NOON, 0, True),
    "in the future": (WEEK_ON, NOON, 7, True),
    "no instant": ("noon", NOON, 7, True),
}


@pytest.mark.parametrize(("last", "now", "days", "expected"), DUE.values(), ids=DUE.keys())
def test_is_full_due(last: str | None, now: str, days: int, expected: bool) -> None:  # noqa: FBT001 - a column
    """The whole list is due again after that many days, and if nobody knows when it was read."""
    row = None if last is None else Checkpoint(cursor=None, updated_since=last)
    assert is_full_due(row, now, days) == expected


def test_a_clock_that_says_nothing() -> None:
    """The list is read."""
    assert is_full_due(Checkpoint(cursor=None, updated_since=NOON), "now", 7)
