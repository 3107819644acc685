"""Run code in a real process at a chosen instant: when the program imports a certain module."""

from pathlib import Path
from textwrap import indent

from tests.support.files import write

_FINDER = """\
import os, signal, sys


class Finder:
    def find_spec(self, name, path=None, target=None):
        if name == {module!r}:
            sys.meta_path.remove(self)
{action}
        return None


sys.meta_path.insert(0, Finder())
"""


def at_import(folder: Path, module: str, action: str) -> dict[str, str]:
    """Return environment variables with which Python runs *action* when it imports *module*."""
    write(folder / "injected" / "sitecustomize.py", _FINDER.format(module=module, action=indent(action, " " * 12)))
    return {"PYTHONPATH": str(folder / "injected")}
