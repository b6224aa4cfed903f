"""Files made to harm a reader: each small to describe, built when it is asked for."""

import struct
import zlib
from collections.abc import Callable

from tests.connectors.building import ROOT, TYPES, archive, package, sheet_xml, with_shared_strings, workbook

MB = 1024 * 1024
HEAD = b"id;naam;adres;website;kvk;postcode;telefoon;land\n"
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_SMALL = sheet_xml([["id", "naam"], [1, "ASML"]])


def _cells(text: str) -> bytes:
    """The same text in every field of a row."""
    return HEAD + ("1;" + ";".join([text] * 7) + "\n").encode("utf-8", "surrogatepass")


def _sheet(inside: str) -> bytes:
    return package({"xl/worksheets/sheet1.xml": f'<worksheet xmlns="{_MAIN}">{inside}</worksheet>'})


def _with(name: str, part: str | bytes) -> bytes:
    return package({"xl/worksheets/sheet1.xml": _SMALL, name: part})


def _changed(find: bytes, offset: int, put: bytes) -> bytes:
    """A good workbook with bytes of its last matching zip record replaced."""
    whole = bytearray(package({"xl/worksheets/sheet1.xml": _SMALL}))
    at = whole.rindex(find) + offset
    whole[at : at + len(put)] = put
    return bytes(whole)


def _overlapping() -> bytes:
    """A zip whose thousand entries all point to the same packed megabyte (Fifield 2019)."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = packer.compress(bytes(MB)) + packer.flush()
    checksum = zlib.crc32(bytes(MB))
    body = (
        struct.pack("<4s5H3L2H", b"PK\x03\x04", 20, 0, 8, 0, 0, checksum, len(packed), MB, 15, 0)
        + b"xl/workbook.xml"
        + packed
    )
    entry = struct.pack(
        "<4s6H3L5H2L", b"PK\x01\x02", 20, 20, 0, 8, 0, 0, checksum, len(packed), MB, 15, 0, 0, 0, 0, 0, 0
    )
    directory = (entry + b"xl/workbook.xml") * 1000
    return body + directory + struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 1000, 1000, len(directory), len(body), 0)


def _nested_zip() -> bytes:
    inner = archive({"zeros": bytes(10 * MB)}, level=9)
    return archive({f"{at}.zip": inner for at in range(100)})


def _declared(sort: int) -> bytes:
    """A workbook whose members say that they are packed in this way."""
    whole = bytearray(package({"xl/worksheets/sheet1.xml": _SMALL}))
    for sign, offset in ((b"PK\x03\x04", 8), (b"PK\x01\x02", 10)):
        at = whole.find(sign)
        while at >= 0:
            whole[at + offset : at + offset + 2] = struct.pack("<H", sort)
            at = whole.find(sign, at + 4)
    return bytes(whole)


TEXT: dict[str, Callable[[], bytes]] = {
    "a million columns": lambda: b"naam;" + b"k;" * 1_000_000 + b"\n1\n",
    "a million columns below a header": lambda: HEAD + b"x;" * 1_000_000 + b"\n",
    "fifty megabytes without a line end": lambda: b"id;naam\n1;" + b"x" * (50 * MB),
    "fifty megabytes of one letter": lambda: b"x" * (50 * MB),
    "a megabyte of quotes": lambda: b"id;naam\n" + b'"' * MB,
    "an open quote on every line": lambda: HEAD + b'1;"ASML;;;;;;\n' * 30_000,
    "an open quote and nothing after it": lambda: HEAD + b'1;"' + b"x;y\n" * 30_000,
    "quotes inside quotes": lambda: HEAD + b'1;"a""b"c"d"";""' * 20_000,
    "only delimiters": lambda: HEAD + b";" * (5 * MB),
    "lines of only delimiters": lambda: HEAD + b";;;;;;;\n" * 300_000,
    "ten megabytes of line ends": lambda: b"id;naam\n1;a\n" + b"\n" * (5 * MB),
    "carriage returns only": lambda: b"id;naam\r1;a\r" + b"\r" * (2 * MB),
    "nul bytes everywhere": lambda: b"id;naam\n" + b"\0" * MB,
    "a few nul bytes in every line": lambda: HEAD + (b"1;ASML\0" + b"x" * 300 + b"\n") * 3000,
    "byte-order marks in every line": lambda: b"\xef\xbb\xbfid;naam\n" + b"\xef\xbb\xbf1;a\n" * 20_000,
    "all bytes in turn": lambda: bytes(range(256)) * 4000,
    "high bytes only": lambda: b"id;naam\n" + bytes(range(128, 256)) * 8000,
    "overlong utf-8": lambda: b"id;naam\n" + b"1;\xc0\xaf\xe0\x80\xaf\xf0\x80\x80\xaf\n" * 10_000,
    "encoded surrogates": lambda: HEAD + b"1;\xed\xa0\x80\xed\xb0\x80\n" * 10_000,
    "utf-16 with half a letter": lambda: "\ufeffid;naam\n1;ASML\n".encode("utf-16-le") + b"\x3d",
    "utf-16 of lone surrogates": lambda: b"\xff\xfe" + "id;naam\n1;".encode("utf-16-le") + b"\x3d\xd8" * 100_000,
    "utf-32": lambda: "\ufeffid;naam\n".encode("utf-32-le"),
    "a byte-order mark alone": lambda: b"\xff\xfe",
    "two hundred columns of one name": lambda: b";".join([b"naam"] * 200) + b"\n" + b";".join([b"x"] * 200),
    "names of columns of thirty kilobytes": lambda: b";".join([b"n" * 30_000] * 20) + b"\nx\n",
    "a quote as delimiter": lambda: b'sep="\nid"naam\n1"a\n',
    "every sign as delimiter": lambda: "".join(map(chr, range(0x2000, 0x2800))).encode() + b"\n1\n",
    "formulas for spreadsheets": lambda: _cells("=cmd|' /C calc'!A0"),
    "tags that never end": lambda: _cells("<a" * 15_000),
    "comments that never end": lambda: _cells("<!--" * 8_000),
    "entities": lambda: _cells("&#0;&#xD800;&#x110000;&amp;lt;&a" * 1_000),
    "entities that hide tags": lambda: _cells("&amp;" * 5_000 + "lt;script&gt;"),
    "letters encoded many times": lambda: _cells("Ã\u0083Â" * 4_000),
    "spaces": lambda: _cells("a" + " " * 30_000 + "b"),
    "line separators": lambda: _cells("a\u2028\u2029\x85\x0b\x0c\x1c" * 2_000),
    "accents on one letter": lambda: _cells("e" + "\u0301" * 15_000),
    "accents out of order": lambda: _cells("\u0f73\u0f75\u0f81\u0327\u0301" * 2_000),
    "text that runs backwards": lambda: _cells("\u202e\u2066\u200b" * 3_000),
    "an address of numbers": lambda: _cells("1 " * 140),
    "an address of commas": lambda: _cells("a, " * 90),
    "an address of spaces and dashes": lambda: _cells("12 - " * 55),
    "a web address of dots": lambda: _cells("a." * 15_000),
    "a web address of slashes": lambda: _cells("http:" + "/" * 30_000),
    "a web address of dashes": lambda: _cells("a-" * 15_000 + ".nl"),
    "many web addresses": lambda: _cells("a.nl, " * 5_000),
    "a number of thirty thousand digits": lambda: _cells("7" * 30_000),
    "a telephone number of brackets": lambda: _cells("(" * 15_000 + "0" * 10),
    "scientific numbers": lambda: _cells("1e" + "9" * 30_000),
    "dates upon dates": lambda: _cells("01-01-" * 5_000),
    "one row too many": lambda: b"id;naam\n" + b"1;a\n" * 500_001,
    "one own id in every row": lambda: b"id;naam\n" + b"1;a\n" * 30_000,
}

JSON: dict[str, Callable[[], bytes]] = {
    "lists a hundred thousand deep": lambda: b'{"id":1,"name":' + b"[" * 100_000 + b"]" * 100_000 + b"}\n",
    "objects a hundred thousand deep": lambda: b'{"a":' * 100_000 + b"1" + b"}" * 100_000 + b"\n",
    "objects that never end": lambda: b'{"a":' * 100_000,
    "a number of a million digits": lambda: b'{"id":1,"name":"a","n":' + b"9" * 900_000 + b"}\n",
    "numbers beyond all bounds": lambda: b'{"id":1e999999999,"name":-1e-999999999}\n',
    "no numbers": lambda: b'{"id":NaN,"name":Infinity}\n' * 10_000,
    "one key a hundred thousand times": lambda: b"{" + b'"id":1,' * 100_000 + b'"name":"a"}\n',
    "a hundred thousand keys": lambda: ("{" + ",".join(f'"k{at}":1' for at in range(70_000)) + "}\n").encode(),
    "a key of a megabyte": lambda: b'{"' + b"k" * 900_000 + b'":1}\n',
    "half letters": lambda: b'{"id":1,"name":"\\ud800\\udc00\\udfff"}\n{"\\ud800":1}\n',
    "a list of a million zeros": lambda: b'{"id":1,"name":[' + b"0," * 400_000 + b"0]}\n",
    "objects by the hundred thousand": lambda: b'{"id":1,"name":[' + b"{}," * 300_000 + b"{}]}\n",
    "a text that never ends": lambda: b'{"id":1,"name":"' + b"a" * (20 * MB),
    "paths that collide": lambda: b'{"a.b":1,"a":{"b":2}}\n' * 10_000,
    "other keys in every line": lambda: b"".join(b'{"id":%d,"name":"a","k%d":1}\n' % (at, at) for at in range(3_000)),
    "other keys in every late line": lambda: (
        b'{"id":0,"name":"a"}\n' * 2_000 + b"".join(b'{"id":1,"k%d":1}\n' % at for at in range(20_000))
    ),
    "bytes that are no text behind an object": lambda: b'{"id":1,"name":"a"}\n' + bytes(range(128, 256)) * 100,
}

BOOKS: dict[str, Callable[[], bytes]] = {
    "a zip bomb": lambda: package({"xl/worksheets/sheet1.xml": bytes(300 * MB)}, level=9),
    "a zip bomb of the size that is allowed": lambda: package(
        {"xl/worksheets/sheet1.xml": b"<a>" * (33 * MB)}, level=9
    ),
    "entries on top of each other": _overlapping,
    "zips inside a zip": _nested_zip,
    "thousands of parts": lambda: package({f"xl/media/{at}": b"" for at in range(5_000)}),
    "an outside entity": lambda: package(
        {"xl/worksheets/sheet1.xml": f'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]>{_SMALL}'}
    ),
    "a billion laughs": lambda: with_shared_strings(
        '<!DOCTYPE a [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><sst><si><t>&b;</t></si></sst>'
    ),
    "an entity that nobody declared": lambda: with_shared_strings("<sst><si><t>&nobody;</t></si></sst>"),
    "four billion shared strings promised": lambda: with_shared_strings(
        f'<sst xmlns="{_MAIN}" count="4294967295" uniqueCount="4294967295"><si><t>naam</t></si></sst>'
    ),
    "a shared string that is not there": lambda: _sheet(
        '<sheetData><row r="1"><c r="A1" t="s"><v>99999999</v></c></row></sheetData>'
    ),
    "cells in both far corners": lambda: _sheet(
        '<sheetData><row r="1"><c r="A1"><v>1</v></c></row>'
        '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    ),
    "a cell beyond all columns": lambda: _sheet(
        '<sheetData><row><c r="ZZZZZZZ99999999999"><v>1</v></c></row></sheetData>'
    ),
    "a cell in row zero": lambda: _sheet('<sheetData><row r="0"><c r="A0"><v>1</v></c></row></sheetData>'),
    "a cell without a place": lambda: _sheet('<sheetData><row r="-5"><c r=""><v>1</v></c></row></sheetData>'),
    "a sheet as large as it says": lambda: _sheet('<dimension ref="A1:XFD1048576"/><sheetData/>'),
    "rows that go back": lambda: _sheet(
        '<sheetData><row r="9"><c r="A9"><v>1</v></c></row><row r="2"><c r="A2"><v>1</v></c></row></sheetData>'
    ),
    "a million levels of tags": lambda: _sheet("<a>" * 300_000),
    "a tag of a million attributes": lambda: _sheet("<a " + " ".join(f'b{at}=""' for at in range(100_000)) + "/>"),
    "a comment that never ends": lambda: _sheet("<!-- " + "x" * MB),
    "xml in utf-16": lambda: package({"xl/worksheets/sheet1.xml": _SMALL.encode("utf-16")}),
    "xml that is no text": lambda: _sheet("<sheetData>\ufffe\u0001</sheetData>").replace(b"\x01", b"\xff"),
    "a day at the end of time": lambda: _sheet(
        '<sheetData><row r="1"><c r="A1" s="1"><v>1e308</v></c><c r="B1" s="1"><v>-1e308</v></c></row></sheetData>'
    ),
    "text like formulas in every row": lambda: workbook(
        {"B": [["id", "naam"], *([at, f"=A{at}"] for at in range(15_000))]}
    ),
    "real formulas by the hundred thousand": lambda: _sheet(
        "<sheetData>"
        + "".join(f'<row r="{at}"><c r="A{at}"><f>1</f><v>1</v></c></row>' for at in range(1, 100_001))
        + "</sheetData>"
    ),
    "merged cells without end": lambda: _sheet(
        "<sheetData/><mergeCells>" + '<mergeCell ref="A1:XFD1048576"/>' * 100_000 + "</mergeCells>"
    ),
    "a password said": lambda: _changed(b"PK\x01\x02", 8, b"\x01\x00"),
    "a size that is a lie": lambda: _changed(b"PK\x01\x02", 24, b"\xff\xff\xff\x7f"),
    "a place outside the file": lambda: _changed(b"PK\x01\x02", 42, b"\xff\xff\xff\x7f"),
    "a wrong checksum": lambda: _changed(b"PK\x01\x02", 16, b"\0\0\0\0"),
    "a packing that nobody knows": lambda: _declared(97),
    "stored where packed is said": lambda: _declared(0),
    "packed by lzma it says": lambda: _declared(14),
    "a second directory behind the first": lambda: package({"xl/worksheets/sheet1.xml": _SMALL}) * 2,
    "half a workbook": lambda: workbook({"B": [["id", "naam"]] * 50})[:400],
    "names that climb out": lambda: _with("../../../etc/passwd", "root"),
    "the same part twice": lambda: _with("xl/workbook.xml", "<workbook/>"),
    "relations to itself": lambda: _with(
        "xl/_rels/workbook.xml.rels",
        '<Relationships><Relationship Id="rId1" Type="x/worksheet" Target="workbook.xml"/></Relationships>',
    ),
    "relations to another computer": lambda: _with(
        "xl/_rels/workbook.xml.rels",
        '<Relationships><Relationship Id="rId1" Type="x" Target="http://example.com/" TargetMode="External"/>'
        "</Relationships>",
    ),
    "no relations": lambda: archive(
        {"[Content_Types].xml": TYPES, "_rels/.rels": ROOT, "xl/workbook.xml": "<workbook/>"}
    ),
    "a thousand sheets": lambda: workbook({f"S{at}": [["id", "naam"], [at, "a"]] for at in range(1_000)}),
    "a sheet without a name": lambda: workbook({"": [["id", "naam"], [1, "ASML"]]}),
    "styles without end": lambda: _with(
        "xl/styles.xml", "<styleSheet><cellXfs>" + "<xf/>" * 500_000 + "</cellXfs></styleSheet>"
    ),
    "macros": lambda: _with("xl/vbaProject.bin", b"\xd0\xcf\x11\xe0" * 1000),
    "as many cells as are allowed": lambda: _sheet(
        "<sheetData>" + ("<row>" + "<c><v>1</v></c>" * 150 + "</row>") * 12_000 + "</sheetData>"
    ),
    "zip without end": lambda: b"PK\x03\x04" + bytes(9 * MB),
    "only the end of a zip": lambda: b"PK\x05\x06" + bytes(18),
    "an end that points nowhere": lambda: struct.pack(
        "<4s4H2LH", b"PK\x05\x06", 0, 0, 65535, 65535, 0xFFFFFFFF, 0xFFFFFFFF, 0
    ),
    "old excel, cut off": lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\xff" * 2000,
}
ATTACKS = {
    f"{kind}: {name}": build
    for kind, group in (("text", TEXT), ("json", JSON), ("xlsx", BOOKS))
    for name, build in group.items()
}
