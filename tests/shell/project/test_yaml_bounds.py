"""A few bytes of YAML that would take all time and memory: each is refused before anything is unfolded."""

from collections.abc import Mapping
from pathlib import Path
from time import process_time

import pytest
from returns.result import Failure, Success

from tests.support.files import CONFIG, make_project
from tests.support.patience import PROMPTLY
from trackpost.core.project.binding import Binding
from trackpost.core.project.faults import MalformedFile, UnreadableFile
from trackpost.shell.project.config_file import read_binding, read_config
from trackpost.shell.project.yaml_document import parse_yaml

MOST = "more than 10000 values"
UNFOLDED = "aliases unfold to more than 10000 values"


def powers(first: str, nest: str, times: int) -> str:
    """Return anchors of which each refers to the one before nine times, in this form."""
    lines = [f"a0: &a0 {first}"]
    for number in range(1, times):
        again = ",".join([f"*a{number - 1}"] * 9)
        lines.append(f"a{number}: &a{number} {nest.format(again=again, number=number)}")
    return "".join(f"{line}\n" for line in lines)


def chain(length: int) -> str:
    """Return anchors of which each holds the one before."""
    return "a0: &a0 []\n" + "".join(f"a{number}: &a{number} [*a{number - 1}]\n" for number in range(1, length))


BOMBS: Mapping[str, tuple[str, str]] = {
    "merges of aliases of merges": (powers("{x: 1}", "{{<<: [{again}], k{number}: 1}}", 9), f"line 5: {UNFOLDED}"),
    "lists of aliases of lists": (powers("[x]", "[{again}]", 9), f"line 5: {UNFOLDED}"),
    "mappings of aliases": (powers("{x: 1}", "{{k: [{again}]}}", 9), f"line 5: {UNFOLDED}"),
    "keys of aliases": (powers("[x]", "{{? [{again}] : 1}}", 9), f"line 5: {UNFOLDED}"),
    "one large anchor, and many aliases": (
        f"a: &a [{'x,' * 900}]\nb: [{'*a,' * 900}]\n",
        f"line 2: {UNFOLDED}",
    ),
    "an anchor that contains itself": ("a: &a [*a]\n", "line 1: an anchor that contains itself"),
    "a merge of itself": ("a: &a\n  <<: *a\n", "line 2: an anchor that contains itself"),
    "a section that contains itself": (
        "tracker: &a {doctrine: {field_owners: *a}, provider: jira, workspace: w}\n",
        "line 1: an anchor that contains itself",
    ),
    "a long chain of aliases": (chain(100), "line 65: aliases nest deeper than 64 levels"),
    "lists in lists": ("[" * 2_000, "line 1: nested deeper than 64 levels"),
    "mappings in mappings": (
        "".join(f"{' ' * number}a:\n" for number in range(1000)),
        "line 64: nested deeper than 64 levels",
    ),
    "keys in keys": ("? " * 10_000, "line 1: nested deeper than 64 levels"),
    "many values": ("- a\n" * 20_000, f"line 10000: {MOST}"),
    "many keys": ("".join(f"k{number}:\n" for number in range(20_000)), f"line 5001: {MOST}"),
    "keys that collide": (
        "".join(f"{number * (2**61 - 1)}: 1\n" for number in range(1, 6_000)),
        f"line 5000: {MOST}",
    ),
    "a number of base 60": (
        f"%YAML 1.1\n---\na: {':'.join(['1'] * 100_000)}\n",
        "line 3: a number of more than 4000 digits",
    ),
    "a number of base 16": (f"a: 0x{'f' * 100_000}\n", "line 1: a number of more than 4000 digits"),
}


@pytest.mark.parametrize(("text", "reason"), BOMBS.values(), ids=BOMBS.keys())
def test_a_bomb_is_refused_at_once(text: str, reason: str, tmp_path: Path) -> None:
    """Wherever it is in a config, and with the line where it goes off."""
    path = tmp_path / "config.yaml"
    before = process_time()
    assert parse_yaml(path, text) == Failure(MalformedFile(str(path), "YAML", reason))
    assert process_time() - before < PROMPTLY


SOUND: Mapping[str, str] = {
    "as deep as can be": "a: " + "[" * 62 + "]" * 62,
    "many values": "a:\n" + "- b\n" * 9_990,
    "one anchor, and a few aliases": f"a: &a [{'x,' * 90}]\nb: [{'*a,' * 90}]",
    "an anchor of the same name again": "a: &a 1\nb: &a 2\nc: *a",
    "a merge of merges": "a: &a {x: 1}\nb: &b {<<: *a}\nc: {<<: [*a, *b]}",
    "a long text": f"a: {'x' * 100_000}",
}


@pytest.mark.parametrize("text", SOUND.values(), ids=SOUND.keys())
def test_what_people_write_is_read(text: str, tmp_path: Path) -> None:
    """The bounds are far from it."""
    files = make_project(tmp_path, config=f"{text}\n{CONFIG}")
    expected = Binding(provider="jira", provider_as_typed="jira", workspace="acme.example")
    assert read_binding(files.root) == Success(expected)


def test_a_config_that_is_too_large(tmp_path: Path) -> None:
    """It is not read to its end: it may have none."""
    files = make_project(tmp_path, config=CONFIG + "#" * 1024 * 1024)
    assert read_binding(files.root) == Failure(UnreadableFile(str(files.config), "larger than 1024 KiB"))


@pytest.mark.parametrize("device", ["/dev/zero", "/dev/tty", "/proc/self/mem"])
def test_a_link_to_a_device(device: str, tmp_path: Path) -> None:
    """A clone may bring one: nothing is read from it."""
    files = make_project(tmp_path, config=None)
    files.config.symlink_to(device)
    for found in (read_binding(files.root), read_config(files.root)):
        assert isinstance(found.failure(), UnreadableFile)
