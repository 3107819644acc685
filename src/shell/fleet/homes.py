"""Where the home folder of a project is. Each has its own, so caches, links and ledgers never mix."""

import os
from hashlib import sha256
from pathlib import Path

_DIGITS = 8
_LONGEST_NAME = 100
"""Bytes of the folder's name that are kept; most file systems allow 255."""


def home_of(homes: Path, project: Path) -> Path:
    """Return the home folder of a project: the name of its folder, and a short digest of its path.

    >>> home_of(Path("/var/lib/homes"), Path("/srv/repos/billing"))
    PosixPath('/var/lib/homes/billing-c9e0f76f')
    """
    digest = sha256(os.fsencode(project)).hexdigest()[:_DIGITS]
    name = os.fsdecode(os.fsencode(project.name)[:_LONGEST_NAME])
    return homes / f"{name or 'root'}-{digest}"
