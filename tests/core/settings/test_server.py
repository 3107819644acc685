"""Which server is published to, if several places name one."""

from collections.abc import Mapping

import pytest

from trackpost.core.routing.origins import Origin, Sourced
from trackpost.core.settings.server import choose_server

GIVEN, VARIABLE, SETTING, SHARED = (f"https://{place}.example" for place in ("given", "variable", "setting", "shared"))
OWN = Sourced(SETTING, Origin("settings", "server_url in config.toml"))
PLACES: Mapping[str, tuple[str | None, Mapping[str, str], Sourced | None, str | None, tuple[str, str] | None]] = {
    "the option": (GIVEN, {"SAAS_API_URL": VARIABLE}, OWN, SHARED, (GIVEN, "--server-url")),
    "an empty option hides nothing": ("", {}, OWN, SHARED, ("", "--server-url")),
    "the environment": (None, {"SAAS_API_URL": VARIABLE}, OWN, SHARED, (VARIABLE, "SAAS_API_URL")),
    "the settings": (None, {"SAAS_API_URL": " "}, OWN, SHARED, (SETTING, "server_url in config.toml")),
    "the credentials file": (None, {}, None, SHARED, (SHARED, "[server] in the credentials file")),
    "nowhere": (None, {}, None, None, None),
}


@pytest.mark.parametrize(("given", "environ", "own", "shared", "expected"), PLACES.values(), ids=PLACES.keys())
def test_choose_server(
    given: str | None,
    environ: Mapping[str, str],
    own: Sourced | None,
    shared: str | None,
    expected: tuple[str, str] | None,
) -> None:
    """The first place that names one, and the words for that place."""
    found = choose_server(given, environ, own, shared)
    assert (None if found is None else (found.text, found.origin.in_words)) == expected
