"""Whatever stands in the files, a preview is a result and its failure is one line."""

import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from returns.result import Failure, Success

from tests.support.cache import issue_row, sound_payload
from tests.support.files import CONFIG, CREDENTIALS, Files, make_project
from trackpost import TrackerService
from trackpost.core.delivery.publish import Preview
from trackpost.core.result import sealed

YAML_PIECES = ("tracker", "provider", "jira", ": ", "\n", "  ", "- ", "[", "]", "{", "}", '"', "'", "&a", "*a", "!!int")
MORE_YAML = (
    "!x",
    "? ",
    "| ",
    "> ",
    "#",
    "%YAML 1.1\n",
    "---\n",
    "...\n",
    "0x1f",
    ".inf",
    "2020-01-01",
    "<<: ",
    "~",
    "\t",
)
TOML_PIECES = ("[tracker.providers.jira]\n", "a = ", "= ", "[[", "]]", "'''", '"""', "\r", "\x00", "\ufeff", "é")
PIECES = st.sampled_from([*YAML_PIECES, *MORE_YAML, *TOML_PIECES, "\\"])
TEXTS = st.lists(PIECES, max_size=12).map("".join)
INSIDE = st.builds(lambda text, at, more: text[:at] + more + text[at:], st.just(CONFIG), st.integers(0, 60), TEXTS)
CONFIGS = st.one_of(st.binary(max_size=60), TEXTS.map(str.encode), INSIDE.map(str.encode))
STORED = st.builds(lambda at, more: CREDENTIALS[:at] + more + CREDENTIALS[at:], st.integers(0, 120), TEXTS)
PAYLOADS = st.one_of(
    st.binary(max_size=60),
    st.builds(
        lambda at, more: sound_payload().encode()[:at] + more + sound_payload().encode()[at:],
        st.integers(0, 400),
        st.one_of(st.binary(max_size=5), TEXTS.map(str.encode)),
    ),
)
HUNDRED = settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@contextmanager
def _project(write: Callable[[Path], Files]) -> Iterator[Files]:
    folder = Path(tempfile.mkdtemp())
    try:
        yield write(folder)
    finally:
        shutil.rmtree(folder)


def _check(write: Callable[[Path], Files]) -> None:
    with _project(write) as files:
        match sealed(TrackerService(files.root, home=files.home).preview()):
            case Success(seen):
                assert isinstance(seen, Preview)
            case Failure(error):
                line = error.message
                assert line
                assert line.isprintable()


@HUNDRED
@given(CONFIGS)
@example(b"? 0x" + b"f" * 5_000 + b"\n: 1\n")
@example(b"%YAML 1.3\n---\na: 1\n")
@example(b'a: !!int ""\n')
@example(b"? [a, {b: c}]\n: d\n")
@example(b"&a [*a]")
@example(b"tracker: &a {doctrine: {field_owners: *a}, provider: jira, workspace: w}")
def test_any_config(content: bytes) -> None:
    """Whatever stands in ``config.yaml``."""
    _check(lambda folder: make_project(folder, config=content))


@HUNDRED
@given(st.one_of(st.binary(max_size=60), STORED.map(str.encode), TEXTS.map(str.encode)))
def test_any_credentials(content: bytes) -> None:
    """Whatever stands in ``credentials``."""
    _check(lambda folder: make_project(folder, credentials=content))


@HUNDRED
@given(PAYLOADS)
@example(b'{"title": ' + b"[" * 100_000)
def test_any_payload(content: bytes) -> None:
    """Whatever stands in the cache in place of an issue."""
    _check(lambda folder: make_project(folder, rows=[issue_row(payload=content)]))


@HUNDRED
@given(st.binary(max_size=200), st.integers(0, 8_000))
def test_any_database(content: bytes, at: int) -> None:
    """Whatever is overwritten in the cache itself."""

    def write(folder: Path) -> Files:
        files = make_project(folder)
        whole = files.cache.read_bytes()
        files.cache.write_bytes(whole[:at] + content + whole[at + len(content) :])
        return files

    _check(write)
