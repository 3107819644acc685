"""Strategies for hypothesis: complete snapshots, and data that nobody expects."""

from datetime import timedelta, timezone
from typing import TypeVar, get_args

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from trackpost.core.issues.model import Checkpoint, Issue, IssueRef, IssueType, Status, WorkPackageLink
from trackpost.core.project.binding import DOCTRINE_MODES
from trackpost.core.routing.route import ResourceRoute
from trackpost.core.snapshot.body import Contents, Header, Snapshot

_Key = TypeVar("_Key")
_Value = TypeVar("_Value")

QUICK = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True, database=None
)
"""Settings that give the same examples in every run, however slow the machine is, so that no build fails by chance."""

ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=20)
"""Any text, including lone surrogates and control characters."""

HUGE = 10**5000
"""An integer that Python refuses to convert to decimal digits."""

# Mapped from a sign, because hypothesis prints the values that it samples from.
_UNWRITABLE = st.sampled_from([1, -1]).map(lambda sign: sign * HUGE)


def _nested(children: st.SearchStrategy[object]) -> st.SearchStrategy[object]:
    keys = ANY_TEXT | st.none() | st.integers() | _UNWRITABLE | st.binary(max_size=4) | st.tuples(st.integers())
    return (
        st.lists(children, max_size=3)
        | st.tuples(children)
        | st.dictionaries(keys, children, max_size=3)
        | st.frozensets(st.integers(), max_size=2)
    )


SCALAR: st.SearchStrategy[object] = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.integers(62, 65).map(lambda digits: 10**digits),
    _UNWRITABLE,
    st.floats(),
    ANY_TEXT,
    st.binary(max_size=8),
    st.dates(),
    st.times(),
    st.datetimes(),
)
ANYTHING = st.recursive(SCALAR, _nested, max_leaves=8)
"""Any value that a YAML or TOML reader can return, and more."""


def reordered(mapping: dict[_Key, _Value]) -> st.SearchStrategy[tuple[dict[_Key, _Value], dict[_Key, _Value]]]:
    """Draw *mapping* twice, in two different orders."""
    return st.permutations(list(mapping.items())).map(lambda items: (mapping, dict(items)))


TEXT = st.text(max_size=12)
NOT_BLANK = TEXT.filter(lambda text: bool(text.strip()))
MAYBE = st.none() | TEXT
_ZONES = st.integers(-1439, 1439).map(lambda minutes: timezone(timedelta(minutes=minutes)))
INSTANT = st.datetimes(timezones=st.none() | _ZONES).map(lambda moment: moment.isoformat())
TEXTS = st.lists(TEXT, max_size=3).map(tuple)

ROUTE = st.builds(ResourceRoute, st.sampled_from(["jira_project", "linear_team"]) | NOT_BLANK, NOT_BLANK)
ISSUE = st.builds(
    Issue,
    ref=st.builds(IssueRef, system=TEXT, workspace=TEXT, id=TEXT, key=MAYBE, url=MAYBE),
    title=TEXT,
    body=MAYBE,
    status=st.sampled_from(get_args(Status)),
    issue_type=st.sampled_from(get_args(IssueType)),
    priority=st.none() | st.integers(0, 4),
    assignees=TEXTS,
    labels=TEXTS,
    updated_at=st.none() | INSTANT,
)
MAPPED = st.builds(
    WorkPackageLink,
    wp_id=TEXT,
    system=TEXT,
    workspace=TEXT,
    external_id=TEXT,
    external_key=MAYBE,
    external_url=MAYBE,
    created_at=TEXT,
    updated_at=TEXT,
)
HEADER = st.builds(
    Header,
    provider=NOT_BLANK,
    workspace=NOT_BLANK,
    route=st.none() | ROUTE,
    doctrine_mode=st.sampled_from(DOCTRINE_MODES),
    doctrine_field_owners=st.dictionaries(TEXT, TEXT, max_size=3),
    project_uuid=MAYBE,
    project_slug=MAYBE,
)
CONTENTS = st.builds(
    Contents,
    issues=st.lists(ISSUE, max_size=2).map(tuple),
    mappings=st.lists(MAPPED, max_size=2).map(tuple),
    checkpoint=st.builds(Checkpoint, cursor=MAYBE, updated_since=st.none() | INSTANT),
)
SNAPSHOT = st.builds(Snapshot, header=HEADER, contents=CONTENTS)
