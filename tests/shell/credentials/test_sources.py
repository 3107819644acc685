"""Where a secret comes from: the first place in the order, and nobody below it is asked."""

import sys
from collections.abc import Mapping
from pathlib import Path

import pytest
from returns.result import Failure, Success

from tests.shell.credentials.keyrings import Kept, Locked
from tests.support.clocks import Stopwatch
from trackpost.core.project.secret_faults import UnusableKeyring
from trackpost.core.routing.given import CredentialsCommandFailed
from trackpost.core.routing.origins import (
    KEYRING,
    NOTHING,
    Credentials,
    Origin,
    all_from,
    command_origin,
    file_origin,
    from_environment,
    over,
)
from trackpost.core.routing.providers import PROVIDERS
from trackpost.core.settings.settings import Settings
from trackpost.shell.credentials.sources import SecretSources
from trackpost.shell.credentials.system_keyring import FindBackend

AZURE = PROVIDERS["azure_devops"]
FILE = all_from(file_origin("azure_devops"), {"organization": "acme", "personal_access_token": "of the file"})
VARIABLE = from_environment(AZURE, {"TRACKPOST_AZURE_DEVOPS_PAT": "of the environment"})
KEPT = {"azure_devops.pat": "of the keyring"}


def printing(text: str) -> tuple[str, ...]:
    """Return a command that prints this."""
    return sys.executable, "-c", f"open('ran', 'a').write('x'); print({text!r})"


def sources(
    folder: Path, *, command: tuple[str, ...] = (), keyring: FindBackend | None = None, holder: str = "azure_devops"
) -> SecretSources:
    """Return the sources of settings with this command, and with a keyring if there is one."""
    commands = {holder: command} if command else {}
    return SecretSources(
        settings=Settings(keyring=keyring is not None, commands=commands),
        folder=folder,
        environ={},
        clock=Stopwatch().clock,
        find_keyring=keyring,
    )


SAID = command_origin("azure_devops")
ORDER: Mapping[str, tuple[Credentials, bool, bool, Mapping[str, object], Origin]] = {
    "the environment": (
        over(AZURE, VARIABLE, FILE),
        True,
        True,
        {"pat": "of the environment"},
        Origin("environment", "TRACKPOST_AZURE_DEVOPS_PAT"),
    ),
    "the command": (FILE, True, True, {"personal_access_token": "of the command"}, SAID),
    "the keyring": (FILE, False, True, {"pat": "of the keyring"}, KEYRING),
    "the file": (FILE, False, False, {"personal_access_token": "of the file"}, file_origin("azure_devops")),
}


@pytest.mark.parametrize(("known", "has_command", "has_keyring", "secret", "origin"), ORDER.values(), ids=ORDER.keys())
def test_the_order_of_places(
    known: Credentials,
    has_command: bool,  # noqa: FBT001
    has_keyring: bool,  # noqa: FBT001
    secret: Mapping[str, object],
    origin: Origin,
    tmp_path: Path,
) -> None:
    """The first place that has the secret gives it, and hides the other spelling of its name."""
    kept = Kept(KEPT)
    command = printing("of the command") if has_command else ()
    found = sources(tmp_path, command=command, keyring=kept.found if has_keyring else None).completed(
        "azure_devops", known
    )
    ((key, _),) = secret.items()
    assert found == Success({"organization": "acme", **secret})
    assert found.unwrap().origins[key] == origin
    assert ((tmp_path / "ran").exists(), bool(kept.asked)) == (origin == SAID, origin == KEYRING)


def test_a_keyring_without_the_secret(tmp_path: Path) -> None:
    """Then the file has it."""
    assert sources(tmp_path, keyring=Kept({}).found).completed("azure_devops", FILE) == Success(FILE)


def test_a_keyring_that_is_locked(tmp_path: Path) -> None:
    """It is an error: the file may have an old secret."""
    found = sources(tmp_path, keyring=Locked().found).completed("azure_devops", FILE)
    assert found == Failure(UnusableKeyring("trackpost azure_devops.personal_access_token"))


def test_a_command_that_prints_no_secret(tmp_path: Path) -> None:
    """What names the account is not taken from it: the name of the cache follows from that."""
    failing = sources(tmp_path, command=printing('{"organization": "other"}')).completed("azure_devops", FILE)
    reason = "prints a JSON object without any of personal_access_token, pat"
    assert failing == Failure(CredentialsCommandFailed("azure_devops", sys.executable, reason))
    found = sources(tmp_path, command=printing('{"pat": "printed", "organization": "other"}'))
    assert found.completed("azure_devops", FILE) == Success({"organization": "acme", "pat": "printed"})


def test_the_token_of_the_server(tmp_path: Path) -> None:
    """It has a command of its own, and a name of its own in the keyring."""
    printed = sources(tmp_path, command=printing("t0ken"), holder="server")
    kept = sources(tmp_path, keyring=Kept({"server.auth_token": "t0ken"}).found)
    none = sources(tmp_path)
    assert printed.token().unwrap().origins == {"auth_token": command_origin("server")}
    assert printed.token() == kept.token() == Success(Credentials({"auth_token": "t0ken"}))
    assert none.token() == Success(NOTHING)
    assert [one.origin_of_token() for one in (printed, kept, none)] == [command_origin("server"), KEYRING, None]


def test_what_may_be_there(tmp_path: Path) -> None:
    """Nobody is asked, so a secret with a command or a keyring is not called missing."""
    kept = sources(tmp_path, keyring=Kept({}).found)
    assert kept.may_have("jira") == {"api_token"}
    assert kept.may_have("beads") == sources(tmp_path).may_have("jira") == frozenset()
