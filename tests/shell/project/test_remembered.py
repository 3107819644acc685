"""What YAML says is remembered while its text stays the same, and is never anything else."""

from collections.abc import Callable, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st
from returns.result import Result

from trackpost.core.project.faults import MalformedFile
from trackpost.shell.files.memo import read_memo, write_memo
from trackpost.shell.project.config_file import read_binding
from trackpost.shell.project.remembered import parse_remembered
from trackpost.shell.project.yaml_document import parse_yaml

CONFIG = "tracker:\n  provider: linear\n  workspace: acme\nproject:\n  slug: billing\n"
WORDS = (
    "a",
    "1",
    "-0.0",
    "true",
    "~",
    ".nan",
    ".inf",
    "2026-03-01",
    "!!binary eA==",
    "!!set {a}",
    "'é'",
)
LINES = st.builds("{}: {}".format, st.sampled_from(WORDS), st.sampled_from(WORDS))
DOCUMENTS = st.lists(LINES, min_size=1, max_size=4).map("\n".join) | st.sampled_from(WORDS)


def _shown(parsed: Result[object, MalformedFile]) -> str:
    return repr(parsed)  # which tells 1 from true and from 1.0, and says that nan is nan


@given(DOCUMENTS)
def test_nothing_else_is_said(text: str) -> None:
    """It is what the reader says, whether the text is new, was read before, or follows another one."""
    with TemporaryDirectory() as folder:
        memos, path = Path(folder) / "memos", Path(folder) / "config.yaml"
        expected = _shown(parse_yaml(path, text))
        for _ in range(2):
            assert _shown(parse_remembered(memos, path, text)) == expected
        parse_remembered(memos, path, CONFIG).unwrap()
        assert _shown(parse_remembered(memos, path, text)) == expected


def _memo(folder: Path) -> Path:
    (memo,) = folder.iterdir()
    return memo


@pytest.mark.parametrize(
    ("text", "is_kept"),
    [(CONFIG, True), ("", True), ("a: 2026-03-01", False), ("1: a", False), ("a: .nan", False), ("a: [", False)],
    ids=["a config", "nothing", "a date", "a key that is no text", "no number", "no YAML"],
)
def test_what_is_remembered(text: str, is_kept: bool, tmp_path: Path) -> None:  # noqa: FBT001 - a column
    """JSON must hold all of it."""
    parse_remembered(tmp_path / "memos", tmp_path / "config.yaml", text)
    assert (tmp_path / "memos").exists() is is_kept


SPOILED: Mapping[str, Callable[[Path], object]] = {
    "cut off": lambda memo: memo.write_bytes(memo.read_bytes()[:-2]),
    "empty": lambda memo: memo.write_bytes(b""),
    "nested": lambda memo: write_memo(memo, b"[" * 99_999),
    "not UTF-8": lambda memo: write_memo(memo, b'{"mark":"\xff","value":1}'),
    "of another text": lambda memo: write_memo(memo, b'{"mark":"1","value":{}}'),
    "removed": lambda memo: memo.unlink(),
}


@pytest.mark.parametrize("spoil", SPOILED.values(), ids=SPOILED.keys())
def test_a_memo_that_is_of_no_use(spoil: Callable[[Path], object], tmp_path: Path) -> None:
    """The YAML is read, and remembered again."""
    memos, path = tmp_path / "memos", tmp_path / "config.yaml"
    expected = parse_remembered(memos, path, CONFIG)
    content = _memo(memos).read_bytes()
    spoil(_memo(memos))
    assert parse_remembered(memos, path, CONFIG) == expected
    assert _memo(memos).read_bytes() == content


def test_it_is_believed(tmp_path: Path) -> None:
    """The YAML is not read again, which nobody would see but by a memo that lies."""
    memos, path = tmp_path / "memos", tmp_path / "config.yaml"
    parse_remembered(memos, path, CONFIG)
    write_memo(_memo(memos), read_memo(_memo(memos)).replace(b"billing", b"another"))
    assert "another" in _shown(parse_remembered(memos, path, CONFIG))


def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    """Then nothing is remembered, and nothing is lost."""
    (tmp_path / "memos").write_text("a file")
    assert parse_remembered(tmp_path / "memos", tmp_path / "config.yaml", "a: 1").unwrap() == {"a": 1}


def test_projects_of_one_home(tmp_path: Path) -> None:
    """Each config has a memo of its own; one that is changed is read again."""
    roots = [tmp_path / name for name in ("acme", "beta")]
    for root in roots:
        (root / ".kittify").mkdir(parents=True)
        (root / ".kittify" / "config.yaml").write_text(CONFIG.replace("billing", root.name))
    slugs = [read_binding(root, tmp_path / "home").unwrap().project_slug for root in (*roots, *roots)]
    assert (slugs, len(list((tmp_path / "home").iterdir()))) == (["acme", "beta"] * 2, 2)
    (roots[0] / ".kittify" / "config.yaml").write_text(CONFIG.replace("billing", "gamma"))
    assert read_binding(roots[0], tmp_path / "home").unwrap().project_slug == "gamma"
