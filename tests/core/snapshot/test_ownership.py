"""Which issues in the cache belong to the project."""

from collections.abc import Mapping

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from returns.result import Failure, Result, Success

from tests.core.builders import ACME, BETA
from tests.core.strategies import ANYTHING, NOT_BLANK, QUICK
from trackpost.core.issues.filing import connector_workspace, own_workspaces
from trackpost.core.issues.model import IssueRef
from trackpost.core.project.binding import Binding
from trackpost.core.routing.route import ResourceRoute
from trackpost.core.snapshot.guards import ForeignCounter, ForeignIssues, ForeignIssuesIncluded, owner

SITE = "https://acme.example"
HOME = "acme.example"


def bound_to(provider: str) -> Binding:
    """Return a small binding to the workspace ``acme.example`` of *provider*."""
    return Binding(provider=provider, provider_as_typed=provider, workspace=HOME)


WORKSPACES: Mapping[str, tuple[str, Mapping[str, object], str]] = {
    "jira": ("jira", {"base_url": SITE}, SITE),
    "jira, whitespace around": ("jira", {"base_url": f" {SITE}\n"}, SITE),
    "jira without a site": ("jira", {"email": "dev@acme.example"}, HOME),
    "jira with a blank site": ("jira", {"base_url": " "}, HOME),
    "jira with a malformed site": ("jira", {"base_url": [SITE]}, HOME),
    "linear has only the binding's": ("linear", {"base_url": SITE, "team_id": "t"}, HOME),
    "github": ("github", {"owner": "acme", "repo": "shop"}, "acme/shop"),
    "github without an owner": ("github", {"repo": "shop"}, HOME),
    "github without a repo": ("github", {"owner": "acme"}, HOME),
    "gitlab, a number": ("gitlab", {"project_id": 42}, "42"),
    "azure_devops": ("azure_devops", {"project": "shop", "organization": "acme"}, "acme/shop"),
    "beads": ("beads", {"command": "bd"}, HOME),
    "a provider that is not in the table": ("notion", {"base_url": SITE}, HOME),
}


@pytest.mark.parametrize(("provider", "credentials", "expected"), WORKSPACES.values(), ids=WORKSPACES.keys())
def test_workspaces(provider: str, credentials: Mapping[str, object], expected: str) -> None:
    """The connector uses this workspace; the binding's counts too, unless ids are not unique within it."""
    binding = bound_to(provider)
    assert expected == connector_workspace(binding, credentials)
    is_narrower = provider in {"github", "gitlab", "azure_devops"}
    assert own_workspaces(binding, credentials) == ({expected} if is_narrower else {HOME, expected})


BOTH = frozenset({HOME, SITE})
TEAM = ResourceRoute("linear_team", "ACME")
LOWER = ResourceRoute("jira_project", "acme")
SHARP = ResourceRoute("jira_project", "straße")
REF = IssueRef(system="jira", workspace=HOME, id="10001", key="ACME-1", url=None)

REFS: Mapping[str, tuple[ResourceRoute | None, IssueRef, bool]] = {
    "its own": (ACME, REF, True),
    "under the connector's name": (ACME, replace(REF, workspace=SITE), True),
    "under another workspace": (ACME, replace(REF, workspace="beta.example"), False),
    "under a workspace with the same prefix": (ACME, replace(REF, workspace=f"{HOME}.evil"), False),
    "of another tracker": (ACME, replace(REF, system="linear"), False),
    "a key of another project": (ACME, replace(REF, key="BETA-1"), False),
    "its key under another project's route": (BETA, REF, False),
    "a key with the same prefix": (ACME, replace(REF, key="ACMEX-1"), False),
    "a key with the project's key in it": (ACME, replace(REF, key="XACME-1"), False),
    "only the project's key": (ACME, replace(REF, key="ACME"), False),
    "a key in lower case": (ACME, replace(REF, key="acme-1"), True),
    "a key in mixed case": (ACME, replace(REF, key="AcMe-1"), True),
    "a route in lower case": (LOWER, REF, True),
    "a letter that has two capitals": (SHARP, replace(REF, key="STRASSE-1"), True),
    "without a key": (ACME, replace(REF, key=None), True),
    "with an empty key": (ACME, replace(REF, key=""), True),
    "without a key, of another workspace": (ACME, replace(REF, key=None, workspace="beta.example"), False),
    "without a key, of another tracker": (ACME, replace(REF, key=None, system="linear"), False),
    "no route": (None, replace(REF, key="BETA-1"), True),
    "no route, of another workspace": (None, replace(REF, workspace="beta.example"), False),
    "a route that does not restrict keys": (TEAM, replace(REF, key="BETA-1"), True),
}


@pytest.mark.parametrize(("route", "ref", "expected"), REFS.values(), ids=REFS.keys())
def test_owner(route: ResourceRoute | None, ref: IssueRef, *, expected: bool) -> None:
    """Tracker, workspace and issue key decide."""
    assert owner("jira", BOTH, route)(ref) == expected


def test_only_the_workspaces_of_the_project() -> None:
    """The connector's workspace counts only if it is one of the project's."""
    owns = owner("jira", frozenset({HOME}), ACME)
    assert owns(REF)
    assert not owns(replace(REF, workspace=SITE))


KEYS = st.from_regex(r"[A-Za-z][A-Za-z0-9]{0,5}", fullmatch=True)


PAIRS = st.tuples(KEYS, KEYS) | KEYS.map(lambda key: (key, key.swapcase())) | KEYS.map(lambda key: (key, f"{key}X"))


@QUICK
@given(PAIRS, st.integers(1, 10**6))
def test_a_key_belongs_to_one_project(projects: tuple[str, str], number: int) -> None:
    """A key consists of the project's key, a hyphen and a number; case does not matter."""
    mine, other = projects
    owns = owner("jira", BOTH, ResourceRoute("jira_project", mine))
    assert owns(replace(REF, key=f"{other}-{number}")) == (other.upper() == mine.upper())


@QUICK
@given(st.dictionaries(st.sampled_from(["base_url", "owner", "repo", "project_id"]), ANYTHING, max_size=4), NOT_BLANK)
def test_the_bindings_workspace_always_counts(credentials: dict[str, object], workspace: str) -> None:
    """Whatever the credentials are, the binding's workspace counts, and at most one other."""
    for provider in ("jira", "linear", "github", "gitlab", "notion"):
        names = own_workspaces(evolve(bound_to(provider), workspace=workspace), credentials)
        assert workspace in names
        assert len(names) <= 2


def numbered(number: int, key: str | None) -> IssueRef:
    """Return the ref of the issue with this number."""
    return IssueRef(system="jira", workspace=HOME, id=str(number), key=key, url=None)


OWN = numbered(1, "ACME-1")
FOREIGN = tuple(numbered(number, f"BETA-{number}") for number in range(10, 15))
NAMES = ("jira:acme.example:10 (BETA-10)", "jira:acme.example:11 (BETA-11)", "jira:acme.example:12 (BETA-12)")
STRANGER = IssueRef(system="linear", workspace="beta", id="7", key=None, url=None)

CACHES: Mapping[str, tuple[tuple[IssueRef, ...], Result[tuple[ForeignIssuesIncluded, ...], ForeignIssues]]] = {
    "nothing": ((), Success(())),
    "only its own": ((OWN, OWN), Success(())),
    "one foreign": ((OWN, FOREIGN[0]), Failure(ForeignIssues(NAMES[:1], 1))),
    "three foreign": (FOREIGN[:3], Failure(ForeignIssues(NAMES, 3))),
    "more than are shown": ((*FOREIGN, OWN), Failure(ForeignIssues(NAMES, 5))),
    "without a key": ((STRANGER,), Failure(ForeignIssues(("linear:beta:7",), 1))),
    "with an empty key": ((replace(STRANGER, key=""),), Failure(ForeignIssues(("linear:beta:7",), 1))),
}


def counted(refs: tuple[IssueRef, ...]) -> ForeignCounter:
    """Count the foreign issues among *refs*, two at a time."""
    counts = ForeignCounter(owner("jira", BOTH, ACME))
    for start in range(0, len(refs), 2):
        counts.add(refs[start : start + 2])
    return counts


@pytest.mark.parametrize(("refs", "expected"), CACHES.values(), ids=CACHES.keys())
def test_refuse_foreign(
    refs: tuple[IssueRef, ...], expected: Result[tuple[ForeignIssuesIncluded, ...], ForeignIssues]
) -> None:
    """Foreign issues are refused; the error has the first three and the number of all."""
    assert counted(refs).refuse(allow=False) == expected


@pytest.mark.parametrize(("refs", "expected"), CACHES.values(), ids=CACHES.keys())
def test_allow_foreign(
    refs: tuple[IssueRef, ...], expected: Result[tuple[ForeignIssuesIncluded, ...], ForeignIssues]
) -> None:
    """If foreign issues are allowed, a warning has their number."""
    count = expected.swap().map(lambda error: error.count).value_or(0)
    assert counted(refs).refuse(allow=True) == Success((ForeignIssuesIncluded(count),) if count else ())
