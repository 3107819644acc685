"""What the documents say about settings and variables."""

import re

from tests.docs.markdown import ROOT
from trackpost.core.routing.origins import variable_of
from trackpost.core.routing.providers import PROVIDERS
from trackpost.core.settings.names import SETTINGS

_SETTINGS = (ROOT / "docs" / "reference" / "settings.md").read_text()


def test_every_variable_is_listed() -> None:
    """The table has a row for each credential of each tracker, in the order of the trackers."""
    listed = re.findall(r"^\| `(\w+)` \| `(\w+)` \| `(TRACKPOST_\w+)` \|$", _SETTINGS, flags=re.MULTILINE)
    assert listed == [(row.name, key, variable_of(row.name, key)) for row in PROVIDERS.values() for key in row.keys]


def test_every_setting_is_listed() -> None:
    """Each name is in the table, where one row stands for the commands of all trackers."""
    listed = re.findall(
        r"^\| `[\w.<>]+` \| `([\w.<>-]+)` \|", _SETTINGS.partition("## The server")[0], flags=re.MULTILINE
    )
    rows = [re.sub(r"\.(?!server)[\w-]+\.command$", ".<tracker>.command", name) for name in SETTINGS]
    assert listed == list(dict.fromkeys(rows))
