"""The child process that parses what we do not trust: bytes in by pipe, JSON lines out, and nothing else within reach.

The parent half starts a fresh interpreter without start-up files, without our environment and without any open file but
three pipes. The child half imports its parser, then gives up for good what a parser never needs: new files and sockets,
writing to disk, new processes, its root rights, and more memory and time than it was given.
"""

import contextlib
import gc
import importlib
import json
import os
import resource
import select
import signal
import struct
import subprocess
import sys
import sysconfig
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any

from koppel.connectors.errors import BadFile

Task = Callable[[memoryview, Mapping[str, Any]], Iterator[Any]]

# No answer of a parser is larger; more means that the child is not ours any more.
_LONGEST_ANSWER_BYTES = 64 * 1024 * 1024
_READ_BYTES = 1024 * 1024
_NOBODY = 65534
_F_SETPIPE_SZ = 1031

_BOOT = """
import sys
sys.path.extend(sys.argv[3:])
from koppel.connectors.confined import serve
serve(sys.argv[1], sys.argv[2])
"""


@dataclass(frozen=True, slots=True)
class Limits:
    """What a child may use; ``None`` is no bound.

    Attributes:
        memory_bytes: address space.
        cpu_seconds: processor time.
        wall_seconds: how long the parent waits for it in all; the parent's own work on the answers does not count.
    """

    memory_bytes: int | None = None
    cpu_seconds: int | None = None
    wall_seconds: float | None = None


def answers(task: Task, payload: bytes, question: Mapping[str, Any], limits: Limits) -> Iterator[Any]:
    """What ``task(payload, question)`` yields, worked out in a confined child; each answer as soon as it is there.

    Args:
        task: a function at module level; it is imported anew by the child, so it brings nothing along.
        payload: the bytes that are not trusted.
        question: what the task must know besides; anything that JSON can say.
        limits: what the child may use.

    Raises:
        BadFile: what the task raised; ``too_slow`` or ``too_much_memory`` when it met a limit; ``unreadable`` when it
            fell over, with the fault for the log.
    """
    with _Child(task, limits) as child:
        child.send(payload, question)
        for line in child.lines():
            try:
                word, answer = json.loads(line)
            except (ValueError, RecursionError):
                raise BadFile("unreadable", fault="the child spoke no JSON") from None
            if word == "answer":
                yield answer
            elif word == "bad":
                raise BadFile(str(answer["code"]), answer["params"])
            elif word == "fault":
                raise BadFile("unreadable", fault=str(answer))
            else:
                return
        raise child.death()


class _Child:
    """One confined child, from start to certain end."""

    def __init__(self, task: Task, limits: Limits) -> None:
        self._limits = limits
        # A Python outside the system's folders may need this one; nothing else of our environment goes along.
        kept = {name: os.environ[name] for name in ("LD_LIBRARY_PATH",) if name in os.environ}
        self._process = subprocess.Popen(  # noqa: S603, our own interpreter with our own words
            [
                sys.executable,
                "-I",
                "-S",
                "-X",
                "utf8",
                "-c",
                _BOOT,
                f"{task.__module__}:{task.__qualname__}",
                _told(limits),
                *_paths(task),
            ],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=kept,
            cwd="/",
            close_fds=True,
            start_new_session=True,
        )
        self._sender: threading.Thread | None = None
        self._late = False

    def __enter__(self) -> "_Child":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._process.stdin and self._process.stdout
        self._process.kill()
        self._process.wait()
        if self._sender:
            self._sender.join()
        self._process.stdout.close()
        with contextlib.suppress(BrokenPipeError):  # it was still owed bytes; it is gone, and so are they
            self._process.stdin.close()

    def send(self, payload: bytes, question: Mapping[str, Any]) -> None:
        """Send question and payload from a thread of its own: a child that does not read cannot hold us."""
        stdin = self._process.stdin
        assert stdin is not None
        asked = json.dumps(question).encode()

        def write() -> None:
            try:
                stdin.write(struct.pack("<QQ", len(asked), len(payload)) + asked)
                stdin.write(payload)
                stdin.flush()
            except (BrokenPipeError, ValueError):
                return  # the child stopped reading: its answer or its death says why

        self._sender = threading.Thread(target=write, daemon=True)
        self._sender.start()

    def lines(self) -> Iterator[bytes]:
        """The lines that the child writes, until it closes its end or has kept us waiting too long."""
        assert self._process.stdout is not None
        descriptor = self._process.stdout.fileno()
        _widen(descriptor)
        waiting = select.poll()
        waiting.register(descriptor, select.POLLIN | select.POLLHUP)
        left = self._limits.wall_seconds
        pending = b""
        while True:
            before = time.monotonic()
            if not waiting.poll(None if left is None else max(0, int(left * 1000))):
                self._late = True
                return
            if left is not None:
                left -= time.monotonic() - before
            chunk = os.read(descriptor, _READ_BYTES)
            if not chunk:
                return
            *whole, pending = (pending + chunk).split(b"\n")
            yield from whole
            if len(pending) > _LONGEST_ANSWER_BYTES:
                raise BadFile("unreadable", fault="the child gave an endless answer")

    def death(self) -> BadFile:
        """Why the child ended without a last word."""
        if self._late:
            return BadFile("too_slow")
        status = self._process.wait()
        if status in (-signal.SIGXCPU, -signal.SIGKILL):
            return BadFile("too_slow")
        if status == -signal.SIGABRT:  # compiled code aborts when it is refused memory
            return BadFile("too_much_memory")
        return BadFile("unreadable", fault=f"the child ended with status {status}")


def _paths(task: Task) -> list[str]:
    """Where the child finds Koppel, the task and the installed packages."""
    module = sys.modules[task.__module__]
    assert module.__file__ is not None
    root = Path(module.__file__).resolve().parents[task.__module__.count(".")]
    ours = Path(__file__).resolve().parents[2]
    return list(dict.fromkeys([str(ours), str(root), sysconfig.get_path("platlib"), sysconfig.get_path("purelib")]))


def _told(limits: Limits) -> str:
    return json.dumps([limits.memory_bytes, limits.cpu_seconds, limits.wall_seconds])


def _widen(descriptor: int) -> None:
    """Ask for a larger pipe: fewer turns between the two processes (Linux only, and only as far as allowed)."""
    try:
        import fcntl

        fcntl.fcntl(descriptor, _F_SETPIPE_SZ, _READ_BYTES)
    except OSError:
        return


# ---- the child's half ------------------------------------------------------------------------------------------------


def confine(limits: Limits) -> None:
    """Give up, for good, everything that a parser has no need of.

    A file limit of zero lets the three open pipes live and makes every new file, socket or pipe impossible (a limit of
    three would let a parser close one and open another in its place). Root rights go too, so that the limit on
    processes holds; where the system does not let them go, the other limits stand.
    """
    if os.geteuid() == 0:
        try:
            os.setgroups([])
            os.setresgid(_NOBODY, _NOBODY, _NOBODY)
            os.setresuid(_NOBODY, _NOBODY, _NOBODY)
        except OSError:
            pass
    if limits.memory_bytes is not None:
        _limit(resource.RLIMIT_AS, limits.memory_bytes)
    if limits.cpu_seconds is not None:
        _limit(resource.RLIMIT_CPU, limits.cpu_seconds)
    _limit(resource.RLIMIT_CORE, 0)
    _limit(resource.RLIMIT_FSIZE, 0)
    _limit(resource.RLIMIT_NPROC, 0)
    _limit(resource.RLIMIT_NOFILE, 0)


def _limit(which: int, most: int) -> None:
    """Lower one limit, hard and soft; what is lower already stays."""
    _, hard = resource.getrlimit(which)
    bound = most if hard == resource.RLIM_INFINITY else min(most, hard)
    try:
        resource.setrlimit(which, (bound, bound))
    except (OSError, ValueError):
        if which == resource.RLIMIT_NOFILE:
            raise  # without this one the child is not confined: rather no answer at all


def serve(task_name: str, told_limits: str) -> None:
    """Be the child: import the task, confine oneself, read the payload, answer line by line."""
    module_name, _, function_name = task_name.partition(":")
    task: Task = getattr(importlib.import_module(module_name), function_name)
    memory_bytes, cpu_seconds, wall_seconds = json.loads(told_limits)
    sys.excepthook = _tell_fault
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    confine(Limits(memory_bytes, cpu_seconds, wall_seconds))
    gc.disable()  # parsers make no cycles, and a short life needs no sweeping
    try:
        asked, sent = struct.unpack("<QQ", _take(16))
        question = json.loads(bytes(_take(asked)))
        for answer in task(_take(sent), question):
            _say("answer", answer)
    except BadFile as refusal:
        _say("bad", {"code": refusal.code, "params": refusal.params})
    except MemoryError:
        _say("bad", {"code": "too_much_memory", "params": {}})
    else:
        _say("end", None)


def _take(size: int) -> memoryview:
    """Exactly ``size`` bytes of the input, kept once in memory."""
    taken = memoryview(bytearray(size))
    filled = 0
    while filled < size:
        count = os.readv(0, [taken[filled:]])
        if not count:
            raise EOFError("the parent stopped sending")
        filled += count
    return taken


def _say(word: str, answer: Any) -> None:
    left = memoryview(json.dumps([word, answer], separators=(",", ":")).encode() + b"\n")
    while left:
        left = left[os.write(1, left) :]


def _tell_fault(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """Name a fault of our own in one line; there is no standard error to print it on."""
    place = ""
    while trace is not None:
        place = f"{Path(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno}"
        trace = trace.tb_next
    _say("fault", f"{kind.__name__}: {str(error)[:200]} at {place}")
