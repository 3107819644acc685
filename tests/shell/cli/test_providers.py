"""``trackpost providers``: the table of trackers, for people and for programs."""

from pathlib import Path

from tests.support.process import called
from trackpost.core.routing.providers import PROVIDERS
from trackpost.core.routing.route import RESOURCE_ROUTING_MAP

TABLE = """\
  provider      route                          needs                                                takes
  jira          jira_project from project_key  base_url, email, api_token, project_key              nothing
  linear        linear_team from team_id       api_key, team_id                                     graphql_url
  azure_devops  none                           organization, project, personal_access_token or pat  base_url
  github        none                           owner, repo, token                                   base_url
  gitlab        none                           project_id, token                                    base_url
  beads         none                           nothing                                              command, cwd
  fp            none                           nothing                                              command, cwd
"""


def test_the_table_in_words(tmp_path: Path) -> None:
    """It needs no project, and no home."""
    ended = called("providers", cwd=tmp_path)
    assert (ended.exit_code, ended.text, ended.stderr) == (0, TABLE, "")


JIRA = {
    "name": "jira",
    "aliases": [],
    "external_resource_type": "jira_project",
    "routing_key": "project_key",
    "needs": [["base_url"], ["email"], ["api_token"], ["project_key"]],
    "takes": [],
    "filters_by": "a JQL condition",
}


def test_the_table_for_a_program(tmp_path: Path) -> None:
    """One object, in which each tracker is one."""
    ended = called("providers", "--json", cwd=tmp_path)
    rows = ended.report["providers"]
    assert isinstance(rows, list)
    assert (ended.exit_code, ended.stderr, ended.report["ok"]) == (0, "", True)
    assert [row["name"] for row in rows] == list(PROVIDERS)
    assert rows[0] == JIRA
    assert (rows[2]["aliases"], rows[2]["needs"][2]) == (["azure", "azure-devops"], ["personal_access_token", "pat"])


def test_the_routes_are_those_of_the_contract(tmp_path: Path) -> None:
    """Two trackers have one, and all others have two nulls."""
    rows = called("providers", "--json", cwd=tmp_path).report["providers"]
    assert isinstance(rows, list)
    routes = {row["name"]: (row["external_resource_type"], row["routing_key"]) for row in rows}
    assert {name: route for name, route in routes.items() if None not in route} == dict(RESOURCE_ROUTING_MAP)
    assert {routes[name] for name in routes.keys() - RESOURCE_ROUTING_MAP.keys()} == {(None, None)}


def test_every_name_and_alias_can_be_bound(tmp_path: Path) -> None:
    """Whatever the table names, `bind` takes."""
    rows = called("providers", "--json", cwd=tmp_path).report["providers"]
    assert isinstance(rows, list)
    for row in rows:
        for name in (row["name"], *row["aliases"]):
            env = {"SPEC_KITTY_HOME": tmp_path / "home"}
            ended = called("bind", "--provider", name, "--workspace", "w", "--json", env=env, cwd=tmp_path)
            assert (ended.exit_code, ended.report["provider"]) == (0, row["name"])


def test_an_argument_is_wrong_usage(tmp_path: Path) -> None:
    """2: it takes none."""
    ended = called("providers", "jira", cwd=tmp_path)
    assert (ended.exit_code, ended.stdout, "Error: " in ended.stderr) == (2, b"", True)
