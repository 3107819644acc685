"""What is installed here: the versions, and how a person adds the packages of an extra to it.

trackpost may have come from a clone, an address or an image, so nothing here names an index or trackpost itself to an
installer: what an extra lacks is the packages that it lists, and those can be added to any installation.
"""

import platform
import re
import shlex
import sys
from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, requires, version
from importlib.util import find_spec
from pathlib import Path

from ...core import VERSION
from ...core.project.faults import MissingExtra

DISTRIBUTION = "trackpost"
_OF_PIPX = "pipx_metadata.json"
# NAME[EXTRAS]SPECIFIERS ; extra == "EXTRA", as a build backend writes it
_NAME = re.compile(r"[\w.-]+")
_REQUIREMENT = re.compile(r"""(?P<package>[^;]+?)\s*;.*\bextra\s*==\s*["'](?P<extra>[^"']+)["']""")


def missing_extra(extra: str) -> MissingExtra:
    """Return the error that the packages of *extra* are not installed, with the command that adds them here."""
    packages = packages_of(extra, _requirements())
    command = [*adding_to(Path(sys.prefix), has_pip=find_spec("pip") is not None), *packages]
    return MissingExtra(extra, shlex.join(command) if packages else "")


def versions() -> str:
    """Return the versions of trackpost, of Python, and of the packages that trackpost always needs."""
    names = [match[0] for one in _requirements() if "extra" not in one and (match := _NAME.match(one))]
    packages = ", ".join(f"{name} {version(name)}" for name in sorted(names))
    return f"trackpost {VERSION}, Python {platform.python_version()}" + (f"; {packages}" if packages else "")


def packages_of(extra: str, requirements: Sequence[str]) -> tuple[str, ...]:
    """Return what an extra asks for, without its condition.

    >>> packages_of("web", ["click>=8.2", 'jinja2>=3.1; extra == "web"', "psycopg[binary]>=3.2 ; extra == 'db'"])
    ('jinja2>=3.1',)
    """
    found = filter(None, map(_REQUIREMENT.fullmatch, requirements))
    return tuple(match["package"] for match in found if match["extra"] == extra)


def adding_to(prefix: Path, *, has_pip: bool) -> tuple[str, ...]:
    """Return the beginning of the command that adds packages to the environment in *prefix*.

    Args:
        prefix: the folder of the environment.
        has_pip: whether it holds pip: those that uv makes do not.
    """
    if (prefix / _OF_PIPX).exists():
        return "pipx", "inject", prefix.name
    if has_pip:
        return sys.executable, "-m", "pip", "install"
    return "uv", "pip", "install", "--python", str(prefix)


def _requirements() -> Sequence[str]:
    try:
        return requires(DISTRIBUTION) or ()
    except PackageNotFoundError:  # it runs from a folder, and was never installed
        return ()
