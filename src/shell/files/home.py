"""Finds the home folder of the person and the one of Spec Kitty."""

import os
import pwd
from collections.abc import Callable, Mapping
from pathlib import Path

from returns.result import Failure, Result, Success

from ...core.project.faults import NoHome


def home_of_account() -> str:
    """Return the home folder that the system's list of accounts has for this process.

    Raises:
        KeyError: the list does not have the account, as in a container with a user ID of its own.
    """
    return pwd.getpwuid(os.getuid()).pw_dir


def person_home(environ: Mapping[str, str], of_account: Callable[[], str] = home_of_account) -> Path | None:
    """Return ``HOME``, or else the home folder of the account; None where neither is an absolute path."""
    try:
        home = Path(environ.get("HOME") or of_account())
    except KeyError:
        return None
    return home if home.is_absolute() else None


def spec_kitty_home(
    environ: Mapping[str, str], of_account: Callable[[], str] = home_of_account
) -> Result[Path, NoHome]:
    """Return ``SPEC_KITTY_HOME`` where it is set and not blank, else ``~/.spec-kitty``.

    A tilde stands for the home folder of the person, or of the account that it names. Where there is no such folder,
    the tilde is no folder of the working directory either.
    """
    named = environ.get("SPEC_KITTY_HOME", "").strip() or "~/.spec-kitty"
    tilde, *rest = Path(named).parts or (".",)
    if not tilde.startswith("~"):
        return Success(Path(named))
    home = person_home(environ, of_account) if tilde == "~" else _home_named(tilde.removeprefix("~"))
    return Failure(NoHome(named)) if home is None else Success(home.joinpath(*rest))


def _home_named(account: str) -> Path | None:
    try:
        return Path(pwd.getpwnam(account).pw_dir)
    except (KeyError, ValueError):  # ValueError: a NUL
        return None
