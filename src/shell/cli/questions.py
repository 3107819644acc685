"""Asks a person until the answer is usable; where nobody can be asked, what was given must be."""

from collections.abc import Callable
from typing import TypeVar

from attrs import frozen
from returns.result import Failure, Result, Success

from ...core.errors import Problem, kind_of
from ...core.parsing.text import NotGiven
from ...core.result import sealed
from .streams import is_interactive
from .terminal import ask_for, complain, say_aside

_Value = TypeVar("_Value")
_Problem = TypeVar("_Problem", bound=Problem)


@frozen(kw_only=True)
class Question:
    """Something that a person is asked for.

    Attributes:
        what: in words.
        option: what gives it on the command line.
        default: what nothing stands for; None demands an answer.
        hidden: the terminal does not show the answer.
    """

    what: str
    option: str
    default: str | None = None
    hidden: bool = False

    @property
    def in_a_sentence(self) -> str:
        """What is asked for, as it stands within a sentence."""
        return self.what[:1].lower() + self.what[1:]


def answered(
    question: Question, given: str | None, parse: Callable[[str], Result[_Value, _Problem]]
) -> Result[_Value, _Problem | NotGiven]:
    """Return what was given, if it is usable, or what a person answers; without a terminal, what is wrong with it.

    Args:
        question: what is asked for.
        given: on the command line; None if it is not there.
        parse: returns what an answer means, or what is wrong with it.
    """
    if not is_interactive():
        text = question.default if given is None else given
        return Failure(NotGiven(question.in_a_sentence, question.option)) if text is None else parse(text).lash(Failure)
    while True:
        text = ask_for(question.what, question.default, hidden=question.hidden) if given is None else given
        match sealed(parse(text)):
            case Success(value):
                return Success(value)
            case Failure(problem):
                complain(problem.message, kind=kind_of(problem))
                given = None


def tell(text: str) -> None:
    """Print what happens, for a person who waits."""
    if is_interactive():
        say_aside(text)
