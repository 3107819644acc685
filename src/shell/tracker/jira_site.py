"""What kind of site a Jira is, and how each kind wants the token."""

from base64 import b64encode
from collections.abc import Mapping
from urllib.parse import urlsplit

_GATEWAY = "api.atlassian.com"
"""Takes scoped tokens, for Cloud only."""
_CLOUD = ".atlassian.net"


def is_cloud(base_url: str) -> bool:
    """Say whether the address alone tells that it is Cloud."""
    host = urlsplit(base_url).hostname or ""
    return host == _GATEWAY or host.endswith(_CLOUD)


def basic(access: Mapping[str, str]) -> str:
    """Return the header ``Authorization`` for Cloud."""
    return "Basic " + b64encode(f"{access['email']}:{access['api_token']}".encode()).decode()


def bearer(access: Mapping[str, str]) -> str:
    """Return the header ``Authorization`` for Data Center."""
    return f"Bearer {access['api_token']}"
