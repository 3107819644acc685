"""All promises of the snapshot contract that requests can show."""

from collections.abc import Iterable, Sequence
from fnmatch import fnmatchcase

from attrs import frozen

from ...parsing.text import counted
from . import answers, crowd, endpoint, headers, keys, look_up, sequence, sizes, sound_bodies, wrong_bodies
from .promise import NotObservable, Plan, Promise, Setting

PROMISES: tuple[Promise, ...] = (
    *endpoint.PROMISES,
    *headers.PROMISES,
    *sound_bodies.PROMISES,
    *wrong_bodies.PROMISES,
    *keys.PROMISES,
    *crowd.PROMISES,
    *sequence.PROMISES,
    *look_up.PROMISES,
    *sizes.PROMISES,
    *answers.PROMISES,
)


def matching(globs: Iterable[str]) -> tuple[Promise, ...]:
    """Return the promises whose name matches one of *globs*, in the order of the table; without globs, all.

    >>> [promise.name for promise in matching(["auth.w*", "key.new"])]
    ['auth.wrong', 'key.new']
    """
    wanted = tuple(globs) or ("*",)
    return tuple(promise for promise in PROMISES if any(fnmatchcase(promise.name, glob) for glob in wanted))


@frozen
class Planned:
    """A promise, and how to find out about it."""

    promise: Promise
    plan: Plan | NotObservable


@frozen(kw_only=True)
class Outline:
    """What a probe is going to do.

    Attributes:
        url: where it sends its requests.
        requests: how many it sends.
        crowd: how many of them at once, at most.
        project: the name of the project that it publishes.
        workspaces: the names of the workspaces that it publishes to.
    """

    url: str
    requests: int
    crowd: int
    project: str
    workspaces: tuple[str, ...]

    @property
    def lines(self) -> tuple[str, ...]:
        """The same for a person, a line each."""
        return (
            f"The probe sends {counted(self.requests, 'request')} to {self.url}, up to {self.crowd} at once.",
            f"They publish made-up snapshots of the project {self.project}; workspaces: {', '.join(self.workspaces)}.",
            "The server keeps what it accepts; remove it there afterwards.",
        )


def planned(promises: Sequence[Promise], setting: Setting) -> tuple[Planned, ...]:
    """Return the plan for each of *promises*."""
    return tuple(Planned(promise, promise.plan(setting)) for promise in promises)


def outline(plans: Sequence[Planned], setting: Setting) -> Outline:
    """Return what a probe with these *plans* does, together with the one request that it begins with."""
    known = [each.plan for each in plans if isinstance(each.plan, Plan)]
    steps = [step for plan in known for step in (*plan.steps, *plan.later)]
    return Outline(
        url=setting.endpoint.url,
        requests=1 + sum(map(len, steps)),
        crowd=max(map(len, steps), default=1),
        project=setting.project,
        workspaces=(setting.project, *sorted({key.workspace for key in setting.mappings})),
    )
