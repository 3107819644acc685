"""The environment of the programs that we run."""

import re
from collections.abc import Mapping

from .address import without_user_info

_SECRETS = ("TOKEN", "SECRET", "PASSWORD", "PASSPHRASE", "CREDENTIAL", "API_?KEY", "JWT", "BEARER")
_SHORT = ("AUTH", "KEYS?", "LEDGER", "PASS", "PATS?", "PWD")
"""These count only as whole words: ``PATH`` is no secret. The URL of a ledger may hold a password anywhere."""
_OURS = re.compile(r"_?(SAAS|SPEC_KITTY|TRACKPOST)_.*", re.IGNORECASE)
_SECRET = re.compile(rf".*({'|'.join(_SECRETS)}).*|(.*_)?({'|'.join(_SHORT)})(_.*)?", re.IGNORECASE)


def without_our_secrets(environ: Mapping[str, str]) -> Mapping[str, str]:
    """Return *environ* for a program that is not ours: without the secrets of Spec Kitty, also those in its addresses.

    >>> without_our_secrets({"PATH": "/bin", "BEADS_DIR": "/b", "SPEC_KITTY_HOME": "/k", "SAAS_AUTH_TOKEN": "s3cret"})
    {'PATH': '/bin', 'BEADS_DIR': '/b', 'SPEC_KITTY_HOME': '/k'}
    >>> without_our_secrets({"SAAS_API_URL": "https://dev:s3cret@kitty.example"})
    {'SAAS_API_URL': 'https://kitty.example'}
    """
    kept = {name: text for name, text in environ.items() if not (_is_ours(name) and _SECRET.fullmatch(name))}
    return {name: without_user_info(text) if _is_ours(name) else text for name, text in kept.items()}


def _is_ours(name: str) -> bool:
    return _OURS.fullmatch(name) is not None
