"""What a ``Link`` header says about the page that comes next (RFC 8288)."""

import re
from collections.abc import Container, Mapping
from urllib.parse import parse_qsl, urlsplit

from attrs import field, frozen

_LINK = re.compile(r"<(?P<address>[^>]*)>(?P<parameters>[^<]*)")
_IS_NEXT = re.compile(r';\s*rel\s*=\s*(next\b|"([^"]*\s)?next(\s[^"]*)?")', re.IGNORECASE)


@frozen
class Following:
    """The page that comes next.

    Attributes:
        is_there: whether it exists; None if the tracker does not say.
        cursor: the parameters that name it, if the tracker has a name for it.
    """

    is_there: bool | None
    cursor: Mapping[str, str] = field(factory=dict)


def following(headers: Mapping[str, str], names: Container[str]) -> Following:
    """Read the header. The address in it is not followed, for it may lead anywhere; only the cursor is taken from it.

    Args:
        headers: by their names in lower case.
        names: of the parameters that can be a cursor.

    >>> following({"link": '<https://acme.example/issues?after=Y3V&page=2>; rel="next"'}, {"after"})
    Following(is_there=True, cursor={'after': 'Y3V'})
    >>> following({"link": '<https://acme.example/issues?page=1>; rel="first"'}, {"after"}), following({}, {"after"})
    (Following(is_there=False, cursor={}), Following(is_there=None, cursor={}))
    """
    link = headers.get("link")
    if link is None:
        return Following(is_there=None)
    address = next((found["address"] for found in _LINK.finditer(link) if _IS_NEXT.search(found["parameters"])), None)
    if address is None:
        return Following(is_there=False)
    return Following(is_there=True, cursor={name: text for name, text in _parameters(address) if name in names})


def _parameters(address: str) -> list[tuple[str, str]]:
    try:
        return parse_qsl(urlsplit(address).query)
    except ValueError:
        return []
