"""Which credentials a person is asked for, and with what in place of an answer."""

from collections.abc import Mapping
from functools import partial

from attrs import evolve, field, frozen
from returns.iterables import Fold
from returns.result import Result, Success

from ...core.errors import Problem
from ...core.issues.tracker_url import parse_tracker_url
from ...core.parsing.secret import usable_token
from ...core.parsing.text import usable_text
from ...core.routing.origins import Origin
from ...core.routing.providers import Provider
from .questions import Question, answered
from .streams import is_interactive

_Entry = tuple[str, str | None]


@frozen
class CredentialQuestions:
    """The questions for the credentials of one tracker.

    Attributes:
        row: the tracker.
        workspace: of the binding.
        held: the credentials that there are already, and where each comes from.
        insecure_http: allow plain HTTP to another machine.
        earlier: answers that were not accepted together, without secrets.
    """

    row: Provider
    workspace: str
    held: Mapping[str, Origin]
    insecure_http: bool = False
    earlier: Mapping[str, str] = field(factory=dict)

    @property
    def can_be_asked(self) -> bool:
        """Whether a person can give other answers: not those that come from the environment or a command."""
        return is_interactive() and any(not self._is_fixed(keys) for keys in self.row.needs)

    def answers(self, given: Mapping[str, str]) -> Result[Mapping[str, str], Problem]:
        """Return the credentials to store: those that are *given*, and those that a person answers."""
        wanted = [keys for keys in self.row.needs if not (given.keys() & set(keys) or self._is_fixed(keys))]
        entries = [self._answer(keys) for keys in wanted]
        return Fold.collect(entries, Success(())).map(lambda found: {**given, **_filled(found)})

    def after(self, answers: Mapping[str, str]) -> "CredentialQuestions":
        """Return the same questions once more, with what was answered in place of an answer, except for secrets."""
        public = {key: text for key, text in answers.items() if key not in self.row.secrets}
        return evolve(self, earlier={**self.earlier, **public})

    def _is_fixed(self, keys: tuple[str, ...]) -> bool:
        return any(key in self.held and self.held[key].source != "file" for key in keys)

    def _answer(self, keys: tuple[str, ...]) -> Result[_Entry, Problem]:
        key, hidden = keys[0], not self.row.secrets.isdisjoint(keys)
        kept = next((self.held[one].in_words for one in keys if one in self.held), None)
        question = Question(
            what=key if kept is None else f"{key} (Enter keeps that of {kept})",
            option=f"--credential {key}={'-' if hidden else key.upper()}",
            default=self.earlier.get(key, self._usual(key) if kept is None else ""),
            hidden=hidden,
        )
        return answered(question, None, partial(self._parsed, key, hidden)).map(lambda text: (key, text))

    def _usual(self, key: str) -> str | None:
        """Return what is likely: Jira's workspace is usually its host."""
        return f"https://{self.workspace}" if key == "base_url" and "." in self.workspace else None

    def _parsed(self, key: str, hidden: bool, text: str) -> Result[str | None, Problem]:
        """Return an answer that can be stored; None for nothing, if there is something already."""
        if not text.strip() and any(key in keys and self.held.keys() & set(keys) for keys in self.row.needs):
            return Success(None)
        usable = usable_text(key, text)
        if hidden:
            return Result.do(stripped for stripped in usable for _ in usable_token(key, stripped))
        if self.row.address is not None and key == self.row.address[0]:
            checked = partial(parse_tracker_url, self.row.name, key, insecure_http=self.insecure_http)
            return Result.do(stripped for stripped in usable for _ in checked(stripped))
        return usable


def _filled(entries: tuple[_Entry, ...]) -> Mapping[str, str]:
    return {key: text for key, text in entries if text is not None}
