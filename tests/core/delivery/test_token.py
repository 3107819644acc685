"""Which bearer token a publish carries."""

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

EXPLICIT = "the token that was given"
Credentials = Mapping[str, object]
BOTH: Credentials = {"access_token": "a", "token": "t"}


def unusable(source: str, position: int) -> Failure[TokenError]:
    """Return the error that names the first character no header may carry."""
    return Failure(UnusableToken(source, position))


CASES: Mapping[str, tuple[str | None, str, Credentials, Result[Secret | None, TokenError]]] = {
    "the explicit one comes first": ("e", "jira", BOTH, Success(Secret("e"))),
    "then access_token": (None, "jira", BOTH, Success(Secret("a"))),
    "then token": (None, "jira", {"token": "t"}, Success(Secret("t"))),
    "then none": (None, "jira", {}, Success(None)),
    "an empty explicit one is none": ("", "jira", BOTH, Success(Secret("a"))),
    "a blank explicit one is none": (" \n", "jira", BOTH, Success(Secret("a"))),
    "a blank access_token is none": (None, "linear", {"access_token": " ", "token": "t"}, Success(Secret("t"))),
    "a null access_token is none": (None, "linear", {"access_token": None, "token": "t"}, Success(Secret("t"))),
    "blank ones are none": (None, "jira", {"access_token": " ", "token": ""}, Success(None)),
    "outer blanks of the explicit one": ("\t e ", "jira", {}, Success(Secret("e"))),
    "outer blanks and line breaks of the file": (None, "jira", {"token": " t\n"}, Success(Secret("t"))),
    "a number": (None, "jira", {"access_token": 7}, Success(Secret("7"))),
    "token of beads": (None, "beads", {"token": "t"}, Success(Secret("t"))),
    "token of azure_devops": (None, "azure_devops", {"token": "t"}, Success(Secret("t"))),
    "token of github opens github": (None, "github", {"token": "t"}, Success(None)),
    "token of gitlab opens gitlab": (None, "gitlab", {"token": "t"}, Success(None)),
    "access_token of github does not": (None, "github", BOTH, Success(Secret("a"))),
    "nor does an explicit one": ("e", "gitlab", {"token": "t"}, Success(Secret("e"))),
    "token of an unknown provider may open anything": (None, "notion", {"token": "t"}, Success(None)),
    "access_token of an unknown provider": (None, "notion", BOTH, Success(Secret("a"))),
    "other secrets are no tokens": (None, "jira", {"api_token": "x", "personal_access_token": "y"}, Success(None)),
    "all that is visible in ASCII": ("!~/+=._-", "jira", {}, Success(Secret("!~/+=._-"))),
    "a line break at the end": ("abc\n", "jira", {}, unusable(EXPLICIT, 4)),
    "a carriage return": ("a\rb", "jira", {}, unusable(EXPLICIT, 2)),
    "a blank inside": (" ab cd", "jira", {}, unusable(EXPLICIT, 3)),
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
    "a malformed token of github is not looked at": (None, "github", {"token": True}, Success(None)),
    "a malformed access_token beside an explicit one": ("e", "jira", {"access_token": []}, Success(Secret("e"))),
}


@pytest.mark.parametrize(("explicit", "provider", "credentials", "expected"), CASES.values(), ids=CASES.keys())
def test_choose_token(
    explicit: str | None, provider: str, credentials: Credentials, expected: Result[Secret | None, TokenError]
) -> None:
    """What was given and what the file holds become exactly this token, or exactly this error."""
    assert expected == choose_token(explicit, provider, credentials)


SECRETS: Mapping[str, tuple[str | None, Credentials]] = {
    "explicit": (CANARY, {}),
    "explicit with a line break": (f"{CANARY}\n", {}),
    "access_token": (None, {"access_token": CANARY}),
    "access_token with a blank": (None, {"access_token": f"x {CANARY}"}),
    "access_token in a list": (None, {"access_token": [CANARY]}),
    "token in a table": (None, {"token": {CANARY: CANARY}}),
    "token as bytes": (None, {"token": CANARY.encode()}),
    "token with half a character": (None, {"token": f"{CANARY}\ud800"}),
}


@pytest.mark.parametrize(("explicit", "credentials"), SECRETS.values(), ids=SECRETS.keys())
def test_no_token_is_shown(explicit: str | None, credentials: Credentials) -> None:
    """Neither the token nor what is wrong with it repeats it."""
    assert CANARY not in repr(choose_token(explicit, "jira", credentials))


KEYS = st.sampled_from(["access_token", "token"])


@QUICK
@given(st.none() | ANY_TEXT, st.sampled_from(["jira", "github", "notion"]), st.dictionaries(KEYS, ANYTHING))
def test_every_token_can_stand_in_a_header(explicit: str | None, provider: str, credentials: Credentials) -> None:
    """Choosing never raises, and what it chooses is visible ASCII."""
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
    "the same server, spelled otherwise": (SECRET, "HTTPS://Kitty.Example:443/", HERE, ORDER, True),
    "no server in the file": (SECRET, None, HERE, ORDER, True),
    "no token": (None, OTHER, HERE, ORDER, True),
    "no endpoint yet": (SECRET, OTHER, None, ORDER, True),
    "this machine": (SECRET, OTHER, LOOPBACK, ORDER, True),
    "a token that was given": (SECRET, OTHER, HERE, PublishOrder(auth_token=CANARY), True),
    "a server that is trusted": (SECRET, OTHER, HERE, PublishOrder(trust_server=True), True),
    "another host": (SECRET, OTHER, HERE, ORDER, False),
    "a blank token that was given": (SECRET, OTHER, HERE, PublishOrder(auth_token=" "), False),
}


@pytest.mark.parametrize(("token", "server", "endpoint", "order", "goes"), HOMES.values(), ids=HOMES.keys())
def test_keep_at_home(
    token: Secret | None, server: str | None, endpoint: Endpoint | None, order: PublishOrder, *, goes: bool
) -> None:
    """A token of the file goes only to the server that the file names with it."""
    assert check_token_server(token, server, endpoint, order) == (Success(token) if goes else OTHERS)


ELSEWHERE: Mapping[str, tuple[str, str | None]] = {
    "another scheme": ("http://kitty.example", "http://kitty.example:80"),
    "another port": ("https://kitty.example:8443", "https://kitty.example:8443"),
    "a host beneath": ("https://api.kitty.example", "https://api.kitty.example:443"),
    "a password": (f"https://me:{CANARY}@other.example", "https://other.example:443"),
    "no URL": (f"me:{CANARY}@kitty", None),
    "a port that is none": (f"https://me:{CANARY}", None),
}


@pytest.mark.parametrize(("server", "named"), ELSEWHERE.values(), ids=ELSEWHERE.keys())
def test_another_server_is_named_without_its_secrets(server: str, named: str | None) -> None:
    """Scheme, host and port are the server; nothing else that the file holds is repeated."""
    kept = check_token_server(SECRET, server, HERE, ORDER)
    assert kept == Failure(TokenOfAnotherServer(named, HERE.url))
    assert CANARY not in repr(kept)
