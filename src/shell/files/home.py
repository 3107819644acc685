"""Finds the home folder of the person and the one of Spec Kitty."""

from collections.abc import Callable, Mapping
from pathlib import Path

from returns.result import Failure, Result, Success

from ...core.project.faults import NoHome
from .system import home_of_account


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
        return Path(home_of_account(account))
    except (KeyError, ValueError):  # ValueError: a NUL
        return None
