"""The environment of the programs that we run."""

import re
from collections.abc import Mapping

_SECRETS = ("TOKEN", "SECRET", "PASSWORD", "PASSPHRASE", "CREDENTIAL", "API_?KEY", "JWT", "BEARER")
_OURS = re.compile(rf"_?(SAAS|SPEC_KITTY|TRACKPOST)_.*({'|'.join(_SECRETS)}).*", re.IGNORECASE)
"""The names of variables that carry a secret of Spec Kitty's, such as ``SAAS_AUTH_TOKEN``."""


def without_our_secrets(environ: Mapping[str, str]) -> Mapping[str, str]:
    """Return *environ* for a program that is not ours: without the secrets of Spec Kitty.

    >>> without_our_secrets({"PATH": "/bin", "BEADS_DIR": "/b", "SPEC_KITTY_HOME": "/k", "SAAS_AUTH_TOKEN": "s3cret"})
    {'PATH': '/bin', 'BEADS_DIR': '/b', 'SPEC_KITTY_HOME': '/k'}
    """
    return {name: text for name, text in environ.items() if _OURS.fullmatch(name) is None}
