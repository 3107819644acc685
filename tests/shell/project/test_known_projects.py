"""The register of bound projects: written, read back, and made anew where it cannot be read."""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from returns.result import Success

from tests.core.strategies import QUICK
from tests.support.cache import WORKSPACE
from tests.support.files import make_project, write
from trackpost import TrackerService
from trackpost.shell.files.atomic import replace_all
from trackpost.shell.project.known_projects import register_path, registered, with_roots

HOME = Path("home")
NAMES: Mapping[str, tuple[str, ...]] = {
    "none": (),
    "one": ("/shop",),
    "some": ("/shop", "/a b/c", "/é/日本/😺", '/quo"te\\d'),
}


@pytest.mark.parametrize("names", NAMES.values(), ids=NAMES.keys())
def test_what_was_registered_is_read_back(names: tuple[str, ...], tmp_path: Path) -> None:
    """Every folder, once, whatever its name; the file is the owner's alone."""
    roots = frozenset(map(Path, names))
    for _ in range(2):
        replace_all([with_roots(tmp_path, roots)]).unwrap()
        assert registered(tmp_path) == roots
    assert register_path(tmp_path).stat().st_mode & 0o777 == 0o600


@settings(QUICK, max_examples=100)
@given(st.frozensets(st.text(st.characters(categories=("L", "N", "P", "S")), min_size=1, max_size=20).map(Path)))
def test_any_printable_name_is_written_in_order(roots: AbstractSet[Path]) -> None:
    """The same folders are the same bytes, in whichever order they came."""
    ordered, reverse = sorted(roots), sorted(roots, reverse=True)
    assert with_roots(HOME, ordered) == with_roots(HOME, reverse)
    assert with_roots(HOME, ordered).content.count(b'"') >= 2 * len(roots)


ODD_NAMES: Mapping[str, str] = {
    "the blank of Japanese": "/家\u3000計",
    "a blank that does not break": "/a\u00a0b",
    "a joiner of signs": "/👩\u200d💻",
    "a tab": "/a\tb",
}


@pytest.mark.parametrize("name", ODD_NAMES.values(), ids=ODD_NAMES.keys())
def test_a_name_that_is_odd_but_text_is_registered(name: str, tmp_path: Path) -> None:
    """It is UTF-8, and so JSON can hold it."""
    replace_all([with_roots(tmp_path, {Path(name)})]).unwrap()
    assert registered(tmp_path) == frozenset({Path(name)})


def test_a_name_that_is_no_text_is_left_out(tmp_path: Path) -> None:
    """JSON cannot hold it, and the others stay."""
    replace_all([with_roots(tmp_path, {Path("/a\udcff"), Path("/shop")})]).unwrap()
    assert registered(tmp_path) == frozenset({Path("/shop")})


MALFORMED: Mapping[str, bytes] = {
    "empty": b"",
    "half of it": b'["/shop',
    "no JSON": b"shop",
    "an object": b'{"/shop": 1}',
    "a list of others": b'["/shop", 5]',
    "null": b"null",
    "nested too deep": b"[" * 100_000,
}


@pytest.mark.parametrize("content", MALFORMED.values(), ids=MALFORMED.keys())
def test_a_register_that_cannot_be_read_is_made_anew(content: bytes, tmp_path: Path) -> None:
    """It holds nothing, and the next bind writes a sound one."""
    files = make_project(tmp_path)
    write(register_path(files.home), content)
    assert registered(files.home) is None
    TrackerService(files.root, home=files.home).bind(provider="jira", workspace=WORKSPACE).unwrap()
    assert registered(files.home) == frozenset({files.root.resolve()})


def test_a_register_that_is_no_text_is_made_anew(tmp_path: Path) -> None:
    """The same, where bytes in it are no UTF-8."""
    write(register_path(tmp_path), b'["\xff"]')
    assert registered(tmp_path) is None


def test_no_register_and_one_that_is_a_folder(tmp_path: Path) -> None:
    """The one holds nothing; of the other that cannot be said."""
    assert registered(tmp_path) == frozenset()
    register_path(tmp_path).mkdir(parents=True)
    assert registered(tmp_path) is None


def test_a_project_is_registered_once_however_it_is_reached(tmp_path: Path) -> None:
    """By a link and by its own name it is the same; unbound, it is not there any more."""
    files = make_project(tmp_path)
    link = tmp_path / "link"
    link.symlink_to(files.root)
    for root in (files.root, link, files.root / ".." / "project"):
        TrackerService(root, home=files.home).bind(provider="jira", workspace=WORKSPACE).unwrap()
        assert registered(files.home) == frozenset({files.root.resolve()})
    assert TrackerService(link, home=files.home).unbind().map(lambda gone: gone.provider) == Success("jira")
    assert registered(files.home) == frozenset()
