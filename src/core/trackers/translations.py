"""Which translation belongs to which provider."""

from collections.abc import Mapping

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
