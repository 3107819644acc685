"""Where a tracker says that a repository or a project has moved to: it was renamed, or given to another owner.

https://docs.github.com/en/rest/using-the-rest-api/best-practices-for-using-the-rest-api#follow-redirects
https://docs.gitlab.com/user/project/working_with_projects/#rename-a-repository
"""

import re
from urllib.parse import unquote, urlsplit

import msgspec
from attrs import frozen

from .answers import Answered
from .tracker_json import Scalar, parsed

_REDIRECT = 3
_PLACE = re.compile(
    r".*/(?:repositories/(?P<id>[0-9]+)|repos/(?P<repository>[^/]+/[^/]+)|projects/(?P<project>[^/]+))/issues/?"
)
_NUMBER = re.compile(r"[0-9]{1,18}")
_NAME = re.compile(r"[\w-][\w.-]*(/[\w-][\w.-]*)+", re.ASCII)
"""What a person may paste into a shell."""


class _Named(msgspec.Struct):
    full_name: Scalar = None
    path_with_namespace: Scalar = None


_NAMED = msgspec.json.Decoder(_Named)


@frozen
class NewPlace:
    """The new place, by its number or by its name.

    Attributes:
        number: for a tracker to be asked for the name; None if the name is known.
        name: ``owner/repo``, or a path with all groups; None if it is not known.
    """

    number: str | None
    name: str | None


def new_place(answered: Answered, old: str) -> NewPlace | None:
    """Return the new place that a redirect names; None if it leads to anything else.

    Args:
        answered: of any status. Its ``Location`` is only read: it may lead anywhere.
        old: the name that was asked for.

    >>> new_place(Answered(301, {"location": "https://api.github.com/repositories/7/issues"}, b""), "acme/web")
    NewPlace(number='7', name=None)
    >>> new_place(Answered(301, {"location": "/api/v4/projects/acme%2Fshop/issues"}, b""), "acme/web")
    NewPlace(number=None, name='acme/shop')
    """
    found = _PLACE.fullmatch(_path_of(answered)) if answered.status // 100 == _REDIRECT else None
    if found is None:
        return None
    place = unquote(found["id"] or found["repository"] or found["project"])
    if place.casefold() == old.casefold():
        return None
    if _NUMBER.fullmatch(place):
        return NewPlace(number=place, name=None)
    return NewPlace(number=None, name=place) if _NAME.fullmatch(place) else None


def _path_of(answered: Answered) -> str:
    try:
        return urlsplit(answered.headers.get("location", "")).path
    except ValueError:
        return ""


def name_in(content: bytes) -> str | None:
    """Return the name of a repository or project from what the tracker says about it; None if it does not name it.

    >>> name_in(b'{"full_name": "acme/web"}'), name_in(b'{"path_with_namespace": "acme/shop/web"}'), name_in(b"{}")
    ('acme/web', 'acme/shop/web', None)
    """
    named = parsed(content, _NAMED).value_or(_Named())
    name = named.full_name or named.path_with_namespace
    return name if isinstance(name, str) and _NAME.fullmatch(name) else None
