"""The credentials that a project has in the end."""

from collections.abc import Mapping

import pytest
from attrs import evolve, frozen

from tests.core.builders import ACME, BINDING
from trackpost.core.fleet.credentials import combined, routing_members
from trackpost.core.project.binding import Binding
from trackpost.core.routing.given import keys_of, secret_of
from trackpost.core.routing.origins import FLEET as OF_THE_FLEET
from trackpost.core.routing.origins import PIN, all_from, file_origin
from trackpost.core.routing.providers import PROVIDERS, Provider

FLEET = {"base_url": "https://fleet.example", "email": "bot@acme.example", "api_token": "of the fleet"}
HOME: Mapping[str, object] = {
    "base_url": "https://home.example",
    "email": "me@acme.example",
    "api_token": "of the home",
    "project_key": "HOME",
}
PINNED = evolve(BINDING, resource=ACME)
GITHUB = Binding(provider="github", provider_as_typed="github", workspace="acme")


@frozen
class Case:
    """Where credentials can come from, and those that a project has."""

    expected: Mapping[str, object]
    fleet: Mapping[str, str] | None = None
    own: Mapping[str, str] = {}
    home: Mapping[str, object] = {}
    binding: Binding = BINDING


CASES: Mapping[str, Case] = {
    "nowhere": Case({}),
    "only the home": Case(HOME, home=HOME),
    "only the fleet": Case(FLEET, fleet=FLEET),
    "the home adds the part of the tracker alone": Case({**FLEET, "project_key": "HOME"}, fleet=FLEET, home=HOME),
    "its own entry comes first": Case(
        {**FLEET, "project_key": "OWN"}, fleet={**FLEET, "project_key": "FLEET"}, own={"project_key": "OWN"}, home=HOME
    ),
    "its own entry and the home": Case({**HOME, "project_key": "OWN"}, own={"project_key": "OWN"}, home=HOME),
    "the pin is the last": Case({**FLEET, "project_key": "ACME"}, fleet=FLEET, binding=PINNED),
    "the home comes before the pin": Case({**FLEET, "project_key": "HOME"}, fleet=FLEET, home=HOME, binding=PINNED),
    "no rule, so no pin": Case({"token": "x"}, fleet={"token": "x"}, binding=evolve(GITHUB, resource=ACME)),
    "parts of a repository": Case(
        {"token": "x", "owner": "acme", "repo": "shop"},
        fleet={"token": "x"},
        home={"owner": "acme", "repo": "shop", "token": "y"},
        binding=GITHUB,
    ),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_combined(case: Case) -> None:
    """Address, account and secret come from one place; only the part of the tracker is added to them."""
    home = all_from(file_origin(case.binding.provider), case.home)
    assert combined(case.binding, case.fleet, case.own, home) == case.expected


def test_the_origins_of_combined_credentials() -> None:
    """Each member says which of the places it is from."""
    home = all_from(file_origin("jira"), {"email": "me@acme.example"})
    found = combined(PINNED, None, {"api_token": "s3cret"}, home)
    assert found.origins == {"email": file_origin("jira"), "api_token": OF_THE_FLEET, "project_key": PIN}


@pytest.mark.parametrize("row", PROVIDERS.values(), ids=PROVIDERS.keys())
def test_no_secret_and_no_address_is_a_part_of_the_tracker(row: Provider) -> None:
    """What a home's file may add is never a secret."""
    parts = set(routing_members(row))
    assert not parts & (row.secrets | {"base_url", "graphql_url", "email", "access_token"})
    assert parts <= set(keys_of(row.name))


SECRETS: Mapping[str, str | None] = {
    "jira": "api_token",
    "azure_devops": "personal_access_token",
    "server": "auth_token",
    "beads": None,
}


@pytest.mark.parametrize(("provider", "expected"), SECRETS.items())
def test_secret_of(provider: str, expected: str | None) -> None:
    """It is the member that a command fills."""
    assert secret_of(provider) == expected
