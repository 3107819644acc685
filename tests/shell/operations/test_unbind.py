"""Unbind a project: remove its binding, and its credentials if no other project can need them."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from returns.result import Failure, Result, Success

from tests.support.cache import WORKSPACE
from tests.support.files import CONFIG, CREDENTIALS, Files, credentials_in, everything_in, make_project, write
from tests.support.locks import held
from trackpost import TrackerService
from trackpost.core.parsing.untyped import WrongShape
from trackpost.core.project.bind import CredentialsAre, CredentialsPolicy, UnbindError, Unbound
from trackpost.core.project.binding import NotBound
from trackpost.core.project.faults import BusyFile, MalformedFile, NotAProject, UnreadableFile
from trackpost.shell.operations.bind import Binder
from trackpost.shell.project.config_file import read_binding
from trackpost.shell.project.known_projects import register_path, registered

ACME, BETA = {"project_key": "ACME"}, {"project_key": "BETA"}
TEAM = {"team_id": "t"}

Step = tuple[str, str, Mapping[str, str]]
"""A folder, and the provider and the credentials to bind it with."""


def _bind(folder: Path, name: str, provider: str, credentials: Mapping[str, str]) -> Path:
    root = folder / name
    (root / ".kittify").mkdir(parents=True, exist_ok=True)
    service = TrackerService(root, home=folder / "home")
    service.bind(provider=provider, workspace=WORKSPACE, credentials=credentials).unwrap()
    return root


def _bound(folder: Path, steps: tuple[Step, ...]) -> tuple[Path, Path]:
    """Bind in these *steps*, and return the home and the project ``mine``."""
    for step in steps:
        _bind(folder, *step)
    return folder / "home", folder / "mine"


def _unbind(root: Path, home: Path, policy: CredentialsPolicy = "decide") -> Result[Unbound, UnbindError]:
    return Binder(root, home, busy_seconds=0.05).unbind(policy)


DECISIONS: Mapping[str, tuple[tuple[Step, ...], CredentialsAre]] = {
    "no other project": ((("mine", "jira", ACME),), "removed"),
    "bound twice": ((("mine", "jira", ACME), ("mine", "jira", ACME)), "removed"),
    "another with the same pin": ((("mine", "jira", ACME), ("other", "jira", {})), "kept"),
    "another without a pin": ((("other", "jira", {}), ("mine", "jira", ACME)), "kept"),
    "another with another pin": ((("other", "jira", BETA), ("mine", "jira", ACME)), "kept"),
    "another tracker": ((("other", "linear", TEAM), ("mine", "jira", ACME)), "removed"),
    "another tracker without a pin": ((("other", "beads", {}), ("mine", "jira", ACME)), "removed"),
    "the credentials are those of another by now": ((("mine", "jira", ACME), ("other", "jira", BETA)), "kept"),
    "the pin is gone": ((("mine", "jira", {"email": "x"}),), "kept"),
    "a tracker that has no pin": ((("mine", "github", {"owner": "x"}),), "kept"),
    "no credentials": ((("mine", "jira", {}),), "absent"),
    "no credentials of this tracker": ((("other", "linear", TEAM), ("mine", "jira", {})), "absent"),
}


@pytest.mark.parametrize(("steps", "expected"), DECISIONS.values(), ids=DECISIONS.keys())
def test_whether_the_credentials_are_removed(steps: tuple[Step, ...], expected: CredentialsAre, tmp_path: Path) -> None:
    """Credentials are removed only if they certainly belong to this project alone."""
    home, mine = _bound(tmp_path, steps)
    provider = steps[-1][1] if steps[-1][0] == "mine" else "jira"
    before = credentials_in(home, provider).unwrap()
    others = (registered(home) or frozenset()) - {mine}
    config = str(mine / ".kittify" / "config.yaml")
    assert _unbind(mine, home) == Success(Unbound(config=config, provider=provider, credentials=expected))
    assert credentials_in(home, provider) == Success({} if expected == "removed" else before)
    assert (read_binding(mine), registered(home)) == (Failure(NotBound(config, "tracker.provider")), others)


POLICIES: Mapping[str, tuple[CredentialsPolicy, tuple[Step, ...], CredentialsAre]] = {
    "keep its own": ("keep", (("mine", "jira", ACME),), "kept"),
    "keep nothing": ("keep", (("mine", "jira", {}),), "absent"),
    "remove what another needs": ("remove", (("other", "jira", ACME), ("mine", "jira", {})), "removed"),
    "remove what names another": ("remove", (("mine", "jira", ACME), ("other", "jira", BETA)), "removed"),
    "remove nothing": ("remove", (("mine", "jira", {}),), "absent"),
}


@pytest.mark.parametrize(("policy", "steps", "expected"), POLICIES.values(), ids=POLICIES.keys())
def test_an_explicit_policy_wins(
    policy: CredentialsPolicy, steps: tuple[Step, ...], expected: CredentialsAre, tmp_path: Path
) -> None:
    """An explicit policy wins, whoever needs the credentials."""
    home, mine = _bound(tmp_path, steps)
    before = credentials_in(home, "jira")
    assert _unbind(mine, home, policy).unwrap().credentials == expected
    assert credentials_in(home, "jira") == (Success({}) if expected == "removed" else before)


def _gone(other: Path) -> None:
    (other / ".kittify" / "config.yaml").unlink()
    (other / ".kittify").rmdir()
    other.rmdir()


def _without_section(other: Path) -> None:
    write(other / ".kittify" / "config.yaml", "project: {}\n")


def _nonsense(other: Path) -> None:
    write(other / ".kittify" / "config.yaml", "tracker: [\n")


NO_LONGER_BOUND: Mapping[str, Callable[[Path], None]] = {
    "its folder is gone": _gone,
    "it is no longer bound": _without_section,
}


@pytest.mark.parametrize("change", NO_LONGER_BOUND.values(), ids=NO_LONGER_BOUND.keys())
def test_another_project_that_is_no_longer_bound(change: Callable[[Path], None], tmp_path: Path) -> None:
    """A project that was bound to the same tracker once does not count."""
    home, mine = _bound(tmp_path, (("mine", "jira", ACME), ("other", "jira", {})))
    change(tmp_path / "other")
    assert _unbind(mine, home).unwrap().credentials == "removed"


def test_another_project_whose_config_cannot_be_read(tmp_path: Path) -> None:
    """Such a project may need the credentials, so they are kept."""
    home, mine = _bound(tmp_path, (("mine", "jira", ACME), ("other", "jira", {})))
    _nonsense(tmp_path / "other")
    assert _unbind(mine, home).unwrap().credentials == "kept"


def test_a_register_that_cannot_be_read(tmp_path: Path) -> None:
    """Other projects are unknown then, so the credentials are kept."""
    home, mine = _bound(tmp_path, (("mine", "jira", ACME),))
    write(register_path(home), "nonsense")
    assert _unbind(mine, home).unwrap().credentials == "kept"


def test_odd_folders_of_the_register_do_not_count(tmp_path: Path) -> None:
    """Unbinding works with any text in the register."""
    home, mine = _bound(tmp_path, (("mine", "jira", ACME),))
    write(register_path(home), json.dumps(["", "relative", "n" * 300, "a\0b", "/", "~", str(mine), str(home)]))
    assert _unbind(mine, home).unwrap().credentials == "removed"


def test_the_second_unbind_has_nothing_to_do(tmp_path: Path) -> None:
    """The second unbind fails; a bind restores everything."""
    home, mine = _bound(tmp_path, (("mine", "jira", ACME),))
    config = (mine / ".kittify" / "config.yaml").read_bytes()
    assert isinstance(_unbind(mine, home), Success)
    assert isinstance(_unbind(mine, home).failure(), NotBound)
    assert (_bind(tmp_path, "mine", "jira", ACME) / ".kittify" / "config.yaml").read_bytes() == config


def _no_kittify(folder: Path) -> Files:
    files = make_project(folder, config=None)
    files.config.parent.rmdir()
    return files


FAULTS: Mapping[str, tuple[Callable[[Path], Files], str, Callable[[str], UnbindError]]] = {
    "no project": (_no_kittify, "project", NotAProject),
    "no config": (
        lambda folder: make_project(folder, config=None),
        "project/.kittify/config.yaml",
        lambda path: NotBound(path, "tracker"),
    ),
    "not YAML": (
        lambda folder: make_project(folder, config="a: ]\n"),
        "project/.kittify/config.yaml",
        lambda path: MalformedFile(path, "YAML", "line 1: expected the node content, but found ']'"),
    ),
    "a list": (
        lambda folder: make_project(folder, config="- a\n"),
        "project/.kittify/config.yaml",
        lambda path: WrongShape(path, "the top level", "a mapping", "list"),
    ),
    "credentials that are not text": (
        lambda folder: make_project(folder, credentials=b"\xff"),
        "home/credentials",
        lambda path: UnreadableFile(path, "invalid UTF-8 at byte 1"),
    ),
    "credentials that are not TOML": (
        lambda folder: make_project(folder, credentials="x = \n"),
        "home/credentials",
        lambda path: MalformedFile(path, "TOML", "Invalid value (at line 1, column 5)"),
    ),
}


@pytest.mark.parametrize(("make", "name", "fault"), FAULTS.values(), ids=FAULTS.keys())
@pytest.mark.parametrize("policy", ["decide", "keep", "remove"])
def test_an_unbind_that_fails_changes_nothing(
    policy: CredentialsPolicy,
    make: Callable[[Path], Files],
    name: str,
    fault: Callable[[str], UnbindError],
    tmp_path: Path,
) -> None:
    """A failed unbind returns one error and leaves all files unchanged."""
    files = make(tmp_path)
    before = _digests(tmp_path)
    assert _unbind(files.root, files.home, policy) == Failure(fault(str(tmp_path / name)))
    assert _digests(tmp_path) == before


def _digests(folder: Path) -> dict[str, str]:
    found = {name: digest for name, (_, _, digest) in everything_in(folder).items()}
    return {name: digest for name, digest in found.items() if not name.endswith(".lock")}


def test_a_lock_that_is_not_released(tmp_path: Path) -> None:
    """While another program holds the lock, an unbind fails."""
    files = make_project(tmp_path)
    with held(files.home / "credentials"):
        assert _unbind(files.root, files.home) == Failure(BusyFile(str(files.credentials)))
    assert (files.config.read_text(), files.credentials.read_text()) == (CONFIG, CREDENTIALS)
