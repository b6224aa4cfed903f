"""Tasks for the confined child that try what a hostile file would make a parser do."""

import os
import signal
import socket
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from koppel.connectors.errors import BadFile

# Loaded before the child confines itself, as a parser loads what it needs.
_OPENERS: dict[str, Callable[[], object]] = {
    "file": lambda: os.open("/etc/hostname", os.O_RDONLY),
    "written file": lambda: os.open("/tmp/koppel-confined", os.O_CREAT | os.O_WRONLY),
    "internet": lambda: socket.socket(socket.AF_INET, socket.SOCK_STREAM),
    "local socket": lambda: socket.socket(socket.AF_UNIX, socket.SOCK_STREAM),
    "pipe": os.pipe,
    "process": os.fork,
    "higher limit": lambda: __import__("resource").setrlimit(__import__("resource").RLIMIT_NOFILE, (100, 100)),
    "root": lambda: os.setuid(0),
}
_OPENERS["file in place of another"] = lambda: (os.close(2), _OPENERS["file"]())
_OPENERS["socket in place of another"] = lambda: (os.close(2), _OPENERS["internet"]())
ATTEMPTS = tuple(_OPENERS)


def echo(payload: memoryview, question: Mapping[str, Any]) -> Iterator[Any]:
    """The payload's size and the question, to see that they arrive."""
    yield [len(payload), bytes(payload[:10]).decode(), dict(question)]


def count(payload: memoryview, question: Mapping[str, Any]) -> Iterator[Any]:
    """Many answers."""
    yield from range(question["to"])


def attempt(payload: memoryview, question: Mapping[str, Any]) -> Iterator[Any]:
    """Try one forbidden thing, and say how it ended."""
    name = question["what"]
    if name == "root" and os.geteuid() == 0:
        yield "still root"
        return
    try:
        _OPENERS[name]()
    except (OSError, ValueError) as error:
        yield type(error).__name__
        return
    yield "succeeded"


def surroundings(payload: memoryview, question: Mapping[str, Any]) -> Iterator[Any]:
    """What the child can see of its parent: environment and open files."""
    open_files = []
    for number in range(256):
        try:
            os.fstat(number)
        except OSError:
            continue
        open_files.append(number)
    yield [dict(os.environ), open_files, str(Path.cwd())]


def misbehave(payload: memoryview, question: Mapping[str, Any]) -> Iterator[Any]:
    """End in the way that is asked for."""
    yield "started"
    match question["how"]:
        case "memory":
            yield len(bytearray(1 << 40))
        case "slowly grown memory":
            kept = []
            while True:
                kept.append(bytearray(1 << 20))
        case "processor":
            while True:
                pass
        case "sleep":
            time.sleep(600)
        case "crash":
            os.kill(os.getpid(), signal.SIGSEGV)
        case "abort":
            os.abort()
        case "exit":
            os._exit(3)
        case "fault":
            raise KeyError("a fault of ours")
        case "refusal":
            raise BadFile("too_many_rows", {"limit": 5})
        case "garbage":
            os.write(1, b"}{\n")
        case "other word":
            os.write(1, b'["end", 1]\n')
            time.sleep(600)
