"""What is inside an XLSX file, counted while it is unpacked, before any reader of workbooks sees it."""

import codecs
import io
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field

from koppel.connectors.errors import BadFile
from koppel.connectors.tabular.caps import Caps
from koppel.connectors.tabular.sniffing import package_code

# The names in an archive are in this old code page; a child that has given up opening files could not load it.
codecs.lookup("cp437")

_CHUNK = 1024 * 1024
# So much of a chunk is seen again with the next one: longer than any tag that is looked for.
_OVERLAP = 1024
_LOCAL_HEADER_BYTES = 30
# A small file of one repeated letter packs better than the cap allows, and harms nobody.
_RATIO_FROM_BYTES = 1024 * 1024
_MOST_ODD_CELLS = 100_000

_DECLARATION = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_FORMULA = re.compile(
    rb'<(?:\w{1,9}:)?c\s[^<>]{0,200}?\br="([A-Z]{1,3})(\d{1,7})"[^<>]{0,200}>\s{0,9}<(?:\w{1,9}:)?f[\s>/]'
)
_ERROR = re.compile(rb'<(?:\w{1,9}:)?c\s[^<>]{0,200}?\br="([A-Z]{1,3})(\d{1,7})"[^<>]{0,200}?\bt="e"')
_SHEET = re.compile(rb"<(?:\w{1,9}:)?sheet\s[^<>]{1,2000}>")
_RELATION = re.compile(rb"<(?:\w{1,9}:)?Relationship\s[^<>]{1,2000}>")
_ATTRIBUTE = re.compile(rb'([\w:]{1,40})\s?=\s?"([^"<>]{0,1000})"')


@dataclass(slots=True)
class Package:
    """What was found while unpacking.

    Attributes:
        odd_cells: per sheet, the cells (row and column from 0) that hold a ``formula`` or an ``error``.
    """

    odd_cells: list[dict[tuple[int, int], str]] = field(default_factory=list)


def check_package(payload: memoryview, caps: Caps) -> Package:
    """Check the directory of an XLSX file and count what really comes out of it.

    The directory may lie about sizes, so every member is unpacked here once, in pieces, and counted.

    Raises:
        BadFile: not a workbook, damaged, larger than the caps, encrypted, or with a document type declaration.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(payload)) as archive:
            members = archive.infolist()
            code = package_code([member.filename for member in members[: caps.members or None]], archive)
    except (
        zipfile.BadZipFile,
        zlib.error,
        ValueError,
        OSError,
        EOFError,
        NotImplementedError,
        struct.error,
        OverflowError,
    ):
        raise BadFile("xlsx_damaged") from None
    if caps.members is not None and len(members) > caps.members:
        raise BadFile("too_many_members", {"members": len(members), "limit": caps.members})
    if code:
        raise BadFile(code)
    found: dict[str, dict[tuple[int, int], str]] = {}
    texts: dict[str, bytes] = {}
    total = 0
    for member in members:
        if member.flag_bits & 1:
            raise BadFile("is_encrypted")
        cells: dict[tuple[int, int], str] = {}
        name = member.filename.lower()
        tail = b""
        size = 0
        for chunk in _unpacked(payload, member):
            size += len(chunk)
            _check_totals(total + size, size, member.compress_size, len(payload), caps)
            seen = tail + chunk
            _look(seen, first=size == len(chunk))
            if name.startswith("xl/worksheets/") and len(cells) < _MOST_ODD_CELLS:
                _find_odd_cells(seen, cells)
            if name in ("xl/workbook.xml", "xl/_rels/workbook.xml.rels") and size <= _CHUNK:
                texts[name] = texts.get(name, b"") + chunk
            tail = seen[-_OVERLAP:]
        total += size
        found[name] = cells
    return Package([found.get(path, {}) for path in _sheet_paths(texts)])


def _check_totals(total: int, size: int, packed: int, payload_bytes: int, caps: Caps) -> None:
    if caps.unpacked_bytes is not None and total > caps.unpacked_bytes:
        raise BadFile("unpacked_too_large", {"limit": caps.unpacked_bytes // 1_048_576})
    if caps.ratio is None:
        return
    if (size > _RATIO_FROM_BYTES and size > packed * caps.ratio) or (
        total > _RATIO_FROM_BYTES and total > payload_bytes * caps.ratio
    ):
        raise BadFile("ratio_too_high", {"limit": caps.ratio})


def _unpacked(payload: memoryview, member: zipfile.ZipInfo) -> Iterator[bytes]:
    """The bytes that come out of a member, in pieces, however many its entry promises."""
    at = member.header_offset
    header = payload[at : at + _LOCAL_HEADER_BYTES]
    if len(header) < _LOCAL_HEADER_BYTES or bytes(header[:4]) != b"PK\x03\x04":
        raise BadFile("xlsx_damaged")
    name_bytes, extra_bytes = struct.unpack("<HH", header[26:30])
    start = at + _LOCAL_HEADER_BYTES + name_bytes + extra_bytes
    packed = payload[start : start + member.compress_size]
    if member.compress_type == zipfile.ZIP_STORED:
        for place in range(0, len(packed), _CHUNK):
            yield bytes(packed[place : place + _CHUNK])
    elif member.compress_type == zipfile.ZIP_DEFLATED:
        unpacker = zlib.decompressobj(-15)
        left: memoryview | bytes = packed
        try:
            while chunk := unpacker.decompress(left, _CHUNK):
                yield chunk
                left = unpacker.unconsumed_tail
        except zlib.error:
            raise BadFile("xlsx_damaged") from None
    else:
        raise BadFile("xlsx_damaged")


def _look(seen: bytes, *, first: bool) -> None:
    if _DECLARATION.search(seen):
        raise BadFile("xlsx_declaration")
    # No spreadsheet program writes its XML so; it would hide a declaration from us.
    if first and seen[:2] in (b"\xff\xfe", b"\xfe\xff", b"<\x00", b"\x00<"):
        raise BadFile("xlsx_damaged")


def _find_odd_cells(seen: bytes, cells: dict[tuple[int, int], str]) -> None:
    for sign, pattern, word in ((b"f", _FORMULA, "formula"), (b't="e"', _ERROR, "error")):
        if (sign == b"f" and b"<f" not in seen and b":f" not in seen) or sign not in seen:
            continue
        for match in pattern.finditer(seen):
            cells[int(match.group(2)) - 1, _column(match.group(1))] = word
            if len(cells) >= _MOST_ODD_CELLS:
                return


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1


def _sheet_paths(texts: dict[str, bytes]) -> list[str]:
    """Where each sheet is kept, in the order of the workbook; empty when the workbook does not say in the usual way."""
    targets: dict[bytes, str] = {}
    for tag in _RELATION.findall(texts.get("xl/_rels/workbook.xml.rels", b"")):
        said = dict(_ATTRIBUTE.findall(tag))
        target = said.get(b"Target", b"").decode("utf-8", "replace").lower()
        targets[said.get(b"Id", b"")] = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
    paths: list[str] = []
    for tag in _SHEET.findall(texts.get("xl/workbook.xml", b"")):
        said = dict(_ATTRIBUTE.findall(tag))
        paths.append(targets.get(next((value for name, value in said.items() if name.endswith(b":id")), b""), ""))
    return paths
