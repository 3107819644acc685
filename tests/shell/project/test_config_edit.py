"""The tracker section of a config, written: it says what was meant, and everything around it stays."""

import tempfile
from collections.abc import Mapping
from pathlib import Path

import pytest
from attrs import evolve
from hypothesis import example, given, settings
from hypothesis import strategies as st
from returns.result import Failure, Success

from tests.core.strategies import QUICK
from tests.shell.files.test_any_bytes import MORE_YAML, YAML_PIECES
from tests.support.cache import WORKSPACE
from tests.support.files import write
from trackpost.core.parsing.untyped import WrongShape
from trackpost.core.project.binding import DOCTRINE_MODES, Binding, NotBound
from trackpost.core.project.faults import FileFault, MalformedFile, UnreadableFile, UnwritableFile
from trackpost.core.result import sealed
from trackpost.core.routing.route import ResourceRoute
from trackpost.shell.files.atomic import replace_all
from trackpost.shell.project.config_edit import with_binding, without_binding
from trackpost.shell.project.config_file import Config, config_path, read_binding, read_config
from trackpost.shell.project.yaml_document import parse_yaml

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
  ownership:
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
SECTION_OF_OTHERS = """\
tracker:            # ours
    # who
    sprint: "4"      # another's
    doctrine:
        # nobody yet
        strict: yes
"""
AFTER = """\

# the agents
agents:
- claude
- !secret   {credentials_file:   x}
again: *base
"""

IN_FLOW = "resource: {type: jira_project, id: ACME}, ownership: {mode: external_authoritative, field_owners: {}}"
IN_JSON = (
    '"resource": {"type": "jira_project", "id": "ACME"}, '
    '"ownership": {"mode": "external_authoritative", "field_owners": {}}'
)
MARK = "\ufeff"
INDENTED = """\
 a:
    b: 1
 tracker:
    provider: jira
    workspace: acme.example
    resource:
       type: jira_project
       id: ACME
    ownership:
       mode: external_authoritative
       field_owners: {}
"""

WRITTEN: Mapping[str, tuple[str, str]] = {
    "nothing": ("", NEW),
    "a comment alone": ("# mine\n", f"# mine\n{NEW}"),
    "no section": ("project: {slug: x}\n", f"project: {{slug: x}}\n{NEW}"),
    "no line end": ("project: {slug: x}", f"project: {{slug: x}}\n{NEW}"),
    "an empty section": ("tracker:\nagents: []\n", f"{NEW}agents: []\n"),
    "an empty section with a comment": (
        "tracker:  # ours\n# more\n",
        f"{NEW.replace('tracker:', 'tracker:  # ours')}# more\n",
    ),
    "comments, order, quotes, and members of others": (
        BEFORE + SECTION + AFTER,
        BEFORE + SECTION_BOUND + AFTER,
    ),
    "in flow style": (
        "tracker: {provider: x, more: 1}  # one line\na: 1\n",
        f"tracker: {{provider: jira, more: 1, workspace: acme.example, {IN_FLOW}}}  # one line\na: 1\n",
    ),
    "a config in flow style": (
        "{tracker: {provider: x, more: 1},   other: [1, 2]}\n",
        f"{{tracker: {{provider: jira, more: 1, workspace: acme.example, {IN_FLOW}}},   other: [1, 2]}}\n",
    ),
    "JSON stays JSON": (
        '{"tracker": {"provider": "x"}, "other": [1,2]}',
        f'{{"tracker": {{"provider": "jira", "workspace": "acme.example", {IN_JSON}}}, "other": [1,2]}}',
    ),
    "an empty mapping": ("{}\n", f"{{tracker: {{provider: jira, workspace: acme.example, {IN_FLOW}}}}}\n"),
    "what is so already": (BEFORE + NEW + AFTER, BEFORE + NEW + AFTER),
    "line ends of another system": (
        "a: 1\r\ntracker:\r\n  provider: x\r\nb: 2\r\n",
        f"a: 1\n{NEW}b: 2\n".replace("\n", "\r\n"),
    ),
    "line ends of another system, and no section": ("a: 1\r\n", f"a: 1\n{NEW}".replace("\n", "\r\n")),
    "line ends of an old system": ("a: 1\r", f"a: 1\n{NEW}".replace("\n", "\r")),
    "a byte order mark": (f"{MARK}a: 1\n", f"{MARK}a: 1\n{NEW}"),
    "a byte order mark alone": (MARK, f"{MARK}{NEW}"),
    "a document that is ended": (
        "---\nother:   [1, 2]\n# kept\n...\n# behind\n",
        f"---\nother:   [1, 2]\n# kept\n{NEW}...\n# behind\n",
    ),
    "an empty document that is ended": ("---\n...\n", f"---\n{NEW}...\n"),
    "a section that merges what is outside": (
        f"base: &b\n  workspace: acme.example\nslug:   1  # kept\ntracker:\n  <<: *b\n  provider: x\n{AFTER}".replace(
            "again: *base\n", ""
        ),
        (
            "base: &b\n  workspace: acme.example\nslug:   1  # kept\ntracker:\n  <<: *b\n  provider: jira\n"
            f"{NEW[NEW.index('  resource') :]}{AFTER}"
        ).replace("again: *base\n", ""),
    ),
    "an anchor on the value": (
        f"{NEW.replace('acme.example', '&site old')}",
        f"{NEW.replace('acme.example', '&site acme.example')}",
    ),
    "indented by three, and all of it by one": (" a:\n    b: 1\n tracker:\n    provider: x\n", INDENTED),
    "a block of text": (
        NEW.replace("acme.example", "|\n    old\n    older"),
        NEW,
    ),
    "a number that equals nothing": (f"x: .nan\n{NEW}", f"x: .nan\n{NEW}"),
    "the older name of the ownership": (
        NEW.replace("ownership", "doctrine").replace("jira\n", "linear\n"),
        NEW.replace("ownership", "doctrine"),
    ),
    "both names of the ownership": (
        f"{NEW}  doctrine:\n    mode: split_ownership\n".replace("external_authoritative", "split"),
        f"{NEW}  doctrine:\n    mode: split_ownership\n",
    ),
    "a recorded decision": (f'{NEW}  egress: "refused"  # no\n', f'{NEW}  egress: "refused"  # no\n'),
    "a sequence in place of the section": (
        "tracker:\n- 1\n- 2  # two\nb: 1\n",
        f"tracker: {{provider: jira, workspace: acme.example, {IN_FLOW}}}  # two\nb: 1\n",
    ),
}


def config_of(text: str) -> Config:
    """Return a config that holds this."""
    raw = parse_yaml(Path("config.yaml"), text.removeprefix(MARK)).unwrap()
    return Config(Path("config.yaml"), text, raw if isinstance(raw, dict) else {})


def bound(text: str, binding: Binding = BOUND) -> str:
    """Return the config with *binding* in it."""
    return with_binding(config_of(text), binding).unwrap().content.decode()


def unbound(text: str) -> str:
    """Return the config without its binding."""
    return without_binding(config_of(text)).unwrap().content.decode()


@pytest.mark.parametrize(("before", "after"), WRITTEN.values(), ids=WRITTEN.keys())
def test_the_section_is_written(before: str, after: str) -> None:
    """These bytes, and no others."""
    assert bound(before) == after


@pytest.mark.parametrize("newline", ["\r\n", "\r"], ids=repr)
def test_comments_keep_the_line_ends_of_another_system(newline: str) -> None:
    """A config of the other system stays one, comments and all."""
    found = bound((BEFORE + SECTION + AFTER).replace("\n", newline))
    assert found == (BEFORE + SECTION_BOUND + AFTER).replace("\n", newline)


def test_a_binding_without_a_pin_removes_the_old_one() -> None:
    """What the project was bound to before is nothing any more."""
    found = bound(BEFORE + NEW + AFTER, UNPINNED)
    unpinned = NEW.replace("jira", "beads", 1).replace(WORKSPACE, "shop")
    pin = unpinned[unpinned.index("  resource") : unpinned.index("  ownership")]
    assert found == BEFORE + unpinned.replace(pin, "") + AFTER


FILTERED = evolve(BOUND, filter="labels = web AND b = 2")
WITH_FILTER = NEW.replace("  resource", '  filter: "labels = web AND b = 2"\n  resource')
IN_LINES = WITH_FILTER.replace('"labels = web AND b = 2"', "|  # two\n    labels = web\n    AND b = 2")
FILTERS: Mapping[str, tuple[str, Binding, str]] = {
    "a new one": ("", FILTERED, WITH_FILTER),
    "another one": (WITH_FILTER.replace("web", "api"), FILTERED, WITH_FILTER),
    "one in several lines": (IN_LINES, evolve(BOUND, filter="labels = web\nAND b = 2"), IN_LINES),
    "another one than in several lines": (IN_LINES, FILTERED, WITH_FILTER),
    "none any more": (WITH_FILTER, BOUND, NEW),
    "no text": (NEW.replace("  resource", "  filter: [web]\n  resource"), BOUND, NEW),
}


@pytest.mark.parametrize(("before", "binding", "after"), FILTERS.values(), ids=FILTERS.keys())
def test_the_filter_is_written(before: str, binding: Binding, after: str) -> None:
    """It stays as it is written if it means the same, and goes if the binding has none."""
    assert bound(before, binding) == after


UNBOUND: Mapping[str, tuple[str, str]] = {
    "a filter": (BEFORE + IN_LINES + AFTER, BEFORE + AFTER),
    "the section alone": (NEW, ""),
    "the section in the middle": (BEFORE + NEW + AFTER, BEFORE + AFTER),
    "the section at the end": (BEFORE + NEW, BEFORE),
    "with its comments": (f"{NEW}  # of it\n\n    # too\n# of what follows\na: 1\n", "# of what follows\na: 1\n"),
    "no line end": (BEFORE + NEW.removesuffix("\n"), BEFORE),
    "line ends of another system": (f"{NEW}a: 1\n".replace("\n", "\r\n"), "a: 1\r\n"),
    "a byte order mark": (f"{MARK}a: 1\n{NEW}", f"{MARK}a: 1\n"),
    "a document that is ended": (f"---\na: 1\n{NEW}...\n", "---\na: 1\n...\n"),
    "in flow style": ("tracker: {provider: x, workspace: y}\na: 1\n", "a: 1\n"),
    "a config in flow style": ("{tracker: {provider: x, workspace: y}, a: 1}", "{a: 1}"),
    "the last of a config in flow style": ("{a: 1, tracker: {provider: x, workspace: y}}", "{a: 1}"),
    "all of a config in flow style": ("{tracker: {provider: x, workspace: y}}", "{}"),
    "a recorded decision": (
        f'{BEFORE}{NEW}  egress: "refused"  # no\n{AFTER}',
        f'{BEFORE}tracker:\n  egress: "refused"  # no\n{AFTER}',
    ),
    "a recorded decision, in flow style": (
        "tracker: {provider: x, egress: permitted, workspace: y}\n",
        "tracker: {egress: permitted}\n",
    ),
    "a recorded decision at the end, in flow style": (
        "tracker: {provider: x, workspace: y, egress: permitted}\n",
        "tracker: {egress: permitted}\n",
    ),
    "a recorded decision that is none": (f"{NEW}  egress:\n", "tracker:\n  egress:\n"),
    "members of others": (
        BEFORE + SECTION + AFTER,
        BEFORE + SECTION_OF_OTHERS + AFTER,
    ),
    "what is merged": ("b: &b\n  x: 1\ntracker:\n  <<: *b\n  provider: x\n", "b: &b\n  x: 1\ntracker:\n  <<: *b\n"),
}


@pytest.mark.parametrize(("before", "after"), UNBOUND.values(), ids=UNBOUND.keys())
def test_the_binding_is_removed(before: str, after: str) -> None:
    """What is ours goes, with its comments; what is not ours stays, and with it the section."""
    assert unbound(before) == after


BY_HAND: Mapping[str, str] = {
    "an anchor that is needed outside": "tracker:\n  provider: &p linear\n  workspace: w\nx: *p\n",
    "a section that is needed outside": "tracker: &t\n  provider: x\n  workspace: w\ncopy: *t\n",
    "a section that is written outside": "other: &t\n  provider: x\n  workspace: w\ntracker: *t\n",
    "a tag that hides the section": "tracker: !other {provider: x, workspace: w}\n",
    "a key of many lines": "? tracker\n: provider: x\n  workspace: y\n",
}


@pytest.mark.parametrize("text", BY_HAND.values(), ids=BY_HAND.keys())
def test_what_cannot_be_changed_alone_is_refused(text: str) -> None:
    """Rather than that something else changes with it."""
    assert isinstance(with_binding(config_of(text), BOUND).failure(), UnwritableFile)


def test_a_config_that_is_absent_is_made(tmp_path: Path) -> None:
    """The file and its folder, and nothing but the binding is in it."""
    replace_all([with_binding(read_config(tmp_path).unwrap(), BOUND).unwrap()]).unwrap()
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
    "no text": (b"a: \xff\n", UnreadableFile("", "invalid UTF-8 at byte 4")),
}


@pytest.mark.parametrize(("content", "fault"), REFUSED.values(), ids=REFUSED.keys())
def test_a_config_that_cannot_be_rewritten(content: str | bytes, fault: FileFault | WrongShape, tmp_path: Path) -> None:
    """It is refused before anything is written, and named."""
    write(config_path(tmp_path), content)
    found = read_config(tmp_path).map(lambda config: config.text).failure()
    assert str(found) == str(fault).replace("=''", f"={_path(tmp_path)!r}", 1)


FILLED = st.text(st.characters(exclude_categories=["Cs"]), max_size=20).map(str.strip).filter(bool)
ROUTES = st.none() | st.builds(ResourceRoute, FILLED, FILLED)
BINDINGS = st.builds(
    lambda site, mode, owners, wanted, pin: Binding(
        provider="jira",
        provider_as_typed="jira",
        workspace=site,
        doctrine_mode=mode,
        doctrine_field_owners=owners,
        filter=wanted,
        resource=pin,
    ),
    FILLED,
    st.sampled_from(DOCTRINE_MODES),
    st.dictionaries(FILLED, FILLED, max_size=3),
    st.none() | FILLED,
    ROUTES,
)
AROUND = st.sampled_from(
    [("", ""), (BEFORE, AFTER), (BEFORE + NEW, AFTER), (NEW, "a: 1\n"), (NEW, "# end\n"), ("a: 1\r\n", "b: 2\r\n")]
)


@settings(QUICK, max_examples=40)
@example(around=(BEFORE, AFTER), binding=evolve(BOUND, workspace="'\"\\ # : - {"))
@example(around=(NEW, "a: 1\n"), binding=evolve(BOUND, workspace="日本\n\t\r\x00\x7f\x85\u2028\ufeff"))
@given(around=AROUND, binding=BINDINGS)
def test_any_binding_is_read_back(around: tuple[str, str], binding: Binding) -> None:
    """Whatever the values are, they come back, and all around them stays; without the section, only that is gone."""
    before, after = around
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        path = write(config_path(root), before + after)
        replace_all([with_binding(read_config(root).unwrap(), binding).unwrap()]).unwrap()
        read_back, content = read_binding(root).unwrap(), path.read_bytes().decode()
        replace_all([without_binding(read_config(root).unwrap()).unwrap()]).unwrap()
        assert read_binding(root) == Failure(NotBound(str(path), "tracker.provider"))
        assert path.read_bytes().decode() == before.replace(NEW, "") + after
    assert evolve(read_back, project_slug=None) == binding
    assert content.startswith(before.replace(NEW, ""))


PIECES = st.lists(st.sampled_from([*YAML_PIECES, *MORE_YAML, "tracker:", "workspace:", "x"]), max_size=6).map("".join)


@settings(QUICK, max_examples=80)
@example(text="  [1  !  ]:    x  !x", at=0, more="")
@given(text=st.sampled_from(["", NEW, BEFORE + SECTION + AFTER]), at=st.integers(0, 300), more=PIECES)
def test_any_config_is_changed_as_meant_or_refused(text: str, at: int, more: str) -> None:
    """Whatever is in it; and a second bind finds nothing to change."""
    found = parse_yaml(Path("config.yaml"), text[:at] + more + text[at:]).value_or("unreadable")
    if not isinstance(found, dict):
        return
    config = Config(Path("config.yaml"), text[:at] + more + text[at:], found)
    match sealed(with_binding(config, BOUND)):
        case Success(new):
            assert bound(new.content.decode()) == new.content.decode()
        case Failure(fault):
            assert isinstance(fault, UnwritableFile)
