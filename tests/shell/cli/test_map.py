"""``trackpost map``: which work package is worked under which issue."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.support.cache import WORKSPACE, checkpoint_row, issue_row
from tests.support.files import CONFIG, CREDENTIALS, Files, make_project
from tests.support.process import Ended, called

UNCACHED = "no cached issue has the id '9'; check the id, or pull first"


def _run(files: Files, *arguments: str) -> Ended:
    return called("map", *arguments, env=files.env, cwd=files.root)


def _add(files: Files, wp_id: str, external_id: str, *more: str) -> Ended:
    return _run(files, "add", "--wp-id", wp_id, "--external-id", external_id, *more)


def _empty(folder: Path) -> Files:
    return make_project(folder, rows=[issue_row(1), issue_row(2), checkpoint_row()])


def _listed(files: Files) -> list[tuple[object, ...]]:
    mapped = _run(files, "list", "--json").report["mapped"]
    assert isinstance(mapped, list)
    return [(row["wp_id"], row["external_id"], row["external_key"], row["external_url"]) for row in mapped]


def test_a_story_in_words(tmp_path: Path) -> None:
    """Linked, listed, removed, listed."""
    files = _empty(tmp_path)
    add = ("add", "--wp-id", "WP01", "--external-id", "1")
    steps = (add, ("list",), ("remove", "--wp-id", "WP01"), ("list",))
    ended = [_run(files, *step) for step in steps]
    assert [(one.exit_code, one.text, one.stderr) for one in ended] == [
        (0, "Linked: WP01 to jira 1 (ACME-1)\n", ""),
        (0, "  WP01  jira  1  ACME-1\n", ""),
        (0, "Unlinked: WP01\n", ""),
        (0, "Nothing is linked.\n", ""),
    ]


ROW: Mapping[str, object] = {
    "wp_id": "WP01",
    "system": "jira",
    "workspace": WORKSPACE,
    "external_id": "1",
    "external_key": "ACME-1",
    "external_url": None,
}


def test_a_story_for_a_program(tmp_path: Path) -> None:
    """The same as objects."""
    files = _empty(tmp_path)
    added = _add(files, "WP01", "1", "--json")
    (row,) = _rows(added)
    times = {name: row.pop(name) for name in ("created_at", "updated_at")}
    assert row == ROW
    listed = _run(files, "list", "--json")
    assert (_rows(listed), listed.report["mappings"]) == ([{**row, **times}], 1)
    removed = _run(files, "remove", "--wp-id", "WP01", "--json")
    assert (removed.report["ok"], removed.exit_code, removed.stderr) == (True, 0, "")
    assert _listed(files) == []


def _rows(ended: Ended) -> list[dict[str, object]]:
    mapped = ended.report["mapped"]
    assert isinstance(mapped, list)
    return mapped


ADDED: Mapping[str, tuple[tuple[str, ...], tuple[object, ...], list[str]]] = {
    "by id": (("WP01", "2"), ("WP01", "2", "ACME-2", None), []),
    "by key": (("WP01", "ACME-2"), ("WP01", "2", "ACME-2", None), []),
    "what is cached goes before what is given": (
        ("WP01", "2", "--external-key", "K", "--external-url", "https://x"),
        ("WP01", "2", "ACME-2", "https://x"),
        [],
    ),
    "outer blanks": ((" WP01 ", " 9 ", "--external-key", " K "), ("WP01", "9", "K", None), [UNCACHED]),
    "an issue that is not cached": (("WP01", "9"), ("WP01", "9", None, None), [UNCACHED]),
    "any letters": (("日本 'x'", "1"), ("日本 'x'", "1", "ACME-1", None), []),
}


@pytest.mark.parametrize(("arguments", "row", "warnings"), ADDED.values(), ids=ADDED.keys())
def test_add(arguments: tuple[str, ...], row: tuple[object, ...], warnings: list[str], tmp_path: Path) -> None:
    """What is cached of the issue need not be given; what is not cached is warned of."""
    files = _empty(tmp_path)
    person, program = _add(files, *arguments), _add(files, *arguments, "--json")
    assert (person.exit_code, person.stderr.splitlines()) == (0, [f"trackpost: warning: {text}" for text in warnings])
    assert (program.exit_code, program.stderr, program.report["warnings"]) == (0, "", warnings)
    assert _listed(files) == [row]


def test_a_work_package_is_mapped_anew(tmp_path: Path) -> None:
    """The new issue takes the place of the old one, which is free for another."""
    files = _empty(tmp_path)
    (before,) = _rows(_add(files, "WP01", "1", "--json"))
    (after,) = _rows(_add(files, "WP01", "2", "--json"))
    assert _add(files, "WP02", "1").exit_code == 0
    assert _listed(files) == [("WP01", "2", "ACME-2", None), ("WP02", "1", "ACME-1", None)]
    assert before != after


def test_an_issue_is_worked_under_one_work_package(tmp_path: Path) -> None:
    """65: the other one is named, by whichever name the issue was, and nothing is changed."""
    files = _empty(tmp_path)
    _add(files, "WP01", "1")
    for name in ("1", "ACME-1"):
        person, program = _add(files, "WP02", name), _add(files, "WP02", name, "--json")
        line = (
            "trackpost: error: issue '1' is already linked to WP01; "
            "remove that link first with `trackpost map remove`\n"
        )
        assert (person.exit_code, person.stdout, person.stderr) == (65, b"", line)
        assert (program.exit_code, _kind(program), program.stderr) == (65, "already_mapped", "")
    assert _listed(files) == [("WP01", "1", "ACME-1", None)]


def _kind(ended: Ended) -> object:
    error = ended.report["error"]
    assert isinstance(error, dict)
    return error["kind"]


def test_what_is_not_mapped_cannot_be_removed(tmp_path: Path) -> None:
    """65, with the place where to look."""
    files = make_project(tmp_path)
    ended, program = (_run(files, "remove", "--wp-id", "WP09", *more) for more in ((), ("--json",)))
    line = "trackpost: error: WP09 is not linked to an issue; `trackpost map list` shows all links\n"
    assert (ended.exit_code, ended.stdout, ended.stderr) == (65, b"", line)
    assert (program.exit_code, _kind(program), _listed(files)[0][0]) == (65, "not_mapped", "WP01")


BLANK: Mapping[str, tuple[tuple[str, ...], str]] = {
    "the work package": ((" ", "1"), "the work package is blank"),
    "the issue": (("WP01", "\t"), "the issue's id is blank"),
    "its key": (("WP01", "1", "--external-key", " "), "the issue's key is blank"),
    "its page": (("WP01", "1", "--external-url", ""), "the issue's URL is blank"),
}


@pytest.mark.parametrize(("arguments", "words"), BLANK.values(), ids=BLANK.keys())
def test_blanks_are_wrong_usage(arguments: tuple[str, ...], words: str, tmp_path: Path) -> None:
    """2, and nothing is written."""
    files = _empty(tmp_path)
    person, program = _add(files, *arguments), _add(files, *arguments, "--json")
    assert (person.exit_code, person.stderr) == (2, f"trackpost: error: {words}; give another value\n")
    assert (program.exit_code, _kind(program), _listed(files)) == (2, "unusable_text", [])


FAULTS: Mapping[str, tuple[str | None, str, str]] = {
    "not bound": (None, CREDENTIALS, "not_bound"),
    "a config that is no YAML": ("a: ]", CREDENTIALS, "malformed_file"),
    "credentials that are no TOML": (CONFIG, "[", "malformed_file"),
}


@pytest.mark.parametrize(("config", "credentials", "kind"), FAULTS.values(), ids=FAULTS.keys())
def test_projects_that_cannot_be_used(config: str | None, credentials: str, kind: str, tmp_path: Path) -> None:
    """78, from each of the three."""
    files = make_project(tmp_path, config=config, credentials=credentials)
    ended = [
        _add(files, "WP01", "1", "--json"),
        _run(files, "list", "--json"),
        _run(files, "remove", "--wp-id", "WP01", "--json"),
    ]
    assert [(one.exit_code, _kind(one)) for one in ended] == [(78, kind)] * 3


def test_no_cache(tmp_path: Path) -> None:
    """65 for a list; an add makes one, which has mappings and no issues yet."""
    files = make_project(tmp_path, rows=None)
    assert (_run(files, "list").exit_code, _kind(_run(files, "list", "--json"))) == (65, "missing_cache")
    assert (_add(files, "WP01", "9").exit_code, _listed(files)) == (0, [("WP01", "9", None, None)])


def test_a_removal_that_fails_makes_no_cache(tmp_path: Path) -> None:
    """Where there was none, there is none afterwards."""
    files = make_project(tmp_path, rows=None)
    assert _run(files, "remove", "--wp-id", "WP01").exit_code == 65
    assert _kind(_run(files, "list", "--json")) == "missing_cache"


def test_without_a_command_the_help_is_shown(tmp_path: Path) -> None:
    """2, and what there is to choose from."""
    ended = called("map", cwd=tmp_path)
    assert ended.exit_code == 2
    assert all(f"\n  {name} " in ended.text + ended.stderr for name in ("add", "list", "remove"))
