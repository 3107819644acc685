"""Every command, every snippet and every link of the documents."""

import json
import re
import shutil
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path

import pytest
from returns.result import Success
from ruamel.yaml import YAML

from tests.contract.validators import validator
from tests.docs.jira import jira_site
from tests.docs.markdown import DOCUMENTS, ROOT, Block, blocks_of, commands_of, matches, name_of
from tests.docs.session import Session, environment_of, execute, interpreter, server, shell, type_in
from tests.support.golden import keep_private
from tests.support.postgres import running
from tests.support.repository import resolved
from trackpost.core.delivery.shared_ledger import parse_ledger_url
from trackpost.core.project.binding import parse_binding
from trackpost.core.result import sealed
from trackpost.core.snapshot.body import decode_snapshot
from trackpost.shell.demo.story import MAPPINGS
from trackpost.shell.server.app import ReferenceServer
from trackpost.shell.server.journal import Journal
from trackpost.shell.server.server import listen, served, url_of

_RUNNABLE = {"console", "python"}
_GOLDEN = ROOT / "tests" / "golden" / "jira"
_FROM_NOTHING = ROOT / "docs" / "tutorial" / "first-publish.md"
_DOCUMENTED_SERVER = "https://kitty.example"
_DOCUMENTED_ADDRESS = "https://acme.atlassian.net"
_DOCUMENTED_SITE = f"base_url={_DOCUMENTED_ADDRESS}"
_DOCUMENTED_LEDGER = "postgresql://trackpost@db.example/trackpost"
_GNU_ALONE = re.compile(r"\bsed (-[nEr]+ )*-i(?!\.)|\bgrep -P|\breadlink -f|\bdate -d|\bstat -c|\bhead -n -")
"""Words that the commands of macOS and of BSD do not know, or take for something else."""
_DOCUMENTED_PORT = re.compile(r"(127\.0\.0\.1:|serve --port )8400")

every_document = pytest.mark.parametrize("document", DOCUMENTS, ids=name_of)
documents_that_run = pytest.mark.parametrize(
    "document",
    [
        document
        for document in DOCUMENTS
        if _RUNNABLE & {block.language for block in blocks_of(document.read_text())} and document != _FROM_NOTHING
    ],
    ids=name_of,
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return the folder of a person who has a project that is bound and filled."""
    shutil.copytree(_GOLDEN / "project", tmp_path / "my-project")
    (tmp_path / "jira-token").write_text("the-token-of-jira\n")
    shutil.copytree(_GOLDEN / "home", tmp_path, dirs_exist_ok=True)
    keep_private(tmp_path / ".spec-kitty")
    return tmp_path


@pytest.fixture
def kitty() -> Iterator[str]:
    """Run the server that the documents call ``https://kitty.example``."""
    journal = Journal(None)
    match sealed(listen(0)):
        case Success(listener):
            with served(ReferenceServer(journal=journal, mappings=MAPPINGS).app(), listener) as url:
                yield url
        case failure:
            pytest.fail(str(failure))
    journal.close()


@pytest.fixture
def jira() -> Iterator[str]:
    """Run the Jira site of the documents."""
    with jira_site() as url:
        yield url


@documents_that_run
def test_what_is_shown_is_what_happens(document: Path, folder: Path, kitty: str, jira: str) -> None:
    """Each command prints what stands below it, and each snippet what stands in the next block."""
    text = document.read_text().replace(_DOCUMENTED_SERVER, kitty).replace(_DOCUMENTED_SITE, f"base_url={jira}")
    text = text.replace(f'base_url = "{_DOCUMENTED_ADDRESS}"', f'base_url = "{jira}"')
    text = text.replace(f"BASE_URL={_DOCUMENTED_ADDRESS}", f"BASE_URL={jira}")
    text = _DOCUMENTED_PORT.sub(rf"\g<1>{_free_port()}", text)
    with ExitStack() as stack:
        if _DOCUMENTED_LEDGER in text:
            ledger = stack.enter_context(running()).url
            text = text.replace(_DOCUMENTED_LEDGER, ledger).replace(
                _shown_ledger(_DOCUMENTED_LEDGER), _shown_ledger(ledger)
            )
        _follow_all(text, folder, environment_of(folder))


def test_the_tutorial_needs_nothing(tmp_path: Path) -> None:
    """It can be followed word by word in an empty folder by somebody with an empty home, which stays empty."""
    home, folder = tmp_path / "home", tmp_path / "folder"
    home.mkdir()
    folder.mkdir()
    _follow_all(_FROM_NOTHING.read_text(), folder, environment_of(home))
    assert list(home.iterdir()) == []
    assert [path.name for path in folder.iterdir()] == ["demo"]


def _follow_all(text: str, folder: Path, environment: Mapping[str, str]) -> None:
    """Do what a document says, as a reader would, beginning in *folder*."""
    blocks = blocks_of(text)
    with (
        ExitStack() as servers,
        shell(folder, environment) as typing,
        interpreter(folder, environment) as snippets,
    ):
        for block, following in zip(blocks, [*blocks[1:], Block("", None, "")], strict=True):
            match block:
                case Block("console", "server"):
                    (command,) = commands_of(block)
                    serving = server(command.typed, folder, environment, command.printed.count("\n"))
                    printed = servers.enter_context(serving)
                    assert _shown(command.printed, printed), printed
                case Block("console"):
                    _follow(typing, block)
                case Block("python"):
                    expected = following.text if following.language == "text" else "…\n"
                    assert _shown(expected, execute(snippets, block.text))
                case _:
                    pass


def _shown_ledger(url: str) -> str:
    match sealed(parse_ledger_url(url)):
        case Success(ledger):
            return ledger.shown
        case failure:
            return pytest.fail(str(failure))


def _follow(typing: Session, block: Block) -> None:
    for command in commands_of(block):
        printed = type_in(typing, command.typed.rstrip("\n"))
        assert _shown(command.printed, printed), f"$ {command.typed}{printed}"


def _shown(expected: str, printed: str) -> bool:
    return matches(expected, printed) or expected == printed


def _free_port() -> str:
    match sealed(listen(0)):
        case Success(listener):
            with listener:
                return url_of(listener).rpartition(":")[2]
        case failure:
            return pytest.fail(str(failure))


@every_document
def test_data_blocks_are_what_they_say(document: Path) -> None:
    """JSON meets the schema that its fence names, as each must; a snapshot can be decoded, and a config parsed."""
    for block in blocks_of(document.read_text()):
        match block:
            case Block("json", str(schema), text):
                assert validator(f"{schema}.schema.json").is_valid(json.loads(text)), text
                assert schema != "tracker-snapshot" or isinstance(decode_snapshot(text.encode()), Success), text
            case Block("json", None, text):
                pytest.fail(f"no schema is named for {text}")
            case Block("yaml", _, text):
                assert isinstance(parse_binding("config", YAML(typ="safe", pure=True).load(text)), Success), text
            case _:
                pass


@every_document
def test_links_lead_somewhere(document: Path) -> None:
    """Every link into the project, relative or not, names a file or folder, and a heading in it where it names one."""
    for target in re.findall(r"\]\(([^)\s]+)\)", document.read_text()):
        match resolved(target, document):
            case None:
                assert "://" in target, target
            case there, heading:
                assert there.exists(), target
                assert not heading or heading in _anchors(there), target


@every_document
def test_commands_run_on_macos_too(document: Path) -> None:
    """No example needs what only the commands of GNU have."""
    typed = [one.typed for block in blocks_of(document.read_text()) for one in commands_of(block)]
    assert [one for one in typed if _GNU_ALONE.search(one)] == []


@every_document
def test_named_tests_exist(document: Path) -> None:
    """What a document says to be shown by a test, a test of that name shows."""
    for path, name in re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", document.read_text()):
        assert re.search(rf"^def {name}\(", (ROOT / path).read_text(), flags=re.MULTILINE), name


_NAMED_TEST = r"`tests/[\w/]+\.py::\w+`"


def test_each_promise_names_its_tests() -> None:
    """The table of guarantees has four cells in each row: the promise, its tests, the attacks, and the limit."""
    text = (ROOT / "docs" / "explanation" / "delivery.md").read_text()
    _, _, guarantees = text.partition("## Guarantees")
    _, _, *rows = [line for line in guarantees.splitlines() if line.startswith("|")]
    cells = [row.strip("|").split("|") for row in rows]
    assert len(rows) > 30
    assert [row for row in cells if len(row) != 4 or not all(cell.strip() for cell in row)] == []
    assert [tests for _, tests, *_ in cells if not re.fullmatch(f" {_NAMED_TEST}(, {_NAMED_TEST})* ", tests)] == []


def _anchors(document: Path) -> set[str]:
    headings = re.findall(r"^#+ (.+)$", document.read_text(), flags=re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_make_targets_exist() -> None:
    """What the documents say can be made, can be made."""
    targets = set(re.findall(r"^([a-z]+):.*##", (ROOT / "Makefile").read_text(), flags=re.MULTILINE))
    named = {
        name
        for document in DOCUMENTS
        for name in re.findall(r"(?:`|^)make ([a-z]+)", document.read_text(), flags=re.MULTILINE)
    }
    assert {"demo", "test"} <= named <= targets
