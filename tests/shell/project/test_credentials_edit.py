"""The credentials, from real files."""

from collections.abc import Mapping
from pathlib import Path
from time import process_time

import pytest
from returns.result import Failure, Result, Success

from tests.support.files import credentials_in, write
from tests.support.patience import PROMPTLY
from trackpost.core.parsing.untyped import WrongShape
from trackpost.core.project.faults import FileFault, MalformedFile, UnreadableFile

JIRA = {"project_key": "ACME"}

SOUND: Mapping[str, tuple[str | bytes | None, str, Mapping[str, object]]] = {
    "no file": (None, "jira", {}),
    "empty": ("", "jira", {}),
    "only the sections of others": ('[tokens]\naccess = "x"\n[server]\nurl = "y"\n', "jira", {}),
    "the table": ('[tracker.providers.jira]\nproject_key = "ACME"\n', "jira", JIRA),
    "another provider's table": ('[tracker.providers.jira]\nproject_key = "ACME"\n', "linear", {}),
    "in capitals": ('[tracker.providers.Jira]\nproject_key = "ACME"\n', "jira", JIRA),
    "with blanks": ('[tracker.providers." JIRA "]\nproject_key = "ACME"\n', "jira", JIRA),
    "an alias": ('[tracker.providers.azure-devops]\npat = "x"\n', "azure_devops", {"pat": "x"}),
    "the canonical spelling wins, first": (
        '[tracker.providers.jira]\nproject_key = "ACME"\n[tracker.providers.Jira]\nproject_key = "BETA"\n',
        "jira",
        JIRA,
    ),
    "the canonical spelling wins, last": (
        '[tracker.providers.Jira]\nproject_key = "BETA"\n[tracker.providers.jira]\nproject_key = "ACME"\n',
        "jira",
        JIRA,
    ),
    "values of every type": (
        '[tracker.providers.jira]\na = 1\nb = true\nc = ["x"]\nd = {e = 2.5}\n',
        "jira",
        {"a": 1, "b": True, "c": ["x"], "d": {"e": 2.5}},
    ),
    "a byte order mark": (b'\xef\xbb\xbf[tracker.providers.jira]\nproject_key = "ACME"\n', "jira", JIRA),
    "line ends of another system": ('[tracker.providers.jira]\r\nproject_key = "ACME"\r\n', "jira", JIRA),
}


@pytest.mark.parametrize(("content", "provider", "expected"), SOUND.values(), ids=SOUND.keys())
def test_read_credentials(
    content: str | bytes | None, provider: str, expected: Mapping[str, object], tmp_path: Path
) -> None:
    """A file holds exactly these credentials of the provider."""
    if content is not None:
        write(tmp_path / "credentials", content)
    assert credentials_in(tmp_path, provider) == Success(expected)


def _malformed(path: str, reason: str) -> Failure[FileFault]:
    return Failure(MalformedFile(path, "TOML", reason))


UNSOUND: Mapping[str, tuple[str | bytes, FileFault | WrongShape]] = {
    "no TOML": (
        "c4nary-s3cret\n",
        MalformedFile("", "TOML", "Expected '=' after a key in a key/value pair (at line 1, column 14)"),
    ),
    "a value without quotes": (
        "[tokens]\nx = c4nary-s3cret\n",
        MalformedFile("", "TOML", "Invalid value (at line 2, column 5)"),
    ),
    "text without an end": (
        'x = "c4nary-s3cret\n',
        MalformedFile("", "TOML", "Illegal character '\\n' (at line 1, column 19)"),
    ),
    "a key twice": (
        'x = "c4nary"\nx = "c4nary"\n',
        MalformedFile("", "TOML", "Cannot overwrite a value (at line 2, column 13)"),
    ),
    "no UTF-8": (b'x = "\xff"\n', UnreadableFile("", "invalid UTF-8 at byte 6")),
    "tracker is text": ('tracker = "c4nary"\n', WrongShape("", "tracker", "a mapping", "str")),
    "providers is a list": (
        'tracker.providers = ["c4nary"]\n',
        WrongShape("", "tracker.providers", "a mapping", "list"),
    ),
    "the table is text": (
        'tracker.providers.jira = "c4nary"\n',
        WrongShape("", "tracker.providers.jira", "a mapping", "str"),
    ),
    "a list of tables": ("[[tracker.providers.jira]]\n", WrongShape("", "tracker.providers.jira", "a mapping", "list")),
    "the table under another spelling is a number": (
        "tracker.providers.Jira = 5\n",
        WrongShape("", "tracker.providers.jira", "a mapping", "int"),
    ),
}


@pytest.mark.parametrize(("content", "expected"), UNSOUND.values(), ids=UNSOUND.keys())
def test_read_credentials_fails(content: str | bytes, expected: FileFault | WrongShape, tmp_path: Path) -> None:
    """A file that cannot be used is exactly this error, and nothing of its values is in it."""
    path = write(tmp_path / "credentials", content)
    found = credentials_in(tmp_path, "jira")
    assert found == Failure(_at(str(path), expected))
    assert "c4nary" not in str(found)


def _at(path: str, fault: FileFault | WrongShape) -> FileFault | WrongShape:
    match fault:
        case UnreadableFile(_, reason):
            return UnreadableFile(path, reason)
        case MalformedFile(_, language, reason):
            return MalformedFile(path, language, reason)
        case WrongShape(_, member, expected, found):
            return WrongShape(path, member, expected, found)


TOO_MUCH: Mapping[str, str] = {
    "a number too long": "x = " + "9" * 5_000,
    "nested too deep": "x = " + "[" * 20_000,
    "nested deeper than anybody needs": f"x = {'[' * 64}{']' * 64}",
    "tables nested too deep": f"[{'.'.join(['a'] * 40)}]\n{'.'.join(['b'] * 40)} = 1",
    "a key of too many parts": f"{'.'.join(['a'] * 100_000)} = 1",
    "a key of too many quoted parts": f"""x.{" . ".join(["'a'", '"b"'] * 1_000)} = 1""",
    "a header of too many parts": f"[{'.'.join(['a'] * 100_000)}]",
    "an inline key of too many parts": f"x = {{{'.'.join(['a'] * 100_000)} = 1}}",
    "a date that is none": "x = 2020-13-45",
}


@pytest.mark.parametrize("content", TOO_MUCH.values(), ids=TOO_MUCH.keys())
def test_read_credentials_of_too_much(content: str, tmp_path: Path) -> None:
    """What the TOML reader gives up on is a malformed file."""
    write(tmp_path / "credentials", content)
    before = process_time()
    assert isinstance(credentials_in(tmp_path, "jira").failure(), MalformedFile)
    assert process_time() - before < PROMPTLY


def test_credentials_that_are_too_large(tmp_path: Path) -> None:
    """They are not read to their end."""
    path = write(tmp_path / "credentials", "#" * (1024 * 1024 + 1))
    assert credentials_in(tmp_path, "jira") == Failure(UnreadableFile(str(path), "larger than 1024 KiB"))


def test_read_credentials_of_a_folder(tmp_path: Path) -> None:
    """A folder in place of the file cannot be read."""
    (tmp_path / "credentials").mkdir()
    expected = UnreadableFile(str(tmp_path / "credentials"), "Is a directory")
    assert credentials_in(tmp_path, "jira") == Failure(expected)


HOMES: Mapping[str, tuple[str, Result[Mapping[str, object], str]]] = {
    "no such folder": ("nowhere", Success({})),
    "a file": ("file", Success({})),
    "too long a name": ("n" * 300, Failure("File name too long")),
}


@pytest.mark.parametrize(("name", "expected"), HOMES.values(), ids=HOMES.keys())
def test_read_credentials_of_an_odd_home(
    name: str, expected: Result[Mapping[str, object], str], tmp_path: Path
) -> None:
    """A home that is not there has no credentials; one that cannot be is an error."""
    write(tmp_path / "file", "")
    path = tmp_path / name / "credentials"
    assert credentials_in(path.parent, "jira") == expected.alt(lambda reason: UnreadableFile(str(path), reason))
