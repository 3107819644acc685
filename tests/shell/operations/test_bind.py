"""Bind a project: config, credentials and register change together or not at all."""

import os
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from attrs import evolve
from returns.result import Failure, Success

from tests.support.cache import WORKSPACE
from tests.support.files import CREDENTIALS, Files, credentials_in, everything_in, make_project, write
from tests.support.locks import held
from trackpost.core.parsing.untyped import WrongShape
from trackpost.core.project.bind import BindError, Bound
from trackpost.core.project.bind_order import BindOrder, UnknownCredential, parse_bind_order
from trackpost.core.project.binding import Binding, HostedBinding
from trackpost.core.project.faults import BusyFile, MalformedFile, UnreadableFile, UnwritableFile
from trackpost.core.routing.pin import RouteDrift
from trackpost.core.routing.route import ResourceRoute, UnsupportedProvider
from trackpost.shell.operations.bind import Binder
from trackpost.shell.project.config_file import read_binding
from trackpost.shell.project.known_projects import registered

ACME = ResourceRoute("jira_project", "ACME")
BOUND = Binding(provider="jira", provider_as_typed="jira", workspace=WORKSPACE, resource=ACME)
MERGED = {
    "base_url": "https://acme.example",
    "email": "new@acme.example",
    "project_key": "ACME",
    "api_token": "given",
}


def _order(provider: str = "jira", **credentials: str) -> BindOrder:
    return parse_bind_order(provider=provider, workspace=WORKSPACE, credentials=credentials).unwrap()


def _all_in(folder: Path) -> Mapping[str, object]:
    """Return all files and folders, except the lock and our own folder if it is empty."""
    return {
        name: (mode, time if digest else 0, digest)
        for name, (mode, time, digest) in everything_in(folder).items()
        if not name.endswith(".lock") and (digest or name != "home/trackpost")
    }


def test_bind(tmp_path: Path) -> None:
    """The config has the binding and the pin, the credentials are merged, and the result is complete."""
    files = make_project(tmp_path, config=None, rows=None)
    found = Binder(files.root, files.home).bind(_order(api_token="given", email="new@acme.example"))
    expected = Bound(
        config=str(files.config),
        binding=BOUND,
        route=Success(ACME),
        credentials=("api_token", "base_url", "email", "project_key"),
        missing=(),
        warnings=(),
    )
    assert (found, read_binding(files.root)) == (Success(expected), Success(BOUND))
    assert credentials_in(files.home, "jira") == Success(MERGED)
    assert registered(files.home) == frozenset({files.root.resolve()})


def test_a_bind_creates_what_is_missing(tmp_path: Path) -> None:
    """A bind creates the config, the home and its files; only the owner has access to the home."""
    root, home = tmp_path / "project", tmp_path / "deep" / "home"
    root.mkdir()
    bound = Binder(root, home).bind(_order(project_key="ACME", zzz="x")).unwrap()
    assert (bound.missing, bound.warnings) == (
        ("base_url", "email", "api_token"),
        (UnknownCredential("jira", "zzz", None),),
    )
    assert (read_binding(root), home.stat().st_mode & 0o777) == (Success(BOUND), 0o700)


@pytest.mark.parametrize("mode", [0o600, 0o640, 0o664], ids=oct)
def test_the_config_keeps_its_permissions(mode: int, tmp_path: Path) -> None:
    """A bind does not change the permissions of the config."""
    files = make_project(tmp_path, rows=None)
    files.config.chmod(mode)
    Binder(files.root, files.home).bind(_order()).unwrap()
    assert files.config.stat().st_mode & 0o777 == mode


def test_links_stay_links(tmp_path: Path) -> None:
    """A bind replaces the target of a link, not the link."""
    files = make_project(tmp_path, rows=None)
    for path in (files.config, files.credentials):
        path.symlink_to(path.rename(tmp_path / path.name))
    Binder(files.root, files.home).bind(_order(api_token="given")).unwrap()
    assert (files.config.is_symlink(), files.credentials.is_symlink()) == (True, True)
    assert "ACME" in (tmp_path / "config.yaml").read_text()
    assert "given" in (tmp_path / "credentials").read_text()


def test_a_bind_without_a_route(tmp_path: Path) -> None:
    """Without a route, a bind sets no pin, removes that of another tracker, and says why."""
    files = make_project(tmp_path, rows=None)
    Binder(files.root, files.home).bind(_order()).unwrap()
    files.credentials.unlink()
    bound = Binder(files.root, files.home).bind(_order("beads")).unwrap()
    expected = evolve(BOUND, provider="beads", provider_as_typed="beads", resource=None)
    assert (bound.route, bound.credentials) == (Failure(UnsupportedProvider("beads")), ())
    assert (read_binding(files.root), files.credentials.exists()) == (Success(expected), False)


def test_the_pin_does_not_change_by_accident(tmp_path: Path) -> None:
    """A bind that does not name a resource keeps the pin, whatever the credentials file has by then."""
    files = make_project(tmp_path, rows=None)
    Binder(files.root, files.home).bind(_order()).unwrap()
    before = files.config.read_bytes()
    files.credentials.write_text(CREDENTIALS.replace("ACME", "BETA"))
    assert Binder(files.root, files.home).bind(_order()) == Failure(
        RouteDrift(ResourceRoute("jira_project", "ACME"), ResourceRoute("jira_project", "BETA"))
    )
    files.credentials.unlink()
    assert isinstance(Binder(files.root, files.home).bind(_order()).failure(), RouteDrift)
    assert (files.config.read_bytes(), files.credentials.exists()) == (before, False)


def test_another_bind_changes_the_pin(tmp_path: Path) -> None:
    """The last bind wins, and repeating it changes no byte."""
    files = make_project(tmp_path, rows=None)
    binder = Binder(files.root, files.home)
    seen: list[bytes] = []
    for key in ("ACME", "BETA", "ACME", "ACME"):
        assert binder.bind(_order(project_key=key)).unwrap().binding.resource == ResourceRoute("jira_project", key)
        seen.append(files.config.read_bytes() + files.credentials.read_bytes())
    assert (seen[0], seen[2] != seen[1], seen[3]) == (seen[2], True, seen[2])
    assert read_binding(files.root) == Success(BOUND)


def test_a_bind_over_a_hosted_binding(tmp_path: Path) -> None:
    """A bind keeps what the hosted service wrote, above all the field owners and the consent."""
    hosted = """\
tracker:
  provider: jira
  binding_ref: b-1
  workspace: null
  ownership:
    mode: split_ownership
    field_owners: {status: external}
  egress: permitted
"""
    files = make_project(tmp_path, config=hosted, rows=None)
    assert read_binding(files.root) == Failure(HostedBinding(str(files.config)))
    bound = Binder(files.root, files.home).bind(_order()).unwrap()
    assert (bound.binding.doctrine_mode, bound.binding.doctrine_field_owners) == (
        "split_ownership",
        {"status": "external"},
    )
    pin = "  resource:\n    type: jira_project\n    id: ACME\n"
    assert files.config.read_text() == hosted.replace("null", WORKSPACE) + pin
    Binder(files.root, files.home).unbind("keep").unwrap()
    assert files.config.read_text() == "tracker:\n  binding_ref: b-1\n  egress: permitted\n"


def test_new_folders_are_private(tmp_path: Path) -> None:
    """Only the owner has access to new folders, whatever the umask is and whichever command creates them."""
    root, home = tmp_path / "project", tmp_path / "deep" / "home"
    root.mkdir()
    before = os.umask(0)
    try:
        Binder(root, home).bind(_order(project_key="ACME")).unwrap()
    finally:
        os.umask(before)
    made = [root / ".kittify", home.parent, home, home / "trackpost"]
    assert [folder.stat().st_mode & 0o7777 for folder in made] == [0o700] * 4


def test_two_homes_that_share_the_credentials_share_their_lock(tmp_path: Path) -> None:
    """A bind with one of them waits for a bind with the other."""
    files = make_project(tmp_path, rows=None)
    other = tmp_path / "other"
    other.mkdir()
    (other / "credentials").symlink_to(files.credentials)
    with held(files.credentials):
        found = Binder(files.root, other, busy_seconds=0.05).bind(_order(api_token="given"))
    assert found == Failure(BusyFile(str(other / "credentials")))


def _config(content: str | bytes) -> Callable[[Path], Files]:
    return lambda folder: make_project(folder, config=content)


def _credentials(content: str | bytes) -> Callable[[Path], Files]:
    return lambda folder: make_project(folder, credentials=content)


def _no_root(folder: Path) -> Files:
    return _moved(make_project(folder))


def _moved(files: Files) -> Files:
    files.root.rename(files.folder / "moved")
    return files


def _file_as_root(folder: Path) -> Files:
    files = _no_root(folder)
    write(files.root, "a file")
    return files


def _file_as_kittify(folder: Path) -> Files:
    files = make_project(folder, config=None)
    files.config.parent.rmdir()
    write(files.config.parent, "a file")
    return files


def _folder_as(name: str) -> Callable[[Path], Files]:
    def make(folder: Path) -> Files:
        files = make_project(folder)
        (files.folder / name).unlink()
        (files.folder / name).mkdir()
        return files

    return make


def _file_as_our_folder(folder: Path) -> Files:
    files = make_project(folder)
    write(files.home / "trackpost", "a file")
    return files


CONFIG, VAULT = "project/.kittify/config.yaml", "home/credentials"
FAULTS: Mapping[str, tuple[Callable[[Path], Files], str, Callable[[str], BindError]]] = {
    "no folder": (_no_root, "project", lambda path: UnwritableFile(path, "there is no such folder")),
    "a file as the folder": (_file_as_root, "project", lambda path: UnwritableFile(path, "there is no such folder")),
    "a file as .kittify": (_file_as_kittify, CONFIG, lambda path: UnwritableFile(path, "File exists")),
    "a folder as the config": (_folder_as(CONFIG), CONFIG, lambda path: UnreadableFile(path, "Is a directory")),
    "a config that is a list": (
        _config("- a\n"),
        CONFIG,
        lambda path: WrongShape(path, "the top level", "a mapping", "list"),
    ),
    "a config that is not YAML": (
        _config("a: ]\n"),
        CONFIG,
        lambda path: MalformedFile(path, "YAML", "line 1: expected the node content, but found ']'"),
    ),
    "a config that is not text": (
        _config(b"\xff"),
        CONFIG,
        lambda path: UnreadableFile(path, "invalid UTF-8 at byte 1"),
    ),
    "a folder as the credentials": (_folder_as(VAULT), VAULT, lambda path: UnreadableFile(path, "Is a directory")),
    "credentials that are not TOML": (
        _credentials("x\n"),
        VAULT,
        lambda path: MalformedFile(path, "TOML", "Expected '=' after a key in a key/value pair (at line 1, column 2)"),
    ),
    "credentials that are not text": (
        _credentials(b"\xff"),
        VAULT,
        lambda path: UnreadableFile(path, "invalid UTF-8 at byte 1"),
    ),
    "credentials that are not a table": (
        _credentials("tracker.providers.jira = 1\n"),
        VAULT,
        lambda path: WrongShape(path, "tracker.providers.jira", "a mapping", "int"),
    ),
    "a file as our own folder": (
        _file_as_our_folder,
        "home/trackpost/projects.json",
        lambda path: UnwritableFile(path, "File exists"),
    ),
}


@pytest.mark.parametrize(("make", "name", "fault"), FAULTS.values(), ids=FAULTS.keys())
def test_a_bind_that_fails_changes_nothing(
    make: Callable[[Path], Files], name: str, fault: Callable[[str], BindError], tmp_path: Path
) -> None:
    """A failed bind returns one error, leaves all files unchanged, and adds none."""
    files = make(tmp_path)
    before = _all_in(tmp_path)
    found = Binder(files.root, files.home).bind(_order(api_token="given"))
    assert (found, _all_in(tmp_path)) == (Failure(fault(str(tmp_path / name))), before)


def test_a_lock_that_is_not_released(tmp_path: Path) -> None:
    """While another program holds the lock, a bind fails and writes nothing."""
    files = make_project(tmp_path)
    with held(files.home / "credentials"):
        before = _all_in(tmp_path)
        found = Binder(files.root, files.home, busy_seconds=0.05).bind(_order(api_token="given"))
        assert (found, _all_in(tmp_path)) == (Failure(BusyFile(str(files.credentials))), before)
    assert isinstance(Binder(files.root, files.home, busy_seconds=0.05).bind(_order()), Success)
