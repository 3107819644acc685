"""The tracker section of a config, written: it says what was meant, and all around it stays."""

import tempfile
from collections.abc import Mapping
from pathlib import Path

import pytest
from attrs import evolve
from hypothesis import example, given, settings
from hypothesis import strategies as st
from returns.result import Failure, Success

from tests.support.cache import WORKSPACE
from tests.support.files import make_project, write
from trackpost.core.errors import FileFault, MalformedFile, UnreadableFile, UnwritableFile
from trackpost.core.parsing.untyped import WrongShape
from trackpost.core.project.binding import DOCTRINE_MODES, Binding, NotBound
from trackpost.core.routing.route import ResourceRoute
from trackpost.shell.files.atomic import replace_all
from trackpost.shell.project.config_edit import section_of, with_section
from trackpost.shell.project.config_file import config_path, read_binding, read_config

BOUND = Binding(
    provider="jira",
    provider_as_typed="jira",
    workspace=WORKSPACE,
    resource=ResourceRoute("jira_project", "ACME"),
)
UNPINNED = Binding(provider="beads", provider_as_typed="beads", workspace="shop")
NEW = """\
tracker:
  provider: jira
  workspace: acme.example
  resource:
    type: jira_project
    id: ACME
  doctrine:
    mode: external_authoritative
    field_owners: {}
"""
BEFORE = """\
%YAML 1.2
---
# the config,   with blanks
project:   {slug: shop,   id: 0x1F}   # flow
base: &base [1,  2]

"""
SECTION = """\
tracker:            # ours
    # who
    provider: 'linear'
    workspace: "acme.example"
    sprint: "4"      # another's
    resource: {type: linear_team, id: t}
    doctrine:
        # nobody yet
        mode: 'external_authoritative'
        strict: yes
        field_owners: {}
"""
SECTION_BOUND = """\
tracker:            # ours
    # who
    provider: 'jira'
    workspace: "acme.example"
    sprint: "4"      # another's
    resource: {type: jira_project, id: ACME}
    doctrine:
        # nobody yet
        mode: 'external_authoritative'
        strict: yes
        field_owners: {}
"""
AFTER = """\

# the agents
agents:
- claude
- !secret   {credentials_file:   x}
again: *base
"""

WRITTEN: Mapping[str, tuple[str, str]] = {
    "nothing": ("", NEW),
    "a comment alone": ("# mine\n", f"# mine\n{NEW}"),
    "no section": ("project: {slug: x}\n", f"project: {{slug: x}}\n{NEW}"),
    "no line end": ("project: {slug: x}", f"project: {{slug: x}}\n{NEW}"),
    "an empty section": ("tracker:\nagents: []\n", f"{NEW}agents: []\n"),
    "comments, order, quotes, and members of others": (
        BEFORE + SECTION + AFTER,
        BEFORE + SECTION_BOUND + AFTER,
    ),
    "in flow style": (
        "tracker: {provider: x, more: 1}  # one line\na: 1\n",
        (
            "tracker: {provider: jira, more: 1, workspace: acme.example, resource: {type: jira_project, id: ACME},"
            " doctrine: {mode: external_authoritative, field_owners: {}}} # one line\na: 1\n"
        ),
    ),
    "what is so already": (BEFORE + NEW + AFTER, BEFORE + NEW + AFTER),
    "line ends of another system": (
        "a: 1\r\ntracker:\r\n  provider: x\r\nb: 2\r\n",
        f"a: 1\n{NEW}b: 2\n".replace("\n", "\r\n"),
    ),
}


@pytest.mark.parametrize(("before", "after"), WRITTEN.values(), ids=WRITTEN.keys())
def test_the_section_is_written(before: str, after: str) -> None:
    """These bytes, and no others."""
    assert with_section(before, section_of(BOUND)) == after


def test_comments_keep_the_line_ends_of_another_system() -> None:
    """A config of the other system stays one, comments and all."""
    found = with_section((BEFORE + SECTION + AFTER).replace("\n", "\r\n"), section_of(BOUND))
    assert found == (BEFORE + SECTION_BOUND + AFTER).replace("\n", "\r\n")


def test_a_binding_without_a_pin_removes_the_old_one() -> None:
    """What the project was bound to before is nothing any more."""
    found = with_section(BEFORE + NEW + AFTER, section_of(UNPINNED))
    unpinned = NEW.replace("jira", "beads", 1).replace(WORKSPACE, "shop")
    pin = unpinned[unpinned.index("  resource") : unpinned.index("  doctrine")]
    assert found == BEFORE + unpinned.replace(pin, "") + AFTER


UNBOUND: Mapping[str, tuple[str, str]] = {
    "nothing": ("", ""),
    "no section": (BEFORE + AFTER, BEFORE + AFTER),
    "the section alone": (NEW, ""),
    "the section in the middle": (BEFORE + SECTION + AFTER, BEFORE + AFTER),
    "the section at the end": (BEFORE + SECTION, BEFORE),
}


@pytest.mark.parametrize(("before", "after"), UNBOUND.values(), ids=UNBOUND.keys())
def test_the_section_is_removed(before: str, after: str) -> None:
    """With its comments, and nothing else."""
    assert with_section(before, None) == after


LAID_OUT_ANEW: Mapping[str, str] = {
    "a config in flow style": "{tracker: {provider: x, more: 1}, other: [1, 2]}\n",
    "a section that refers to an anchor outside": (
        "other: &other {more: 1, workspace: w}\ntracker: {<<: *other, provider: x}\n"
    ),
    "a document that is ended": "---\nother: [1, 2]\n...\n",
}


@pytest.mark.parametrize("text", LAID_OUT_ANEW.values(), ids=LAID_OUT_ANEW.keys())
def test_what_cannot_be_cut_is_laid_out_anew(text: str, tmp_path: Path) -> None:
    """The bytes may change; what they say does not, but for the binding."""
    files = make_project(tmp_path, config=text)
    before = read_config(files.root).unwrap()
    replace_all([before.bound(BOUND).unwrap()]).unwrap()
    after = read_config(files.root).unwrap()
    assert read_binding(files.root) == Success(BOUND)
    assert {**after.members, "tracker": 0} == {**before.members, "tracker": 0}


def test_a_config_that_is_absent_is_made(tmp_path: Path) -> None:
    """The file and its folder, and nothing but the binding is in it."""
    replace_all([read_config(tmp_path).unwrap().bound(BOUND).unwrap()]).unwrap()
    assert config_path(tmp_path).read_text() == NEW
    assert read_binding(tmp_path) == Success(BOUND)


def _path(folder: Path) -> str:
    return str(config_path(folder))


REFUSED: Mapping[str, tuple[str | bytes, FileFault | WrongShape]] = {
    "a list": ("- tracker\n", WrongShape("", "the top level", "a mapping", "list")),
    "text": ("tracker\n", WrongShape("", "the top level", "a mapping", "str")),
    "a number": ("5\n", WrongShape("", "the top level", "a mapping", "int")),
    "no YAML": ("a: [\n", MalformedFile("", "YAML", "line 2: expected the node content, but found '<stream end>'")),
    "two documents": ("a: 1\n---\nb: 2\n", MalformedFile("", "YAML", "line 2: but found another document")),
    "no text": (b"a: \xff\n", UnreadableFile("", "no UTF-8 at byte 4")),
}


@pytest.mark.parametrize(("content", "fault"), REFUSED.values(), ids=REFUSED.keys())
def test_a_config_that_cannot_be_rewritten(content: str | bytes, fault: FileFault | WrongShape, tmp_path: Path) -> None:
    """It is refused before anything is written, and named."""
    write(config_path(tmp_path), content)
    found = read_config(tmp_path).map(lambda config: config.text).failure()
    assert str(found) == str(fault).replace("=''", f"={_path(tmp_path)!r}", 1)


# control letters can stand in no workspace: one that YAML cannot quote is refused
FILLED = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=20).map(str.strip).filter(bool)
ROUTES = st.none() | st.builds(ResourceRoute, FILLED, FILLED)
BINDINGS = st.builds(
    lambda site, mode, owners, pin: Binding(
        provider="jira",
        provider_as_typed="jira",
        workspace=site,
        doctrine_mode=mode,
        doctrine_field_owners=owners,
        resource=pin,
    ),
    FILLED,
    st.sampled_from(DOCTRINE_MODES),
    st.dictionaries(FILLED, FILLED, max_size=3),
    ROUTES,
)
AROUND = st.sampled_from([("", ""), (BEFORE, AFTER), (BEFORE + SECTION, AFTER), (SECTION, "a: 1\n"), (NEW, "# end\n")])


def test_a_value_that_yaml_cannot_hold_is_refused(tmp_path: Path) -> None:
    """Rather than something else is written in its place."""
    write(config_path(tmp_path), NEW)
    found = read_config(tmp_path).unwrap().bound(evolve(UNPINNED, workspace="a\x85b"))
    reason = "its tracker section cannot be rewritten; do it by hand"
    assert found == Failure(UnwritableFile(_path(tmp_path), reason))


@settings(max_examples=40, deadline=None, derandomize=True, database=None)
@example(around=(BEFORE, AFTER), binding=evolve(BOUND, workspace="'\"\\ # : - {"))
@example(around=(SECTION, "a: 1\n"), binding=evolve(BOUND, workspace="日本\n\t\r\x00"))
@given(around=AROUND, binding=BINDINGS)
def test_any_binding_is_read_back(around: tuple[str, str], binding: Binding) -> None:
    """Whatever the values are, they come back, and all around them stays; without the section, only that is gone."""
    before, after = around
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        path = write(config_path(root), before + after)
        replace_all([read_config(root).unwrap().bound(binding).unwrap()]).unwrap()
        read_back, text = read_binding(root).unwrap(), path.read_text()
        replace_all([read_config(root).unwrap().unbound().unwrap()]).unwrap()
        assert read_binding(root) == Failure(NotBound(str(path), "tracker.provider"))
        assert path.read_text() == before.replace(SECTION, "").replace(NEW, "") + after
    assert evolve(read_back, project_slug=None) == binding
    assert text.startswith(before.replace(SECTION, "").replace(NEW, ""))
