"""A token knows the place that it comes from, and so does every message about it."""

from collections.abc import Mapping

import pytest
from attrs import frozen
from msgspec.structs import replace
from returns.result import Failure, Result

from tests.core.builders import REQUEST
from trackpost.core.delivery.answer import Answer
from trackpost.core.delivery.receipt import Undelivered
from trackpost.core.delivery.token import TokenError, choose_token
from trackpost.core.delivery.verdict import NotAllowed
from trackpost.core.parsing.secret import Secret, UnusableToken
from trackpost.core.routing.origins import FLEET, KEYRING, NOTHING, Credentials, all_from, file_origin

GOOD, BAD = "good-token", "bad\ntoken"


@frozen
class Place:
    """Where a token is, and how it is named."""

    explicit: bool = False
    source: str | None = None
    configured: bool = False
    held: Credentials | Mapping[str, object] = NOTHING
    known: str | None = None
    named: str = ""

    def chosen(self, token: str) -> Result[Secret | None, TokenError]:
        """Choose a token that is at this place."""
        held = Credentials(dict.fromkeys(self.held, token), getattr(self.held, "origins", {}))
        configured = all_from(KEYRING, {"auth_token": token}) if self.configured else NOTHING
        return choose_token(token if self.explicit else None, "jira", held or {}, configured, self.source)


PLACES: Mapping[str, Place] = {
    "the caller": Place(explicit=True, named="the token that was given"),
    "a variable": Place(
        explicit=True, source="SAAS_AUTH_TOKEN", known="SAAS_AUTH_TOKEN", named="the token from SAAS_AUTH_TOKEN"
    ),
    "the keyring": Place(configured=True, known="the keyring", named="the token from the keyring"),
    "the file": Place(
        held=all_from(file_origin("jira"), {"access_token": ""}),
        known="[tracker.providers.jira] in the credentials file",
        named="credential 'access_token' of jira (from [tracker.providers.jira] in the credentials file)",
    ),
    "the fleet file": Place(
        held=all_from(FLEET, {"token": ""}),
        known="the fleet file",
        named="credential 'token' of jira (from the fleet file)",
    ),
}


@pytest.mark.parametrize("place", PLACES.values(), ids=PLACES.keys())
def test_a_token_names_its_place(place: Place) -> None:
    """So does the error of one that no header can carry."""
    token = place.chosen(GOOD).unwrap()
    assert token is not None
    assert (token.reveal(), token.source) == (GOOD, place.known)
    assert place.chosen(BAD) == Failure(UnusableToken(place.named, 4))


REFUSED: Mapping[str, tuple[str | None, bool]] = {
    "the caller's": (None, False),
    "from the keyring": ("the keyring", True),
}


@pytest.mark.parametrize(("source", "names_it"), REFUSED.values(), ids=REFUSED.keys())
def test_a_refused_token(source: str | None, names_it: object) -> None:
    """The message says where to correct it, unless the caller knows."""
    request = replace(REQUEST, token=Secret(GOOD, source))
    message = Undelivered(request, NotAllowed(Answer(403, None)), "none").message
    assert ("it is from the keyring: correct it there" in message) is names_it
    assert ("requires a token" in message) is False
