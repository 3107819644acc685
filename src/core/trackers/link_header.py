"""What a ``Link`` header says about the page that comes next (RFC 8288)."""

import re
from collections.abc import Mapping
from urllib.parse import parse_qs, urlsplit

from attrs import frozen

_LINK = re.compile(r"<(?P<address>[^>]*)>(?P<parameters>[^<]*)")
_IS_NEXT = re.compile(r';\s*rel\s*=\s*(next\b|"([^"]*\s)?next(\s[^"]*)?")', re.IGNORECASE)


@frozen
class Following:
    """The page that comes next.

    Attributes:
        is_there: whether it exists; None if the tracker does not say.
        cursor: the tracker's own name for it, if it has one.
    """

    is_there: bool | None
    cursor: str | None = None


def following(headers: Mapping[str, str], parameter: str) -> Following:
    """Read the header. The address in it is not followed, for it may lead anywhere; only the cursor is taken from it.

    Args:
        headers: by their names in lower case.
        parameter: of the address that holds the cursor.

    >>> following({"link": '<https://acme.example/issues?after=Y3V&page=2>; rel="next"'}, "after")
    Following(is_there=True, cursor='Y3V')
    >>> following({"link": '<https://acme.example/issues?page=1>; rel="first"'}, "after"), following({}, "after")
    (Following(is_there=False, cursor=None), Following(is_there=None, cursor=None))
    """
    link = headers.get("link")
    if link is None:
        return Following(is_there=None)
    address = next((found["address"] for found in _LINK.finditer(link) if _IS_NEXT.search(found["parameters"])), None)
    if address is None:
        return Following(is_there=False)
    return Following(is_there=True, cursor=_parameter(address, parameter))


def _parameter(address: str, name: str) -> str | None:
    try:
        values = parse_qs(urlsplit(address).query).get(name, [None])
    except ValueError:
        return None
    return values[0]
