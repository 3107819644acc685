"""``.kittify/config.yaml``: what trackpost and Spec Kitty 3.2.7 write there, the other one reads, and neither loses."""

import json
from collections.abc import Mapping
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from tests.compat.spec_kitty import NEWEST, User, json_object, user_of
from tests.support.files import make_project

PROJECT = {"uuid": "550e8400-e29b-41d4-a716-446655440000", "slug": "spec-kitty"}
RESOURCE = {"type": "jira_project", "id": "ACME"}


@pytest.fixture
def user(tmp_path: Path) -> User:
    """Return a person whose project is not bound."""
    config = f"project:\n  uuid: {PROJECT['uuid']}\n  slug: {PROJECT['slug']}  # as on the wire\n"
    return user_of(make_project(tmp_path, config=config, credentials=None, rows=None))


# what Spec Kitty's status calls it, and ours
STATUS = {
    "provider": "provider",
    "workspace": "workspace",
    "ownership_mode": "doctrine_mode",
    "field_owners": "doctrine_field_owners",
    "db_path": "cache",
    "mapping_count": "mappings",
    "issue_count": "issues",
}


def _status_of_both(user: User) -> dict[str, object]:
    """Return what both tools say of a project; it must be the same."""
    theirs = json_object(NEWEST.spec_kitty("tracker", "status", "--json", user=user))
    ours = json_object(NEWEST.trackpost("status", "--json", user=user))
    assert {name: theirs[name] for name in STATUS} == {name: ours[same] for name, same in STATUS.items()}
    return {name: theirs[name] for name in ("provider", "workspace", "ownership_mode", "field_owners")}


# the options of their bind, of ours, and what both tools read
OWNERSHIP: Mapping[str, tuple[list[str], list[str], str, dict[str, str]]] = {
    "the default": ([], [], "external_authoritative", {}),
    "Spec Kitty": (
        ["--ownership-mode", "spec_kitty_authoritative"],
        ["--doctrine-mode", "spec_kitty_authoritative"],
        "spec_kitty_authoritative",
        {},
    ),
    "split": (
        ["--ownership-mode", "split_ownership", "--field-owner", "status=external", "--field-owner", "title=local"],
        ["--doctrine-mode", "split_ownership", "--field-owner", "status=external", "--field-owner", "title=local"],
        "split_ownership",
        {"status": "external", "title": "local"},
    ),
}
_BEADS = ("--provider", "beads", "--workspace", "our-beads", "--credential", "command=bd")
by_ownership = pytest.mark.parametrize(("theirs", "ours", "mode", "owners"), OWNERSHIP.values(), ids=OWNERSHIP.keys())


@by_ownership
def test_bound_by_either(theirs: list[str], ours: list[str], mode: str, owners: dict[str, str], user: User) -> None:
    """A project that one tool has bound is the same for both, also after the other one has bound it again."""
    expected = {
        "provider": "beads",
        "workspace": "our-beads",
        "ownership_mode": mode,
        "field_owners": owners,
    }
    NEWEST.trackpost("bind", *_BEADS, *ours, user=user)
    assert _status_of_both(user) == expected
    NEWEST.spec_kitty("tracker", "bind", *_BEADS, *theirs, user=user)
    assert _status_of_both(user) == expected
    before = user.config.read_bytes()
    NEWEST.trackpost("bind", *_BEADS, *ours, user=user)
    assert (_status_of_both(user), user.config.read_bytes()) == (expected, before)


# sections that Spec Kitty has written, with members that only one of the tools knows
SECTIONS: Mapping[str, Mapping[str, object]] = {
    "a refusal": {"egress": "refused"},
    "a permission": {"egress": "permitted"},
    "a decision that is none": {"egress": None},
    "another one": {"egress": ["refused"]},
    "a hosted binding": {
        "binding_ref": "b-1",
        "project_slug": "shop",
        "display_label": "Shop: the board",
        "provider_context": {"site": "acme", "key": "007"},
    },
    "members of trackpost": {
        "filter": "labels = web\nAND status != Done",
        "resource": RESOURCE,
        "status_map": {"Erledigt": "done", "on": "todo"},
    },
    "members of nobody": {"colour": "0xff", "list": [1, 2.5, None, {"x": "y"}], "empty": {}},
    "owners": {"ownership": {"mode": "split_ownership", "field_owners": {"status": "external", "body": "shared"}}},
}
_JIRA = ("--provider", "jira", "--workspace", "acme.atlassian.net")
_CREDENTIALS = (
    *("--credential", "base_url=https://acme.atlassian.net", "--credential", "email=dev@acme.example"),
    *("--credential", "project_key=ACME"),
)


def _section(user: User) -> Mapping[str, object]:
    """Return the tracker section of the file."""
    config = YAML(typ="safe", pure=True).load(user.config)
    assert config["project"] == PROJECT
    section: Mapping[str, object] = json.loads(json.dumps(config.get("tracker")))
    return section


@pytest.mark.parametrize("section", SECTIONS.values(), ids=SECTIONS.keys())
def test_nothing_is_lost(section: Mapping[str, object], user: User) -> None:
    """A bind by trackpost into their file adds the pin and changes nothing; their next save keeps all of it."""
    ownership = section.get("ownership", {"mode": "external_authoritative", "field_owners": {}})
    given = {"provider": "jira", "workspace": "acme.atlassian.net", **section}
    written = NEWEST.drive("save", user, given)
    assert written == _section(user)
    NEWEST.trackpost("bind", *_JIRA, *_CREDENTIALS, user=user)
    bound = {**written, "ownership": ownership, "resource": RESOURCE}
    assert (NEWEST.drive("load", user), _section(user)) == (bound, bound)
    ours = NEWEST.trackpost("status", "--json", user=user)
    assert NEWEST.drive("save again", user) == _section(user) == bound
    assert NEWEST.trackpost("status", "--json", user=user) == ours


@pytest.mark.parametrize("section", SECTIONS.values(), ids=SECTIONS.keys())
def test_a_decision_outlives_the_binding(section: Mapping[str, object], user: User, tmp_path: Path) -> None:
    """Each unbind keeps the recorded egress. Theirs removes all else; ours removes what is ours."""
    NEWEST.drive("save", user, {"provider": "jira", "workspace": "acme.atlassian.net", **section})
    other = user_of(make_project(tmp_path / "other", config=user.config.read_bytes(), credentials=None, rows=None))
    NEWEST.drive("clear", user)
    NEWEST.trackpost("unbind", user=other)
    left = [NEWEST.drive("load", each) for each in (user, other)]
    assert [found.get("egress", "absent") for found in left] == [section.get("egress", "absent")] * 2
    assert [found["provider"] for found in left] == [None, None]


def test_a_hosted_binding(user: User) -> None:
    """It has no workspace: trackpost says so, adds what publishing needs, and leaves Spec Kitty's binding alone."""
    NEWEST.drive("save", user, {"provider": "jira", "binding_ref": "b-1", "display_label": "Shop"})
    refused = json_object(NEWEST.run("trackpost", "preview", "--json", user=user).stdout)["error"]
    assert isinstance(refused, dict)
    assert refused["kind"] == "hosted_binding"
    NEWEST.trackpost("bind", *_JIRA, *_CREDENTIALS, user=user)
    found = NEWEST.drive("load", user)
    assert (found["binding_ref"], found["display_label"], found["workspace"]) == ("b-1", "Shop", "acme.atlassian.net")
