"""The keyring of the system: which ones are used, and what becomes of their errors."""

from collections.abc import Mapping

import pytest
from keyring.core import load_keyring
from returns.result import Failure, Success

from tests.shell.credentials.keyrings import Kept, Locked
from trackpost.core.project.secret_faults import UnusableKeyring
from trackpost.shell.credentials.system_keyring import Backend, look_up, safe_backend

NAMES: Mapping[str, tuple[str, str]] = {
    "a plain text file": ("keyrings.alt.file", "PlaintextKeyring"),
    "another of the same package": ("keyrings.alt.Gnome", "Keyring"),
    "a plain text of another package": ("odd.backend", "PlainTextKeyring"),
}


def keyring_named(module: str, name: str, *parts: Backend) -> Backend:
    """Return a keyring whose class has this name, and which hands on to others in turn."""
    backend: Backend = type(name, (Kept,), {"__module__": module, "__qualname__": name, "backends": parts})({})
    return backend


def chain(*parts: Backend) -> Backend:
    """Return the keyring that hands on to those that the machine has."""
    return keyring_named("keyring.backends.chainer", "ChainerBackend", *parts)


@pytest.mark.parametrize("module", ["keyring.backends.null", "keyring.backends.fail"])
def test_keyrings_that_keep_nothing(module: str) -> None:
    """They are as good as none."""
    backend = load_keyring(f"{module}.Keyring")
    assert safe_backend(backend) == Failure(UnusableKeyring(f"{module}.Keyring does not keep secrets safely"))


@pytest.mark.parametrize(("module", "name"), NAMES.values(), ids=NAMES.keys())
def test_keyrings_of_plain_text(module: str, name: str) -> None:
    """They are refused, also as the second of several."""
    backend = keyring_named(module, name)
    fault = Failure(UnusableKeyring(f"{module}.{name} does not keep secrets safely"))
    assert safe_backend(backend) == safe_backend(chain(Kept({}), backend)) == fault


def test_a_keyring_that_keeps_secrets() -> None:
    """It is used, alone or as one of several."""
    kept, several = Kept({}), chain(Kept({}))
    assert (safe_backend(kept), safe_backend(several)) == (Success(kept), Success(several))


def test_look_up() -> None:
    """A secret is kept under the names of its holder and its key; a blank one is none."""
    kept = Kept({"jira.api_token": "s3cret", "linear.api_key": " "})
    assert look_up(kept.found, "jira", "api_token") == Success({"api_token": "s3cret"})
    assert look_up(kept.found, "linear", "api_key") == look_up(kept.found, "server", "auth_token") == Success({})
    assert kept.asked[0] == ("trackpost", "jira.api_token")


def test_a_locked_keyring() -> None:
    """The error is a value."""
    assert look_up(Locked().found, "jira", "api_token") == Failure(UnusableKeyring("trackpost jira.api_token"))
