"""The address of an issue's page: what the tracker says it is, or one made from the site and the issue's key."""

import re
from urllib.parse import quote, urlsplit, urlunsplit

from .tracker_json import Scalar

_AUTHORITY = re.compile(r"([\w-]+(\.[\w-]+)*\.?|\[[0-9A-Fa-f:.]+\])(:[0-9]{1,5})?")
_UNPRINTABLE = re.compile(r"[\s\x00-\x1f\x7f<>\"\\^`{|}]")
_SLASHES = re.compile(r"/{2,}")
_DOTS = frozenset({".", ".."})
_HOST = re.compile(r"[\w-]+(\.[\w-]+)+(:[0-9]{1,5})?")


def page_address(value: Scalar) -> str | None:
    """Return the address of a page as it may be published; None if *value* is none.

    A user name or password in it is dropped, and so are empty segments of its path.

    >>> page_address("https://dev:hunter2@acme.example//browse/ACME-1"), page_address("gh-9")
    ('https://acme.example/browse/ACME-1', None)
    """
    try:
        parts = urlsplit(value.strip() if isinstance(value, str) else "")
    except ValueError:
        return None
    authority = parts.netloc.rpartition("@")[2]
    address = urlunsplit((parts.scheme, authority, _SLASHES.sub("/", parts.path), parts.query, parts.fragment))
    is_page = parts.scheme in {"https", "http"} and _AUTHORITY.fullmatch(authority) and not _UNPRINTABLE.search(address)
    return address if is_page else None


def page_under(site: str | None, *segments: str) -> str | None:
    """Return the address of a page below *site*; None if there is no site.

    >>> page_under("https://acme.example/jira/", "browse", "ACME-1")
    'https://acme.example/jira/browse/ACME-1'
    """
    path = "/".join(map(path_segment, segments))
    return None if site is None else page_address(f"{site.rstrip('/')}/{path}")


def path_segment(text: str) -> str:
    """Return *text* as one segment of a path. Dots alone are escaped too, for they would lead to another path.

    >>> path_segment("group/sub/project"), path_segment("web.site"), path_segment("..")
    ('group%2Fsub%2Fproject', 'web.site', '%2E%2E')
    """
    escaped = quote(text, safe="", errors="replace")
    return escaped.replace(".", "%2E") if escaped in _DOTS else escaped


def site_before(address: Scalar, api_path: str) -> str | None:
    """Return the part of an API's address that stands before *api_path*, where one server answers both.

    >>> site_before("https://acme.example/jira/rest/api/2/issue/1", "/rest/api/")
    'https://acme.example/jira'
    """
    if not isinstance(address, str) or api_path not in address:
        return None
    return page_address(address.partition(api_path)[0])


def site_named(workspace: str) -> str | None:
    """Return the site whose host or address is the name of the workspace.

    >>> site_named("acme.atlassian.net"), site_named("https://acme.example/jira/"), site_named("acme")
    ('https://acme.atlassian.net', 'https://acme.example/jira/', None)
    """
    name = workspace.strip()
    return page_address(f"https://{name}" if _HOST.fullmatch(name) else name)
