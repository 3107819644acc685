"""Publish a project's issue-tracker snapshot to a Spec Kitty server, under the right routing key.

What there is to import stands in `trackpost.api`. It is loaded when the first of it is asked for, because the command
line needs only a part of it.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .api import *  # noqa: F403 - the same names


def __getattr__(name: str) -> object:
    public: object = getattr(import_module(".api", __name__), name)
    return public
