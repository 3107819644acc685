"""The bearer token of a publish."""

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st
from returns.result import Failure, Result, Success

from tests.core.builders import CANARY
from tests.core.strategies import ANY_TEXT, ANYTHING, QUICK
from trackpost.core.delivery.endpoint import Endpoint
from trackpost.core.delivery.publish import PublishOrder
from trackpost.core.delivery.token import TokenError, TokenOfAnotherServer, check_token_server, choose_token
from trackpost.core.parsing.secret import Secret, UnusableToken
from trackpost.core.routing.credentials import MalformedCredential
from trackpost.core.routing.origins import KEYRING, all_from

EXPLICIT = "the token that was given"
Credentials = Mapping[str, object]
BOTH: Credentials = {"access_token": "a", "token": "t"}


def unusable(source: str, position: int) -> Failure[TokenError]:
    """Return the error with the position of the first character that a header cannot carry."""
    return Failure(UnusableToken(source, position))


CASES: Mapping[str, tuple[str | None, str, Credentials, Result[Secret | None, TokenError]]] = {
    "the explicit one comes first": ("e", "jira", BOTH, Success(Secret("e"))),
    "then access_token": (None, "jira", BOTH, Success(Secret("a"))),
    "then token": (None, "jira", {"token": "t"}, Success(Secret("t"))),
    "then none": (None, "jira", {}, Success(None)),
    "an empty explicit one does not count": ("", "jira", BOTH, Success(Secret("a"))),
    "a blank explicit one does not count": (" \n", "jira", BOTH, Success(Secret("a"))),
    "a blank access_token does not count": (None, "linear", {"access_token": " ", "token": "t"}, Success(Secret("t"))),
    "a null access_token does not count": (None, "linear", {"access_token": None, "token": "t"}, Success(Secret("t"))),
    "blank ones do not count": (None, "jira", {"access_token": " ", "token": ""}, Success(None)),
    "whitespace around the explicit one": ("\t e ", "jira", {}, Success(Secret("e"))),
    "whitespace and line breaks in the file": (None, "jira", {"token": " t\n"}, Success(Secret("t"))),
    "a number": (None, "jira", {"access_token": 7}, Success(Secret("7"))),
    "token of beads": (None, "beads", {"token": "t"}, Success(Secret("t"))),
    "token of azure_devops": (None, "azure_devops", {"token": "t"}, Success(Secret("t"))),
    "token of github is the tracker's own": (None, "github", {"token": "t"}, Success(None)),
    "token of gitlab is the tracker's own": (None, "gitlab", {"token": "t"}, Success(None)),
    "access_token of github is not": (None, "github", BOTH, Success(Secret("a"))),
    "nor is an explicit one": ("e", "gitlab", {"token": "t"}, Success(Secret("e"))),
    "token of an unknown provider may be anything": (None, "notion", {"token": "t"}, Success(None)),
    "access_token of an unknown provider": (None, "notion", BOTH, Success(Secret("a"))),
    "other secrets are not tokens": (None, "jira", {"api_token": "x", "personal_access_token": "y"}, Success(None)),
    "visible ASCII characters": ("!~/+=._-", "jira", {}, Success(Secret("!~/+=._-"))),
    "a line break at the end": ("abc\n", "jira", {}, unusable(EXPLICIT, 4)),
    "a carriage return": ("a\rb", "jira", {}, unusable(EXPLICIT, 2)),
    "a space inside": (" ab cd", "jira", {}, unusable(EXPLICIT, 3)),
    "a letter outside ASCII": ("é", "jira", {}, unusable(EXPLICIT, 1)),
    "delete": ("ab\x7f", "jira", {}, unusable(EXPLICIT, 3)),
    "an unusable explicit one does not fall back": ("a b", "jira", BOTH, unusable(EXPLICIT, 2)),
    "an unusable access_token": (
        None,
        "jira",
        {"access_token": "a\nb"},
        unusable("credential 'access_token' of jira", 2),
    ),
    "an unusable token": (None, "linear", {"token": "ab\0"}, unusable("credential 'token' of linear", 3)),
    "a malformed access_token": (
        None,
        "jira",
        {"access_token": ["a"], "token": "t"},
        Failure(MalformedCredential("jira", "access_token", "list")),
    ),
    "a malformed token": (None, "jira", {"token": True}, Failure(MalformedCredential("jira", "token", "bool"))),
    "a malformed token of github is ignored": (None, "github", {"token": True}, Success(None)),
    "a malformed access_token is ignored with an explicit one": (
        "e",
        "jira",
        {"access_token": []},
        Success(Secret("e")),
    ),
}


@pytest.mark.parametrize(("explicit", "provider", "credentials", "expected"), CASES.values(), ids=CASES.keys())
def test_choose_token(
    explicit: str | None, provider: str, credentials: Credentials, expected: Result[Secret | None, TokenError]
) -> None:
    """The given token and the credentials give exactly this token or exactly this error."""
    assert expected == choose_token(explicit, provider, credentials)


CONFIGURED: Mapping[str, tuple[str | None, str, Result[Secret | None, TokenError]]] = {
    "before the file": (None, "c", Success(Secret("c"))),
    "after the given one": ("e", "c", Success(Secret("e"))),
    "unusable": (None, "a b", unusable("the token from the keyring", 2)),
}


@pytest.mark.parametrize(("explicit", "configured", "expected"), CONFIGURED.values(), ids=CONFIGURED.keys())
def test_a_configured_token(explicit: str | None, configured: str, expected: Result[Secret | None, TokenError]) -> None:
    """It stands between the given one and those of the file; an error names the place that it comes from."""
    given = all_from(KEYRING, {"auth_token": configured})
    assert expected == choose_token(explicit, "jira", {"access_token": "f"}, given)


SECRETS: Mapping[str, tuple[str | None, Credentials]] = {
    "explicit": (CANARY, {}),
    "explicit with a line break": (f"{CANARY}\n", {}),
    "access_token": (None, {"access_token": CANARY}),
    "access_token with a space": (None, {"access_token": f"x {CANARY}"}),
    "access_token in a list": (None, {"access_token": [CANARY]}),
    "token in a table": (None, {"token": {CANARY: CANARY}}),
    "token as bytes": (None, {"token": CANARY.encode()}),
    "token with a lone surrogate": (None, {"token": f"{CANARY}\ud800"}),
}


@pytest.mark.parametrize(("explicit", "credentials"), SECRETS.values(), ids=SECRETS.keys())
def test_no_token_is_shown(explicit: str | None, credentials: Credentials) -> None:
    """Neither a token nor an error about it shows its text."""
    assert CANARY not in repr(choose_token(explicit, "jira", credentials))


KEYS = st.sampled_from(["access_token", "token"])


@QUICK
@given(st.none() | ANY_TEXT, st.sampled_from(["jira", "github", "notion"]), st.dictionaries(KEYS, ANYTHING))
def test_every_token_can_stand_in_a_header(explicit: str | None, provider: str, credentials: Credentials) -> None:
    """Choosing never raises, and a chosen token is visible ASCII."""
    chosen = choose_token(explicit, provider, credentials).value_or(None)
    token = "none" if chosen is None else chosen.reveal()
    assert token.isascii()
    assert token.isprintable()
    assert [token] == token.split()


HERE = Endpoint("https://kitty.example/api/", is_loopback=False)
LOOPBACK = Endpoint("http://127.0.0.1:8000/api/", is_loopback=True)
SECRET, ORDER = Secret(CANARY), PublishOrder()
OTHER, OTHERS = "https://other.example", Failure(TokenOfAnotherServer("https://other.example:443", HERE.url))

HOMES: Mapping[str, tuple[Secret | None, str | None, Endpoint | None, PublishOrder, bool]] = {
    "the same server": (SECRET, "https://kitty.example/other/path", HERE, ORDER, True),
    "the same server in another spelling": (SECRET, "HTTPS://Kitty.Example:443/", HERE, ORDER, True),
    "no server in the file": (SECRET, None, HERE, ORDER, True),
    "no token": (None, OTHER, HERE, ORDER, True),
    "no endpoint yet": (SECRET, OTHER, None, ORDER, True),
    "this machine": (SECRET, OTHER, LOOPBACK, ORDER, True),
    "a token from the caller": (SECRET, OTHER, HERE, PublishOrder(auth_token=CANARY), True),
    "a trusted server": (SECRET, OTHER, HERE, PublishOrder(trust_server=True), True),
    "another host": (SECRET, OTHER, HERE, ORDER, False),
    "a blank token from the caller": (SECRET, OTHER, HERE, PublishOrder(auth_token=" "), False),
}


@pytest.mark.parametrize(("token", "server", "endpoint", "order", "goes"), HOMES.values(), ids=HOMES.keys())
def test_check_token_server(
    token: Secret | None, server: str | None, endpoint: Endpoint | None, order: PublishOrder, *, goes: bool
) -> None:
    """A token in the file goes only to the server that the file names."""
    assert check_token_server(token, server, endpoint, order) == (Success(token) if goes else OTHERS)


ELSEWHERE: Mapping[str, tuple[str, str | None]] = {
    "another scheme": ("http://kitty.example", "http://kitty.example:80"),
    "another port": ("https://kitty.example:8443", "https://kitty.example:8443"),
    "a subdomain": ("https://api.kitty.example", "https://api.kitty.example:443"),
    "a password": (f"https://me:{CANARY}@other.example", "https://other.example:443"),
    "not a URL": (f"me:{CANARY}@kitty", None),
    "an invalid port": (f"https://me:{CANARY}", None),
}


@pytest.mark.parametrize(("server", "named"), ELSEWHERE.values(), ids=ELSEWHERE.keys())
def test_another_server_is_named_without_its_secrets(server: str, named: str | None) -> None:
    """The error has scheme, host and port of the server, and nothing else from the file."""
    result = check_token_server(SECRET, server, HERE, ORDER, "the token in the keyring")
    assert result == Failure(TokenOfAnotherServer(named, HERE.url, "the token in the keyring"))
    assert CANARY not in repr(result)
