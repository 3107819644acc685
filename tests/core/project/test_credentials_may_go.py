"""Which credentials are missing, and when ``unbind`` may remove them."""

from collections.abc import Mapping

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from tests.core.builders import ACME, BETA, BINDING
from tests.core.strategies import ANYTHING, QUICK
from trackpost.core.project.bind import credentials_may_go
from trackpost.core.project.binding import Binding
from trackpost.core.routing.credentials import missing_credentials
from trackpost.core.routing.providers import PROVIDERS, Provider, row_of
from trackpost.core.routing.route import ResourceRoute

JIRA = {"base_url": "https://acme.example", "email": "dev@acme.example", "api_token": "t", "project_key": "ACME"}
AZURE = {"organization": "acme", "project": "shop"}

MISSING: Mapping[str, tuple[str, Mapping[str, object], tuple[str, ...]]] = {
    "nothing": ("jira", JIRA, ()),
    "everything": ("jira", {}, ("base_url", "email", "api_token", "project_key")),
    "one": ("jira", {**JIRA, "email": None}, ("email",)),
    "a blank one": ("jira", {**JIRA, "email": " \n"}, ("email",)),
    "a malformed one": ("jira", {**JIRA, "email": ["dev@acme.example"]}, ("email",)),
    "two, in the table's order": ("linear", {"graphql_url": "u"}, ("api_key", "team_id")),
    "zero is present": ("linear", {"api_key": "k", "team_id": 0}, ()),
    "the first spelling": ("azure_devops", {**AZURE, "personal_access_token": "p"}, ()),
    "the second spelling": ("azure_devops", {**AZURE, "pat": "p"}, ()),
    "no spelling": ("azure_devops", AZURE, ("personal_access_token",)),
    "two blank spellings": (
        "azure_devops",
        {**AZURE, "personal_access_token": "", "pat": " "},
        ("personal_access_token",),
    ),
    "one of two spellings is malformed": ("azure_devops", {**AZURE, "personal_access_token": [], "pat": "p"}, ()),
    "none is required": ("beads", {}, ()),
}


@pytest.mark.parametrize(("provider", "credentials", "expected"), MISSING.values(), ids=MISSING.keys())
def test_missing_credentials(provider: str, credentials: Mapping[str, object], expected: tuple[str, ...]) -> None:
    """The result has the absent required credentials, each by the first of its spellings."""
    assert expected == missing_credentials(PROVIDERS[provider], credentials)


@QUICK
@given(st.dictionaries(st.sampled_from(["organization", "project", "personal_access_token", "pat"]), ANYTHING))
def test_added_credentials_are_not_missing(credentials: dict[str, object]) -> None:
    """No table raises an error, and after adding the missing credentials none is missing."""
    row = PROVIDERS["azure_devops"]
    missing = missing_credentials(row, credentials)
    assert missing_credentials(row, {**credentials, **dict.fromkeys(missing, "text")}) == ()


PINNED: Binding = evolve(BINDING, resource=ACME)
LOOSE: Binding = evolve(BINDING, resource=None)
OTHER: Binding = evolve(BINDING, resource=BETA)
TEAM = ResourceRoute("linear_team", "ACME")
LINEAR: Binding = evolve(BINDING, provider="linear", provider_as_typed="linear")

MAY_GO: Mapping[str, tuple[Binding, ResourceRoute | None, tuple[Binding, ...], bool]] = {
    "its own, and no other project": (PINNED, ACME, (), True),
    "its own, and another is pinned elsewhere": (PINNED, ACME, (OTHER,), False),
    "its own, and another tracker's is not pinned": (PINNED, ACME, (LINEAR,), True),
    "its own, and another tracker's has the same pin": (PINNED, ACME, (evolve(LINEAR, resource=ACME),), True),
    "another is not pinned": (PINNED, ACME, (LOOSE,), False),
    "another has the same pin": (PINNED, ACME, (PINNED,), False),
    "another has the same pin in another workspace": (PINNED, ACME, (evolve(PINNED, workspace="beta.example"),), False),
    "the last of many has the same pin": (PINNED, ACME, (OTHER, LINEAR, PINNED), False),
    "without a pin": (LOOSE, ACME, (), False),
    "without a pin and without a route": (LOOSE, None, (), False),
    "they give no route": (PINNED, None, (), False),
    "they are those of another project": (PINNED, BETA, (), False),
    "they are those of another project, which is known": (PINNED, BETA, (OTHER,), False),
    "they are those of another tracker, with the same id": (PINNED, TEAM, (), False),
}


@pytest.mark.parametrize(("binding", "route", "others", "expected"), MAY_GO.values(), ids=MAY_GO.keys())
def test_credentials_may_go(
    binding: Binding, route: ResourceRoute | None, others: tuple[Binding, ...], *, expected: bool
) -> None:
    """Credentials may be removed only if they certainly belong to this project alone."""
    assert credentials_may_go(binding, route, iter(others)) == expected


BINDINGS = st.builds(
    lambda provider, resource: evolve(BINDING, provider=provider, resource=resource),
    st.sampled_from(["jira", "linear"]),
    st.sampled_from([None, ACME, BETA]),
)
ROUTES = st.sampled_from([None, ACME, BETA])


@QUICK
@given(BINDINGS, ROUTES, st.lists(BINDINGS, max_size=3), BINDINGS)
def test_another_project_never_frees_credentials(
    binding: Binding, route: ResourceRoute | None, others: list[Binding], one_more: Binding
) -> None:
    """Another known project can only be a reason to keep them, in any position among the others."""
    before = credentials_may_go(binding, route, others)
    after = credentials_may_go(binding, route, [*others, one_more])
    assert after <= before
    assert after == credentials_may_go(binding, route, [one_more, *others])


@QUICK
@given(BINDINGS, st.lists(BINDINGS, max_size=3))
def test_removed_credentials_are_needed_by_nobody(binding: Binding, others: list[Binding]) -> None:
    """A project's credentials are removed exactly if it is pinned and no other project is bound to the same tracker."""
    is_alone = binding.provider not in {other.provider for other in others}
    assert credentials_may_go(binding, binding.resource, others) == (binding.resource is not None and is_alone)


ROWS: Mapping[str, tuple[str, Provider]] = {
    **{name: (name, row) for name, row in PROVIDERS.items()},
    "not in the table": ("notion", Provider(name="notion")),
}


@pytest.mark.parametrize(("provider", "expected"), ROWS.values(), ids=ROWS.keys())
def test_row_of(provider: str, expected: Provider) -> None:
    """Each provider has its row; the row of an unknown one has no credentials."""
    assert expected == row_of(provider)


def test_an_unknown_provider_requires_nothing() -> None:
    """For an unknown provider, no credential is missing."""
    assert missing_credentials(row_of("notion"), {}) == ()
