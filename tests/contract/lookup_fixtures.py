"""The fixtures of look-ups: what a server knows, and which mapping it finds for a 4-tuple."""

from collections.abc import Mapping

from tests.contract.body_fixtures import Json


def _mapping(name: str, provider: str, workspace: str, *route: str) -> Json:
    return {**key(provider, workspace, *route), "mapping": name}


def key(provider: str, workspace: str, *route: str) -> Json:
    """Return the members of a 4-tuple."""
    resource_type, resource_id = route or (None, None)
    return {
        "provider": provider,
        "workspace": workspace,
        "external_resource_type": resource_type,
        "external_resource_id": resource_id,
    }


ACME, BETA = ("jira", "acme.example", "jira_project", "ACME"), ("jira", "acme.example", "jira_project", "BETA")
MAPPINGS = [
    _mapping("acme-board", *ACME),
    _mapping("everything-at-acme", "jira", "acme.example"),
    _mapping("other-site", "jira", "other.example", "jira_project", "ACME"),
    _mapping("engineering", "linear", "acme", "linear_team", "abc-123"),
]
LOOKUPS: Mapping[str, tuple[tuple[str, ...], str | None, str | None]] = {
    "its own mapping": (ACME, "resource", "acme-board"),
    "no mapping of its own, but one of the workspace": (BETA, "workspace", "everything-at-acme"),
    "no route": (("jira", "acme.example"), "workspace", "everything-at-acme"),
    "the same project on another site": (("jira", "other.example", *ACME[2:]), "resource", "other-site"),
    "another project on a site without a mapping of its own": (("jira", "other.example", *BETA[2:]), None, None),
    "no route, and no mapping of the workspace": (("jira", "other.example"), None, None),
    "a team": (("linear", "acme", "linear_team", "abc-123"), "resource", "engineering"),
    "another team": (("linear", "acme", "linear_team", "abc-124"), None, None),
    "another provider in a workspace of the same name": (("beads", "acme"), None, None),
    "another case": (("jira", "acme.example", "jira_project", "acme"), "workspace", "everything-at-acme"),
    "another spelling of the provider": (("Jira", *ACME[1:]), None, None),
}


def lookups() -> Json:
    """Return the content of ``lookups.json``."""
    rows = [
        {"name": name, **key(*board), "resolved_by": by, "mapping": mapping}
        for name, (board, by, mapping) in LOOKUPS.items()
    ]
    return {"mappings": MAPPINGS, "lookups": rows}
