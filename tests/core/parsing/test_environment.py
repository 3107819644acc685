"""Which variables a program gets that is not ours."""

from collections.abc import Mapping

import pytest

from trackpost.core.parsing.environment import without_our_secrets
from trackpost.core.routing.origins import variable_of
from trackpost.core.routing.providers import PROVIDERS, Provider

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
    "TRACKPOST_LEDGER",
    "_TRACKPOST_TOKEN",
    "saas_auth_token",
    "SAAS_PAT",
    "SAAS_PASS",
    "SPEC_KITTY_KEY",
    "SPEC_KITTY_SIGNING_KEY_2",
    "TRACKPOST_PROXY_AUTH",
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
    "SPEC_KITTY_PATH",
    "SPEC_KITTY_KEYBOARD",
    "TRACKPOST_DEBUG",
    "MY_SAAS_TOKEN",
    "",
)


@pytest.mark.parametrize("name", OURS)
def test_our_secrets(name: str) -> None:
    """They stay with us."""
    assert without_our_secrets({name: "s3cret", "PATH": "/bin"}) == {"PATH": "/bin"}


@pytest.mark.parametrize("row", PROVIDERS.values(), ids=PROVIDERS.keys())
def test_the_secrets_of_trackers(row: Provider) -> None:
    """Neither the command of a tracker nor a credentials command gets the variables of our secrets."""
    assert without_our_secrets({variable_of(row.name, key): "s3cret" for key in row.secrets}) == {}


@pytest.mark.parametrize("name", THEIRS)
def test_everything_else(name: str) -> None:
    """A tracker's command may need it, also its own secrets."""
    assert without_our_secrets({name: "x"}) == {name: "x"}


ADDRESSES: Mapping[str, tuple[str, str, str]] = {
    "a password": ("SAAS_API_URL", "https://dev:s3cret@kitty.example/api", "https://kitty.example/api"),
    "a token": ("spec_kitty_saas_url", "https://s3cret@kitty.example", "https://kitty.example"),
    "none": ("SAAS_API_URL", "https://kitty.example/@dev", "https://kitty.example/@dev"),
    "someone else's": ("HTTPS_PROXY", "http://dev:s3cret@proxy.example", "http://dev:s3cret@proxy.example"),
}


@pytest.mark.parametrize(("name", "given", "expected"), ADDRESSES.values(), ids=ADDRESSES.keys())
def test_user_info(name: str, given: str, expected: str) -> None:
    """An address of ours goes on without the name and the password in it."""
    assert without_our_secrets({name: given}) == {name: expected}
