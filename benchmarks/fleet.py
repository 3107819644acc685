"""``make bench-fleet``: measure a fleet of small projects, and a shell loop over the same commands."""

import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec

from trackpost.shell.demo.fleet_sample import SampleFleet, SampleTracker, name_of
from trackpost.shell.server.app import ReferenceServer
from trackpost.shell.server.journal import Journal
from trackpost.shell.server.server import listen, served

from .fleet_costs import KIB_IN_MIB, TRACKPOST, Measured, cost_of
from .fleet_workers import queue_of, workers_of
from .tools import THEIRS

_FEW = 10
"""A tenth of the projects shows how memory grows with their number; ten times as many make a long queue."""
WANTED_A_CPU_SECOND = 100
WANTED_RATIO = 10


def main() -> None:
    """Run the benchmark, print the table, and exit 1 if a goal is missed."""
    parser = ArgumentParser(prog="python -m benchmarks.fleet", description=__doc__)
    parser.add_argument("--projects", type=int, default=1_000)
    parser.add_argument("--loop", type=int, default=20, help="projects of the shell loop, which is slow")
    wanted = parser.parse_args()
    with running() as (tracker_url, server_url):
        few = fleet_of(wanted.projects // _FEW, tracker_url, server_url)
        many = fleet_of(wanted.projects, tracker_url, server_url)
        workers = workers_of(wanted.projects, tracker_url, server_url)
        queue = queue_of(wanted.projects * _FEW, tracker_url, server_url)
        loops = loops_of(wanted.loop, tracker_url, server_url)
    print(f"{'':<28}projects  a second  a CPU second  peak MiB")
    for measured in (*few, *many, *workers, queue, *loops):
        print(measured.line)
    unchanged, growth = many[-1], (many[-1].cost.peak_kib - few[-1].cost.peak_kib) / KIB_IN_MIB
    ratio = unchanged.a_cpu_second / loops[0].a_cpu_second
    print(f"unchanged projects a CPU second: {unchanged.a_cpu_second:.0f} (wanted: {WANTED_A_CPU_SECOND})")
    print(f"as many as the shell loop: {ratio:.0f} times (wanted: {WANTED_RATIO})")
    for replaced in loops[1:]:
        print(f"as many as the replaced tool publishes: {unchanged.a_cpu_second / replaced.a_cpu_second:.0f} times")
    print(f"memory for {wanted.projects - few[-1].projects} projects more: {growth:.1f} MiB")
    sys.exit(unchanged.a_cpu_second < WANTED_A_CPU_SECOND or ratio < WANTED_RATIO)


@contextmanager
def running() -> Iterator[tuple[str, str]]:
    """Run a tracker and a reference server in this process, and return their URLs."""
    journal = Journal(None)
    with (
        closing(journal),
        SampleTracker(has_long_title=False).served() as tracker_url,
        served(ReferenceServer(journal=journal).app(), listen(0).unwrap()) as server_url,
    ):
        yield tracker_url, server_url


def fleet_of(projects: int, tracker_url: str, server_url: str) -> tuple[Measured, ...]:
    """Return the cost of three runs of a new fleet: the first, and two that find nothing new."""
    with TemporaryDirectory(prefix="bench-fleet-") as folder:
        sample = SampleFleet(Path(folder))
        for number in range(1, projects + 1):
            sample.bind(number)
        sample.describe(tracker_url, server_url, bad_token=False)
        command = [TRACKPOST, "fleet", "run", "--config", str(sample.file)]
        titles = ("fleet run: the first", "fleet run: unchanged", "fleet run: unchanged, again")
        return tuple(Measured(title, projects, cost_of(command, Path(folder))) for title in titles)


def loops_of(projects: int, tracker_url: str, server_url: str) -> tuple[Measured, ...]:
    """Return the cost of shell loops over unchanged projects, each of a user of its own.

    One pulls and publishes with our commands, and one only publishes, with those of the tool that we replace.
    """
    with TemporaryDirectory(prefix="bench-fleet-") as name:
        folder = Path(name)
        sample = SampleFleet(folder)
        for number in range(1, projects + 1):
            sample.bind(number)
            account = {**SampleTracker.account(tracker_url), "project_key": f"P{number:02}"}
            lines = "".join(f"{key} = {msgspec.json.encode(text).decode()}\n" for key, text in account.items())
            credentials = folder / "users" / name_of(number) / ".spec-kitty" / "credentials"
            credentials.parent.mkdir(parents=True)
            credentials.write_text(f"[tracker.providers.jira]\n{lines}", encoding="utf-8")
            credentials.chmod(0o600)
        ours = _loop(
            folder,
            f'"{TRACKPOST}" pull',
            f'"{TRACKPOST}" publish --server-url {server_url} --skip-unchanged',
        )
        cost_of(ours, folder)
        measured = [Measured("a shell loop: unchanged", projects, cost_of(ours, folder))]
        if Path(THEIRS.program).exists():
            theirs = _loop(folder, f'"{THEIRS.program}" {" ".join(THEIRS.publish)} --server-url {server_url}')
            cost_of(theirs, folder)
            measured.append(Measured("the replaced tool: publish", projects, cost_of(theirs, folder)))
        return tuple(measured)


def _loop(folder: Path, *commands: str) -> list[str]:
    """Return a command that runs others in the folder of each project, as its user."""
    script = folder / "loop.sh"
    script.write_text(
        "export SAAS_AUTH_TOKEN=a-token-for-loopback SPEC_KITTY_ENABLE_SAAS_SYNC=1\n"
        f"for project in {folder}/repos/*; do\n"
        f'  export HOME="{folder}/users/$(basename "$project")"\n'
        '  cd "$project" || exit\n' + "".join(f"  {command} || exit\n" for command in commands) + "done\n"
    )
    return ["/bin/sh", str(script)]


if __name__ == "__main__":
    main()
