"""The fixtures for clients: up to date, and kept by the code that sends."""

from collections.abc import Mapping

import msgspec
import pytest
from attrs import field, frozen
from returns.pipeline import is_successful

from tests.contract.client_fixtures import FOLDER, files
from trackpost.core.delivery.effect import Effect
from trackpost.core.delivery.endpoint import parse_endpoint
from trackpost.core.delivery.judge import judge
from trackpost.core.delivery.ledger import Target, target_of
from trackpost.core.delivery.retry import Again, Attempt, decide
from trackpost.core.delivery.token import choose_token
from trackpost.core.delivery.verdict import (
    BrokenProtocol,
    Delivered,
    NotAllowed,
    Redirected,
    Rejected,
    Replayed,
    RetryLater,
    Superseded,
)
from trackpost.core.project.binding import Binding
from trackpost.core.routing.providers import PROVIDERS, normalize_provider


@frozen
class Spelling:
    """What a person typed, and what is sent."""

    typed: str
    canonical: str


@frozen(kw_only=True)
class TokenChoice:
    """Where tokens are, and which one is sent."""

    name: str
    given: str | None
    provider: str
    credentials: dict[str, str]
    token: str | None
    error: bool


@frozen(kw_only=True)
class Project:
    """What a target is made of."""

    server_url: str
    provider: str
    workspace: str
    project_uuid: str | None
    project_slug: str | None
    folder: str

    @property
    def target(self) -> Target:
        """The target."""
        binding = Binding(
            provider=self.provider,
            provider_as_typed=self.provider,
            workspace=self.workspace,
            project_uuid=self.project_uuid,
            project_slug=self.project_slug,
        )
        return target_of(parse_endpoint(self.server_url).unwrap().url, binding, self.folder)


@frozen(kw_only=True)
class Pair:
    """Two projects, and whether they are one target."""

    name: str
    first: Project
    second: Project
    same: bool


@frozen(kw_only=True)
class Answered:
    """An answer, and what it means."""

    name: str
    status: int
    body: str
    means: str
    headers: dict[str, str] = field(factory=dict)


@frozen(kw_only=True)
class Wait:
    """When to try again."""

    name: str
    retry_after: str
    date: str | None
    seconds: float | None


def _content(name: str) -> bytes:
    return (FOLDER / f"{name}.json").read_bytes()


SPELLINGS = msgspec.json.decode(_content("providers"), type=list[Spelling])
TOKENS = {one.name: one for one in msgspec.json.decode(_content("tokens"), type=list[TokenChoice])}
PAIRS = {one.name: one for one in msgspec.json.decode(_content("targets"), type=list[Pair])}
ANSWERS = {one.name: one for one in msgspec.json.decode(_content("answers"), type=list[Answered])}
WAITS = {one.name: one for one in msgspec.json.decode(_content("waits"), type=list[Wait])}


def test_the_committed_files_are_up_to_date() -> None:
    """``python -m tests.contract.client_fixtures`` changes nothing."""
    assert {path.name: path.read_bytes() for path in FOLDER.iterdir()} == files()


@pytest.mark.parametrize("spelling", SPELLINGS, ids=[repr(one.typed) for one in SPELLINGS])
def test_a_spelling(spelling: Spelling) -> None:
    """A client sends the canonical one."""
    assert normalize_provider(spelling.typed) == spelling.canonical


def test_every_provider_has_a_spelling() -> None:
    """The fixture has each provider, and each alias."""
    aliases = {alias for row in PROVIDERS.values() for alias in row.aliases}
    assert {one.canonical for one in SPELLINGS} > set(PROVIDERS)
    assert {one.typed.lower() for one in SPELLINGS} > aliases


@pytest.mark.parametrize("choice", TOKENS.values(), ids=TOKENS.keys())
def test_a_token(choice: TokenChoice) -> None:
    """A client sends this token, none, or reports an error."""
    chosen = choose_token(choice.given, choice.provider, choice.credentials)
    assert is_successful(chosen) == (not choice.error)
    assert chosen.map(lambda token: None if token is None else token.reveal()).value_or(None) == choice.token


@pytest.mark.parametrize("pair", PAIRS.values(), ids=PAIRS.keys())
def test_a_target(pair: Pair) -> None:
    """Both have one chain of keys, or two."""
    assert (pair.first.target == pair.second.target) == pair.same


MEANINGS: Mapping[tuple[type, Effect | None], str] = {
    (Delivered, None): "accepted",
    (Replayed, None): "replayed",
    (NotAllowed, "none"): "not_allowed",
    (RetryLater, "none"): "not_applied",
    (RetryLater, "unknown"): "unknown",
    (Redirected, "none"): "elsewhere",
    (Rejected, "none"): "refused",
    (Superseded, "none"): "superseded",
    (BrokenProtocol, "unknown"): "not_spec_kitty",
}


@pytest.mark.parametrize("answered", ANSWERS.values(), ids=ANSWERS.keys())
def test_an_answer(answered: Answered) -> None:
    """A client reads it so."""
    headers = {name.lower(): value for name, value in answered.headers.items()}
    verdict = judge(answered.status, headers, answered.body.encode())
    assert MEANINGS[type(verdict), getattr(verdict, "effect", None)] == answered.means


def test_every_meaning_has_an_answer() -> None:
    """The fixture has all rows of the contract's table."""
    assert {one.means for one in ANSWERS.values()} == set(MEANINGS.values())


@pytest.mark.parametrize("wait", WAITS.values(), ids=WAITS.keys())
def test_a_wait(wait: Wait) -> None:
    """A client waits so long, and its own pause besides; a date counts from the server's clock, not from its own."""
    headers = {"retry-after": wait.retry_after} | ({} if wait.date is None else {"date": wait.date})
    attempt = Attempt(number=1, elapsed=0.0, deadline=1000.0, now=4e9, draw=0.5)
    assert decide(judge(503, headers, b""), attempt) == Again((wait.seconds or 0.0) + 0.25)
