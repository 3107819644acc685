"""Comments inside the tracker section, when a project is bound again."""

from attrs import evolve

from tests.shell.project.test_config_edit import bound as rewritten
from trackpost.core.project.binding import Binding
from trackpost.core.routing.route import ResourceRoute

BOUND = Binding(
    provider="jira",
    provider_as_typed="jira",
    workspace="acme.example",
    resource=ResourceRoute("jira_project", "ACME"),
)
COMMENTED = """\
tracker:
  provider: jira
  workspace: acme.example
  # what it is pinned to
  resource:
    type: jira_project  # the kind
    id: BETA  # the key
  # who owns what
  doctrine:
    mode: split_ownership  # agreed
    field_owners:
      # theirs
      title: external
      body: local  # ours
"""


def test_comments_between_members_stay() -> None:
    """Where only the pin is another one, nothing else changes."""
    owners = {"title": "external", "body": "local"}
    bound = evolve(BOUND, doctrine_mode="split_ownership", doctrine_field_owners=owners)
    assert rewritten(COMMENTED, bound) == COMMENTED.replace("BETA", "ACME")


def test_an_owner_that_is_not_named_any_more_is_removed() -> None:
    """The others stay where they are."""
    bound = evolve(BOUND, doctrine_mode="split_ownership", doctrine_field_owners={"title": "external"})
    found = rewritten(COMMENTED, bound)
    assert "body" not in found
    assert "      # theirs\n      title: external\n" in found
