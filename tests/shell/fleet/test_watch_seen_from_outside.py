"""A watch as a service: the service manager hears of it, Prometheus reads its counts, and its log is JSON."""

import json
import signal
import socket
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic

import httpx

from tests.shell.delivery.test_attempts import free_port
from tests.support.fleet import RunningFleet, running_fleet
from tests.support.patience import FOREVER
from tests.support.process import TRACKPOST, bare, called

PROJECTS = 2
ALL_DELIVERED = f'trackpost_jobs_total{{category="none",outcome="delivered"}} {PROJECTS}.0'


def scraped_until(url: str, line: str) -> str:
    """Read the metrics until a line is among them."""
    began, text = monotonic(), ""
    while line not in text.splitlines():
        assert monotonic() - began < FOREVER, text
        text = httpx.get(url, timeout=FOREVER, trust_env=False).text
    return text


def heard_until(channel: socket.socket, last: str) -> list[str]:
    """Return what the service manager hears, up to a message."""
    heard = [channel.recv(1024).decode()]
    while heard[-1] != last:
        heard.append(channel.recv(1024).decode())
    return heard


def watching(running: RunningFleet, address: str, port: int) -> "subprocess.Popen[bytes]":
    """Start a watch as systemd does."""
    environ = bare({"HOME": running.files.folder, "NOTIFY_SOCKET": address})
    command = [TRACKPOST, "fleet", "watch", "--metrics", str(port), "--log-format", "json"]
    return subprocess.Popen(command, env=environ, cwd=running.files.folder, stderr=subprocess.PIPE)


def test_a_service(tmp_path: Path) -> None:
    """It says when it is ready, gives signs of life, counts its jobs, and says when it begins to stop."""
    port = free_port()
    with TemporaryDirectory() as short, socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as channel:
        channel.bind(address := str(Path(short) / "notify"))
        channel.settimeout(FOREVER)
        with running_fleet(tmp_path, projects=PROJECTS) as running:
            running.describe(more='every = "1s"')
            process = watching(running, address, port)
            try:
                ready = channel.recv(1024).decode()
                metrics = scraped_until(f"http://127.0.0.1:{port}/metrics", ALL_DELIVERED)
                process.send_signal(signal.SIGTERM)
                heard = heard_until(channel, "STOPPING=1")
                _, logged = process.communicate(timeout=FOREVER)
            finally:
                process.kill()
    records = [json.loads(line) for line in logged.decode().splitlines()]
    assert ready == f"READY=1\nSTATUS=watching {PROJECTS} projects"
    assert set(heard) == {f"WATCHDOG=1\nSTATUS=watching {PROJECTS} projects", "STOPPING=1"}
    assert "p00" not in metrics.lower(), "no count names a project"
    assert process.returncode == 143
    began, *jobs = records
    assert (began["event"], began["projects"], began["message"]) == (
        "begin",
        PROJECTS,
        f"watching {PROJECTS} projects; the first is due now",
    )
    assert {(one["event"], one["level"]) for one in jobs} == {("job", "info")}
    assert len([one for one in jobs if one["outcome"] == "delivered"]) == PROJECTS


def test_an_address_that_cannot_be_used(tmp_path: Path) -> None:
    """The watch does not begin."""
    with running_fleet(tmp_path, projects=1) as running:
        arguments = ("fleet", "watch", "--metrics", "kitty")
        ended = called(*arguments, env={"HOME": str(tmp_path)}, cwd=running.files.folder)
    assert (ended.exit_code, running.tracker.asked) == (78, [])
    assert "--metrics" in ended.stderr
