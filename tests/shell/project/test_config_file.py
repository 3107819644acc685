"""The project's config, from real files."""

from collections.abc import Mapping
from contextlib import chdir
from pathlib import Path

import pytest
from returns.result import Failure, Result, Success

from tests.support.files import CONFIG, make_project, write
from trackpost.core.parsing.untyped import WrongShape
from trackpost.core.project.binding import Binding, BindingError, NotBound, UnknownDoctrineMode
from trackpost.core.project.faults import FileFault, MalformedFile, NoProject, NotAProject, UnreadableFile
from trackpost.shell.project.config_file import find_project, read_binding

CONFIG_PATH = "project/.kittify/config.yaml"
BOUND = Binding(provider="jira", provider_as_typed="jira", workspace="acme.example")

WHOLE = """\
# a comment
project: {uuid: 550e8400-e29b-41d4-a716-446655440000, slug: shop}
agents: [one, two]
tracker:
  provider: ' Azure-DevOps '
  workspace: acme
  doctrine: {mode: split_ownership, field_owners: {status: external}}
"""


def _malformed(reason: str) -> Failure[FileFault]:
    return Failure(MalformedFile(CONFIG_PATH, "YAML", reason))


def _wrong_shape(member: str, expected: str, found: str) -> Failure[BindingError]:
    return Failure(WrongShape(CONFIG_PATH, member, expected, found))


SOUND: Mapping[str, tuple[str | bytes, Binding]] = {
    "the least": (CONFIG, BOUND),
    "everything": (
        WHOLE,
        Binding(
            provider="azure_devops",
            provider_as_typed="Azure-DevOps",
            workspace="acme",
            doctrine_mode="split_ownership",
            doctrine_field_owners={"status": "external"},
            project_uuid="550e8400-e29b-41d4-a716-446655440000",
            project_slug="shop",
        ),
    ),
    "a byte order mark": (b"\xef\xbb\xbf" + CONFIG.encode(), BOUND),
    "line ends of another system": (CONFIG.replace("\n", "\r\n"), BOUND),
    "a document mark": ("---\n" + CONFIG, BOUND),
    "an unknown tag elsewhere": ("other: !secret {credentials_file: x}\n" + CONFIG, BOUND),
    "an unknown tag of a list": ("other: [!env X, !!python/object:os.system {}]\n" + CONFIG, BOUND),
    "a key that is no text elsewhere": ("other: {1: a, 2020-01-01: b, [x]: c}\n" + CONFIG, BOUND),
    "anchors and merges": ("base: &base {workspace: acme.example}\ntracker: {<<: *base, provider: jira}\n", BOUND),
    "JSON, which is YAML": ('{"tracker": {"provider": "jira", "workspace": "acme.example"}}', BOUND),
}


@pytest.mark.parametrize(("content", "expected"), SOUND.values(), ids=SOUND.keys())
def test_read_binding(content: str | bytes, expected: Binding, tmp_path: Path) -> None:
    """A config is exactly this binding."""
    assert read_binding(make_project(tmp_path, config=content).root) == Success(expected)


UNSOUND: Mapping[str, tuple[str | bytes | None, Failure[NotAProject | FileFault | BindingError]]] = {
    "no file": (None, Failure(NotBound(CONFIG_PATH, "tracker"))),
    "empty": ("", Failure(NotBound(CONFIG_PATH, "tracker.provider"))),
    "only a comment": ("# nothing\n", Failure(NotBound(CONFIG_PATH, "tracker.provider"))),
    "no tracker": ("project: {slug: x}\n", Failure(NotBound(CONFIG_PATH, "tracker.provider"))),
    "a blank provider": (
        "tracker: {provider: ' ', workspace: x}\n",
        Failure(NotBound(CONFIG_PATH, "tracker.provider")),
    ),
    "no workspace": ("tracker: {provider: jira}\n", Failure(NotBound(CONFIG_PATH, "tracker.workspace"))),
    "a tag that hides the tracker": (
        "tracker: !credentials_file {provider: jira}\n",
        Failure(NotBound(CONFIG_PATH, "tracker.provider")),
    ),
    "no UTF-8": (b"tracker: \xff\n", Failure(UnreadableFile(CONFIG_PATH, "invalid UTF-8 at byte 10"))),
    "a list": ("- tracker\n", _wrong_shape("the top level", "a mapping", "list")),
    "text": ("tracker\n", _wrong_shape("the top level", "a mapping", "str")),
    "tracker is text": ("tracker: jira\n", _wrong_shape("tracker", "a mapping", "str")),
    "provider is a number": (
        "tracker: {provider: 5, workspace: x}\n",
        _wrong_shape("tracker.provider", "text (put it in quotes)", "int"),
    ),
    "provider is a truth value": (
        "tracker: {provider: true, workspace: x}\n",
        _wrong_shape("tracker.provider", "text (put it in quotes)", "bool"),
    ),
    "workspace is a list": (
        "tracker: {provider: jira, workspace: [x]}\n",
        _wrong_shape("tracker.workspace", "text (put it in quotes)", "list"),
    ),
    "workspace has half a letter": (
        'tracker: {provider: jira, workspace: "a\\ud800"}\n',
        _wrong_shape("tracker.workspace", "text", "text with a lone surrogate"),
    ),
    "an unknown mode": (
        CONFIG + "  doctrine: {mode: mine}\n",
        Failure(UnknownDoctrineMode(CONFIG_PATH, "mine")),
    ),
    "an owner is a list": (
        CONFIG + "  doctrine: {field_owners: {status: [x]}}\n",
        _wrong_shape("tracker.doctrine.field_owners.status", "text (put it in quotes)", "list"),
    ),
    "the project is a list": ("project: [x]\n" + CONFIG, _wrong_shape("project", "a mapping", "list")),
    "the uuid is a number": (
        "project: {uuid: 5}\n" + CONFIG,
        _wrong_shape("project.uuid", "text (put it in quotes)", "int"),
    ),
    "an open bracket": (
        "tracker:\n  provider: [jira\n",
        _malformed("line 3: expected ',' or ']', but got '<stream end>'"),
    ),
    "a tab": ("tracker:\n\tprovider: jira\n", _malformed("line 2: found character '\\t' that cannot start any token")),
    "an unknown anchor": ("tracker: *nowhere\n", _malformed("line 1: found undefined alias 'nowhere'")),
    "a key twice": (
        "tracker: {}\nx: c4nary-s3cret\nx: c4nary-s3cret\n",
        _malformed("line 3: this key is there twice"),
    ),
    "a key twice, deeper": (
        "tracker:\n  provider: jira\n  provider: c4nary-s3cret\n",
        _malformed("line 3: this key is there twice"),
    ),
    "two documents": (CONFIG + "---\n" + CONFIG, _malformed("line 4: but found another document")),
    "a control letter": ("tracker: \x01\n", _malformed("ReaderError")),
    "a date that is none": ("other: 2020-13-45\n", _malformed("ValueError")),
    "nested too deep": ("[" * 1_000, _malformed("line 1: nested deeper than 64 levels")),
    "a number too long": ("other: " + "9" * 5_000, _malformed("line 1: a number of more than 4000 digits")),
}


@pytest.mark.parametrize(("content", "expected"), UNSOUND.values(), ids=UNSOUND.keys())
def test_read_binding_fails(
    content: str | bytes | None,
    expected: Failure[NotAProject | FileFault | BindingError],
    tmp_path: Path,
) -> None:
    """A config that cannot be used is exactly this error, and nothing of its values is in it."""
    make_project(tmp_path, config=content)
    with chdir(tmp_path):
        found = read_binding(Path("project"))
    assert found == expected
    assert "c4nary" not in str(found)


ILL_TYPED: Mapping[str, str] = {
    "an empty integer": 'other: !!int ""',
    "an empty float": 'other: !!float ""',
    "a truth value that is none": "other: !!bool c4nary-s3cret",
    "a version of the language to come": "%YAML 1.3\n---\nother: 1",
    "another version of the language": "%YAML 3.0\n---\nother: 1",
    "a key that holds a mapping": "? [a, {b: c}]\n: d",
    "a key that is a mapping": "? {a: b}\n: c",
    "a set of a list": "other: !!set [1]",
    "an instant that is none": "other: !!timestamp x",
    "a zone that is none": "other: 2020-01-01T00:00:00+99:99",
    "binary that is none": 'other: !!binary "é"',
}


@pytest.mark.parametrize("content", ILL_TYPED.values(), ids=ILL_TYPED.keys())
def test_read_binding_of_ill_typed_values(content: str, tmp_path: Path) -> None:
    """What the YAML reader cannot make a value of is a malformed file, whatever the reader raises."""
    found = read_binding(make_project(tmp_path, config=content + "\n").root)
    fault = found.failure()
    assert isinstance(fault, MalformedFile)
    assert (fault.language, "c4nary" in fault.reason) == ("YAML", False)


ODD_KEYS: Mapping[str, str] = {
    "a number too long to be written out": "? 0x" + "f" * 5_000 + "\n: 1\n",
    "the same, in the field owners": CONFIG
    + "  doctrine:\n    field_owners:\n      ? 0x"
    + "f" * 5_000
    + "\n      : x\n",
}


@pytest.mark.parametrize("content", ODD_KEYS.values(), ids=ODD_KEYS.keys())
def test_read_binding_never_raises_on_odd_keys(content: str, tmp_path: Path) -> None:
    """A key that Python cannot write as text is an error like any other."""
    assert isinstance(read_binding(make_project(tmp_path, config=content).root), Result)


def test_read_binding_of_a_folder_in_place_of_the_file(tmp_path: Path) -> None:
    """A folder that has the config's name cannot be read."""
    files = make_project(tmp_path, config=None)
    files.config.mkdir()
    assert read_binding(files.root) == Failure(UnreadableFile(str(files.config), "Is a directory"))


ROOTS: Mapping[str, str] = {
    "no such folder": "nowhere",
    "a folder that is no project": "home",
    "a file": "file",
    "too long a name": "n" * 300,
    "a NUL": "a\0b",
}


@pytest.mark.parametrize("name", ROOTS.values(), ids=ROOTS.keys())
def test_read_binding_outside_a_project(name: str, tmp_path: Path) -> None:
    """A root without ``.kittify`` is no project, and the error names it."""
    make_project(tmp_path)
    write(tmp_path / "file", "")
    assert read_binding(tmp_path / name) == Failure(NotAProject(str(tmp_path / name)))


STARTS: Mapping[str, tuple[str, str | None]] = {
    "the project itself": ("project", "project"),
    "a folder below": ("project/a", "project"),
    "two folders below": ("project/a/b", "project"),
    "inside .kittify": ("project/.kittify", "project"),
    "the nearest wins": ("project/inner/deep", "project/inner"),
    ".kittify as a file does not count": ("project/odd", "project"),
    "a sibling": ("elsewhere", None),
    "a folder that is not there": ("project/gone/far", "project"),
}


@pytest.mark.parametrize(("start", "expected"), STARTS.values(), ids=STARTS.keys())
def test_find_project(start: str, expected: str | None, tmp_path: Path) -> None:
    """The nearest folder upwards that holds ``.kittify/`` is the project."""
    make_project(tmp_path)
    for folder in ("project/a/b", "project/inner/.kittify", "project/inner/deep", "elsewhere"):
        (tmp_path / folder).mkdir(parents=True)
    write(tmp_path / "project/odd/.kittify", "")
    begin = tmp_path / start
    found = Failure(NoProject(str(begin))) if expected is None else Success(tmp_path / expected)
    assert find_project(begin) == found
