"""Run web server and worker as one group of processes, and end them together."""

from __future__ import annotations

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from koppel.site import database

GRACE_SECONDS = 25


class PortTaken(Exception):
    """Another program listens on the port; carries one sentence."""


def check_port(port: int) -> None:
    """Refuse a port that is taken, before anything is started.

    Raises:
        PortTaken: with what to do.
    """
    with closing(socket.socket(socket.AF_INET, socket.SOCK_STREAM)) as attempt:
        attempt.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            attempt.bind(("127.0.0.1", port))
        except OSError as trouble:
            raise PortTaken(
                f"Port {port} is taken by another program. Choose another one: PORT={port + 1} make run"
            ) from trouble


def run_processes(port: int, *, announce: Callable[[], None]) -> int:
    """Start web server and worker, wait for the page, announce it, and stay until a signal or an end.

    Args:
        port: on the loopback address only.
        announce: called once the first page answers.

    Returns:
        The exit code: 0 after a signal, else that of the process that ended by itself.
    """
    environment = {**os.environ, "PORT": str(port)}
    web = subprocess.Popen(
        [
            sys.executable, "-m", "gunicorn", "koppel.site.wsgi:application",
            "--bind", f"127.0.0.1:{port}", "--workers", "2", "--worker-class", "gthread", "--threads", "8",
            "--timeout", "60", "--graceful-timeout", "10", "--log-level", "warning", "--no-control-socket",
        ],
        env={**environment, "KOPPEL_PROCESS": "web"},
    )  # fmt: skip
    worker = subprocess.Popen(
        [sys.executable, "-m", "koppel.site.cli", "work"], env={**environment, "KOPPEL_PROCESS": "worker"}
    )
    children = [web, worker]
    _note(children)
    stopping: list[int] = []

    def stop(number: int, frame: object) -> None:
        stopping.append(number)

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, stop)
    announced = False
    while not stopping and all(child.poll() is None for child in children):
        if not announced and _answers(port):
            announce()
            announced = True
        time.sleep(0.2)
    code = 0 if stopping else next((child.poll() or 1 for child in children if child.poll() is not None), 1)
    _end(children)
    (database.data_folder() / "processes.json").unlink(missing_ok=True)
    return code


def _answers(port: int) -> bool:
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=2)) as connection:
        try:
            connection.request("GET", "/health")
            return connection.getresponse().status == 200
        except (OSError, http.client.HTTPException):
            return False


def _note(children: list[subprocess.Popen[bytes]]) -> None:
    """Write down who runs, so that ``koppel stop`` finds them."""
    pids = {"group": [os.getpid()], "children": [child.pid for child in children]}
    (database.data_folder() / "processes.json").write_text(json.dumps(pids))


def _end(children: list[subprocess.Popen[bytes]]) -> None:
    """Ask all to end, give them time, then insist."""
    for child in children:
        if child.poll() is None:
            child.send_signal(signal.SIGTERM)
    deadline = time.monotonic() + GRACE_SECONDS
    for child in children:
        try:
            child.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()


def _noted() -> dict[str, list[int]]:
    path = database.data_folder() / "processes.json"
    return json.loads(path.read_text()) if path.exists() else {"group": [], "children": []}


def _alive(pids: list[int]) -> list[int]:
    """Those that still run and are ours: a number may have been given to another program meanwhile."""
    alive = []
    for pid in pids:
        try:
            command = (Path("/proc") / str(pid) / "cmdline").read_bytes()
        except OSError:
            continue
        if b"koppel" in command:
            alive.append(pid)
    return alive


def is_running() -> bool:
    """Whether a ``koppel run`` of this data folder is at work."""
    return bool(_alive(_noted()["group"]))


def stop_running() -> bool:
    """End a running ``koppel run``, what it left behind, and the database; gives whether there was anything."""
    noted = _noted()
    # A killed parent leaves its children: they are asked as well, after the parent had its time.
    found = False
    for pids in (noted["group"], noted["children"]):
        for pid in _alive(pids):
            found = True
            os.kill(pid, signal.SIGTERM)
        deadline = time.monotonic() + GRACE_SECONDS + 10
        while _alive(pids) and time.monotonic() < deadline:
            time.sleep(0.1)
    (database.data_folder() / "processes.json").unlink(missing_ok=True)
    return database.stop() or found
