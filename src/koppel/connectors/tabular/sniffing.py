"""What a file is, told by its first bytes; the extension of its name is not believed."""

import zipfile
from collections.abc import Sequence

from koppel.connectors.errors import BadFile
from koppel.connectors.records import Kind
from koppel.connectors.tabular.caps import Caps

# First bytes of what people deliver by mistake, each with a sentence of its own.
_STARTS: tuple[tuple[bytes, str], ...] = (
    (b"%PDF", "is_pdf"),
    (b"\x89PNG", "is_image"),
    (b"\xff\xd8\xff", "is_image"),
    (b"GIF8", "is_image"),
    (b"BM\x00", "is_image"),
    (b"II*\x00", "is_image"),
    (b"\x1f\x8b", "is_compressed"),
    (b"7z\xbc\xaf", "is_compressed"),
    (b"Rar!", "is_compressed"),
    (b"BZh", "is_compressed"),
    (b"\xfd7zXZ", "is_compressed"),
    (b"{\\rtf", "is_document"),
    (b"SQLite format 3", "is_database"),
    (b"PAR1", "is_database"),
    (b"\x00\x00\xfe\xff", "encoding_unknown"),
    (b"\xff\xfe\x00\x00", "encoding_unknown"),
)
_OLE = b"\xd0\xcf\x11\xe0"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_BLANK = b" \t\r\n\x0b\x0c"
_UTF8_MARK = b"\xef\xbb\xbf"
_CONTROLS = bytes(set(range(32)) - {0, 9, 10, 11, 12, 13, 27, 28, 29, 30, 31})


def check_size(size: int, *, is_workbook: bool, caps: Caps) -> None:
    """Refuse a file that is larger than its kind may be.

    Raises:
        BadFile: ``file_too_large``.
    """
    most = caps.workbook_bytes if is_workbook else caps.text_bytes
    if most is not None and size > most:
        raise BadFile("file_too_large", {"megabytes": -(-size // 1_048_576), "limit": most // 1_048_576})


def is_workbook(start: bytes) -> bool:
    """Whether these first bytes begin a zip archive, and so perhaps an XLSX file."""
    return start[:4] in (b"PK\x03\x04", b"PK\x05\x06")


def kind_of(payload: memoryview) -> Kind:
    """Which of the three formats this is.

    Raises:
        BadFile: ``empty_file``, or a code that names what it is instead.
    """
    start = bytes(payload[:4096])
    shown = start.removeprefix(_UTF8_MARK).lstrip(_BLANK)
    if not shown and not bytes(payload[4096:]).strip(_BLANK):
        raise BadFile("empty_file")
    if start[:4] == _OLE:
        raise BadFile("is_encrypted" if _ENCRYPTED in bytes(payload) else "is_old_excel")
    for first, code in _STARTS:
        if start.startswith(first):
            raise BadFile(code)
    if is_workbook(start):
        return "xlsx"
    if start[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return "csv"
    opening = shown[:200].lower()
    if opening.startswith((b"<!doctype html", b"<html", b"<head", b"<body", b"<table", b"<meta")):
        raise BadFile("is_html")
    if opening.startswith((b"<?xml", b"<!doctype", b"<!entity")):
        raise BadFile("is_html" if b"<html" in opening else "is_xml")
    if shown[:1] == b"[" and shown[1:].lstrip(_BLANK)[:1] in (b"{", b"]"):
        raise BadFile("json_list")
    if len(start.translate(None, _CONTROLS)) < len(start) * 0.99:
        raise BadFile("not_text")
    return "jsonl" if shown[:1] == b"{" else "csv"


def package_code(names: Sequence[str], archive: zipfile.ZipFile) -> str:
    """What a zip archive is instead of an XLSX file; empty when it is one."""
    members = set(names)
    if "xl/workbook.bin" in members:
        return "is_binary_excel"
    if any(name.lower() == "xl/workbook.xml" for name in members):
        return ""
    if "mimetype" in members:
        return "is_opendocument"
    if any(name.startswith(("word/", "ppt/")) for name in members):
        return "is_document"
    if "[Content_Types].xml" in members:
        return ""  # perhaps a workbook with unusual names: the reader decides
    return "is_zip"
