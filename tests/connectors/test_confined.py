"""The child process that parses: what it may do, what it sees, and how each bad end is told."""

import os
import shutil
import subprocess
import sys
import time

import pytest

from koppel.connectors.confined import Limits, answers
from koppel.connectors.errors import BadFile
from tests.connectors import misbehaving

SMALL = Limits(memory_bytes=200 * 1024 * 1024, cpu_seconds=5, wall_seconds=20)


def test_payload_and_question_arrive_whole() -> None:
    payload = b"0123456789" * 1_000_000
    (answer,) = answers(misbehaving.echo, payload, {"file_name": "é"}, SMALL)
    assert answer == [10_000_000, "0123456789", {"file_name": "é"}]


def test_answers_come_one_by_one_and_in_order() -> None:
    assert list(answers(misbehaving.count, b"", {"to": 5_000}, SMALL)) == list(range(5_000))


@pytest.mark.parametrize("what", misbehaving.ATTEMPTS)
def test_what_a_parser_has_no_need_of_is_impossible(what: str) -> None:
    (ended,) = answers(misbehaving.attempt, b"", {"what": what}, SMALL)
    assert ended in ("OSError", "BlockingIOError", "PermissionError", "ValueError"), what


def test_nothing_is_inherited(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgres://secret")
    monkeypatch.setenv("PYTHONPATH", "/nowhere")
    reading, writing = os.pipe()
    os.set_inheritable(reading, True)
    os.set_inheritable(writing, True)
    try:
        ((environment, open_files, folder),) = answers(misbehaving.surroundings, b"", {}, SMALL)
    finally:
        os.close(reading)
        os.close(writing)
    assert set(environment) <= {"LD_LIBRARY_PATH", "LC_CTYPE"}
    assert open_files == [0, 1, 2]
    assert folder == "/"


@pytest.mark.parametrize(
    ("how", "code"),
    [
        ("memory", "too_much_memory"),
        ("slowly grown memory", "too_much_memory"),
        ("abort", "too_much_memory"),
        ("crash", "unreadable"),
        ("exit", "unreadable"),
        ("fault", "unreadable"),
        ("garbage", "unreadable"),
        ("refusal", "too_many_rows"),
    ],
)
def test_each_bad_end_is_one_error_with_a_code(how: str, code: str) -> None:
    found = answers(misbehaving.misbehave, b"", {"how": how}, SMALL)
    assert next(found) == "started"
    with pytest.raises(BadFile) as refusal:
        list(found)
    assert refusal.value.code == code


def test_a_fault_of_ours_is_named_for_the_log() -> None:
    with pytest.raises(BadFile) as refusal:
        list(answers(misbehaving.misbehave, b"", {"how": "fault"}, SMALL))
    assert "KeyError" in refusal.value.fault
    assert "misbehaving.py" in refusal.value.fault
    assert "KeyError" not in str(refusal.value)


def test_a_child_that_computes_for_ever_is_stopped() -> None:
    limits = Limits(memory_bytes=None, cpu_seconds=1, wall_seconds=30)
    with pytest.raises(BadFile) as refusal:
        list(answers(misbehaving.misbehave, b"", {"how": "processor"}, limits))
    assert refusal.value.code == "too_slow"


def test_a_child_that_waits_for_ever_is_stopped() -> None:
    limits = Limits(memory_bytes=None, cpu_seconds=5, wall_seconds=0.5)
    before = time.monotonic()
    with pytest.raises(BadFile) as refusal:
        list(answers(misbehaving.misbehave, b"", {"how": "sleep"}, limits))
    assert refusal.value.code == "too_slow"
    assert time.monotonic() - before < 10


def test_nothing_after_the_last_word_is_waited_for() -> None:
    assert list(answers(misbehaving.misbehave, b"", {"how": "other word"}, SMALL)) == ["started"]


def test_a_child_that_does_not_read_does_not_hold_the_parent() -> None:
    # More than fits in a pipe, while the child ends at once.
    with pytest.raises(BadFile):
        list(answers(_unknown, bytes(5_000_000), {}, SMALL))


def _unknown(payload: memoryview, question: object) -> object:
    raise AssertionError("never called: the child cannot find a task with this name")


_unknown.__qualname__ = "no_such_task"


def test_leaving_early_ends_the_child() -> None:
    found = answers(misbehaving.count, b"", {"to": 10_000_000}, SMALL)
    assert next(found) == 0
    found.close()  # type: ignore[attr-defined]
    left = subprocess.run(
        ["ps", "--ppid", str(os.getpid()), "-o", "args="], capture_output=True, text=True, check=False
    )
    assert "misbehaving:count" not in left.stdout


@pytest.mark.skipif(os.geteuid() != 0 or not shutil.which("setpriv"), reason="needs root, to be somebody else")
def test_the_parent_need_not_be_root() -> None:
    program = (
        "import os, sys; assert os.getuid() == 65534\n"
        "from koppel.connectors.tabular import preview\n"
        "print(preview(b'id;naam\\n1;ASML\\n', file_name='a.csv').sheets[0].rows)"
    )
    # The other user may read everything, because an interpreter may be installed where only root can read.
    reading = "+dac_read_search,+dac_override"
    somebody = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]
    somebody += [f"--inh-caps={reading}", f"--ambient-caps={reading}"]
    ended = subprocess.run([*somebody, sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert (ended.stdout, ended.returncode) == ("1\n", 0), ended.stderr
