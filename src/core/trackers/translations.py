"""Which translation belongs to which provider, and by which names it translates."""

from collections.abc import Mapping
from hashlib import sha256

import msgspec

from ..issues.model import Status
from . import azure_devops, beads, fp, github, gitlab, jira, linear
from .model import Translate

TRANSLATIONS: Mapping[str, Translate] = {
    "jira": jira.translate,
    "linear": linear.translate,
    "azure_devops": azure_devops.translate,
    "github": github.translate,
    "gitlab": gitlab.translate,
    "beads": beads.translate,
    "fp": fp.translate,
}
"""By the canonical name of each provider that Spec Kitty knows."""

_TABLES = 1
"""Raise it with each change of the tables of names, so that the next pull translates every issue again."""
_DIGITS = 16


def names_digest(own: Mapping[str, Status]) -> str:
    """Return what changes when a name may mean something else than before.

    Args:
        own: the project's names, as `parse_status_map` returns them.

    >>> names_digest({"qa": "in_review", "parked": "blocked"}) == names_digest({"parked": "blocked", "qa": "in_review"})
    True
    """
    return f"{_TABLES}:{sha256(msgspec.json.encode(own, order='sorted')).hexdigest()[:_DIGITS]}"
