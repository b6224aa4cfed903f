"""Bytes into lines of text: which encoding, and how to read a file that mixes two."""

import codecs
import io
from collections.abc import Iterator
from dataclasses import dataclass

from koppel.connectors.errors import BadFile

# A child that has given up opening files cannot load a codec any more.
for _name in ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252", "latin-1", "ascii"):
    codecs.lookup(_name)

_UTF8_MARK = b"\xef\xbb\xbf"
_CHUNK = 256 * 1024
# The first characters of a line that is too long to be read: enough to see what it is.
_KEPT_CHARACTERS = 64 * 1024


class CutLine(str):
    """The beginning of a line that is too long to be one row."""

    __slots__ = ()


class MixedLine(str):
    """A line that is not in the encoding of its file and was read as Windows-1252."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Encoding:
    """How to read the text of a file.

    Attributes:
        name: ``utf-8``, ``utf-16`` or ``windows-1252``.
        mark_bytes: length of the byte-order mark at its start.
        is_mixed: some lines are in the other encoding.
    """

    name: str
    mark_bytes: int
    is_mixed: bool = False


def encoding_of(payload: memoryview) -> Encoding:
    """The encoding of a text file, told by its byte-order mark, else by whether it is valid UTF-8.

    Windows-1252 makes sense of almost any byte, so it comes last. A file with lines of both is read in the encoding of
    most of its lines with letters outside ASCII.

    Raises:
        BadFile: ``nul_bytes`` when the file is full of them: it is binary, or UTF-16 without a mark.
    """
    start = bytes(payload[:4])
    if start[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return Encoding("utf-16", 0)
    sample = bytes(payload[: 64 * 1024])
    if sample.count(0) * 100 > len(sample):
        raise BadFile("nul_bytes")
    mark_bytes = 3 if start.startswith(_UTF8_MARK) else 0
    if _is_utf8(payload):
        return Encoding("utf-8", mark_bytes)
    good, bad = _lines_outside_ascii(payload)
    if (good and good >= bad) or mark_bytes:
        return Encoding("utf-8", mark_bytes, is_mixed=True)
    # Its few lines that are valid UTF-8 hold double-encoded letters, which are mended and told cell by cell.
    return Encoding("windows-1252", mark_bytes)


def lines(payload: memoryview, encoding: Encoding, longest: int) -> Iterator[str]:
    """The lines of a text with their line ends; one longer than ``longest`` characters comes as a ``CutLine``."""
    body = _Bytes(payload[encoding.mark_bytes :])
    if encoding.is_mixed:
        return _mixed_lines(body, longest)
    if encoding.name == "windows-1252":
        text = io.TextIOWrapper(io.BufferedReader(body, _CHUNK), "cp1252", _WINDOWS, newline="")
    else:
        text = io.TextIOWrapper(io.BufferedReader(body, _CHUNK), encoding.name, "replace", newline="")
    return _bounded(text, longest)


def _bounded(text: io.TextIOWrapper, longest: int) -> Iterator[str]:
    read = text.readline
    while line := read(longest):
        if len(line) == longest and not line.endswith(("\n", "\r")):
            kept = CutLine(line[:_KEPT_CHARACTERS])
            while line and not line.endswith(("\n", "\r")):
                line = read(longest)
            yield kept
        else:
            yield line


def _mixed_lines(body: "_Bytes", longest: int) -> Iterator[str]:
    text = io.BufferedReader(body, _CHUNK)
    while line := text.readline(longest):
        is_cut = len(line) == longest and not line.endswith(b"\n")
        try:
            decoded: str = line.decode("utf-8")
        except UnicodeDecodeError:
            decoded = MixedLine(line.decode("cp1252", _WINDOWS))
        if is_cut:
            while line and not line.endswith(b"\n"):
                line = text.readline(longest)
            decoded = CutLine(decoded[:_KEPT_CHARACTERS])
        yield decoded


class _Bytes(io.RawIOBase):
    """A file over bytes that are in memory already, so that they are not copied whole."""

    def __init__(self, payload: memoryview) -> None:
        self._payload = payload
        self._at = 0

    def readable(self) -> bool:
        """Yes: this is the one thing that it does."""
        return True

    def readinto(self, buffer: "bytearray | memoryview") -> int:  # type: ignore[override]
        """Fill the buffer with the next bytes."""
        part = self._payload[self._at : self._at + len(buffer)]
        buffer[: len(part)] = part
        self._at += len(part)
        return len(part)


def _is_utf8(payload: memoryview) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        for at in range(0, len(payload), _CHUNK):
            decoder.decode(payload[at : at + _CHUNK])
        decoder.decode(b"", True)
    except UnicodeDecodeError:
        return False
    return True


def _lines_outside_ascii(payload: memoryview) -> tuple[int, int]:
    """How many lines with letters outside ASCII are valid UTF-8, and how many are not."""
    good = bad = 0
    for line in io.BufferedReader(_Bytes(payload), _CHUNK):
        if line.isascii():
            continue
        try:
            line.decode("utf-8")
            good += 1
        except UnicodeDecodeError:
            bad += 1
    return good, bad


def _as_control(error: UnicodeError) -> tuple[str, int]:
    """Five bytes mean nothing in Windows-1252; double-encoded text has them, so they are kept as control letters."""
    assert isinstance(error, UnicodeDecodeError)
    return "".join(chr(byte) for byte in error.object[error.start : error.end]), error.end


_WINDOWS = "koppel.windows"
codecs.register_error(_WINDOWS, _as_control)
