"""Which variables a program gets that is not ours."""

import pytest

from trackpost.core.parsing.environment import without_our_secrets

OURS = (
    "SAAS_AUTH_TOKEN",
    "SAAS_API_KEY",
    "SPEC_KITTY_TOKEN",
    "SPEC_KITTY_SAAS_TOKEN",
    "SPEC_KITTY_TOKENS_OLD",
    "SPEC_KITTY_CLIENT_SECRET",
    "SPEC_KITTY_APIKEY",
    "TRACKPOST_AUTH_TOKEN",
    "TRACKPOST_PASSWORD",
    "TRACKPOST_CREDENTIALS",
    "_TRACKPOST_TOKEN",
    "saas_auth_token",
)
THEIRS = (
    "PATH",
    "HOME",
    "LANG",
    "BEADS_DIR",
    "BD_ACTOR",
    "BEADS_DOLT_PASSWORD",
    "GITHUB_TOKEN",
    "LINEAR_API_KEY",
    "HTTPS_PROXY",
    "SAAS_API_URL",
    "SPEC_KITTY_HOME",
    "TRACKPOST_DEBUG",
    "MY_SAAS_TOKEN",
    "",
)


@pytest.mark.parametrize("name", OURS)
def test_our_secrets(name: str) -> None:
    """They stay with us."""
    assert without_our_secrets({name: "s3cret", "PATH": "/bin"}) == {"PATH": "/bin"}


@pytest.mark.parametrize("name", THEIRS)
def test_everything_else(name: str) -> None:
    """A tracker's command may need it, also its own secrets."""
    assert without_our_secrets({name: "x"}) == {name: "x"}
