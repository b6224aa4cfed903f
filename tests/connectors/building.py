"""Workbooks written by hand: exactly the XML that a test needs, also what no spreadsheet program would write."""

import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

TYPES = (
    '<?xml version="1.0" encoding="UTF-8"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Override PartName="/xl/workbook.xml"'
    ' ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>'
)
ROOT = (
    '<?xml version="1.0" encoding="UTF-8"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"'
    ' Target="xl/workbook.xml"/></Relationships>'
)
STYLES = (
    '<?xml version="1.0" encoding="UTF-8"?><styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    '<cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="14" applyNumberFormat="1"/></cellXfs></styleSheet>'
)
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


@dataclass(frozen=True)
class Formula:
    """A cell with a formula and the value that was computed for it; empty when none was."""

    formula: str
    value: str


@dataclass(frozen=True)
class Date:
    """A cell that holds a day as spreadsheets count them, shown as a date."""

    serial: int


@dataclass(frozen=True)
class Error:
    """A cell that holds an error of the spreadsheet."""

    word: str


Value = str | int | float | bool | None | Formula | Date | Error


def workbook(sheets: dict[str, Sequence[Sequence[Value]]], *, hidden: frozenset[str] = frozenset()) -> bytes:
    """An XLSX file with these sheets."""
    return package(
        {f"xl/worksheets/sheet{at}.xml": sheet_xml(rows) for at, rows in enumerate(sheets.values(), start=1)},
        list(sheets),
        hidden,
    )


def package(
    parts: dict[str, str | bytes],
    names: Sequence[str] = ("Blad1",),
    hidden: frozenset[str] = frozenset(),
    *,
    level: int = 6,
) -> bytes:
    """An XLSX file from the XML of its parts; sheets are named in their order."""
    listed = ""
    for at, name in enumerate(names, start=1):
        state = "hidden" if name in hidden else "visible"
        listed += f'<sheet name="{escape(name)}" sheetId="{at}" state="{state}" r:id="rId{at}"/>'
    relations = "".join(
        f'<Relationship Id="rId{at}" Type="{_REL}/worksheet" Target="worksheets/sheet{at}.xml"/>'
        for at in range(1, len(names) + 1)
    )
    whole: dict[str, str | bytes] = {
        "[Content_Types].xml": TYPES,
        "_rels/.rels": ROOT,
        "xl/workbook.xml": f'<?xml version="1.0"?><workbook xmlns="{_MAIN}" xmlns:r="{_REL}">'
        f"<sheets>{listed}</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": '<?xml version="1.0"?><Relationships'
        f' xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{relations}</Relationships>',
        "xl/styles.xml": STYLES,
        **parts,
    }
    return archive(whole, level=level)


def with_shared_strings(strings: str, sheet: str = "") -> bytes:
    """An XLSX file whose texts stand apart from its sheet, as most programs write them; by default one cell."""
    one = f'<worksheet xmlns="{_MAIN}"><sheetData><row r="1"><c r="A1" t="s"><v>0</v></c></row></sheetData></worksheet>'
    relations = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="rId1" Type="{_REL}/worksheet" Target="worksheets/sheet1.xml"/>'
        f'<Relationship Id="rId2" Type="{_REL}/sharedStrings" Target="sharedStrings.xml"/></Relationships>'
    )
    parts: dict[str, str | bytes] = {"xl/worksheets/sheet1.xml": sheet or one, "xl/sharedStrings.xml": strings}
    return package({**parts, "xl/_rels/workbook.xml.rels": relations})


def archive(parts: dict[str, str | bytes], *, level: int = 6) -> bytes:
    """A zip archive of these parts, always the same bytes."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=level) as file:
        for name, part in parts.items():
            file.writestr(zipfile.ZipInfo(name), part, zipfile.ZIP_DEFLATED)
    return packed.getvalue()


def sheet_xml(rows: Sequence[Sequence[Value]]) -> str:
    """The XML of one sheet."""
    body = ""
    for at, row in enumerate(rows, start=1):
        cells = (_cell(value, f"{column(place)}{at}") for place, value in enumerate(row) if value is not None)
        body += f'<row r="{at}">{"".join(cells)}</row>'
    return f'<?xml version="1.0" encoding="UTF-8"?><worksheet xmlns="{_MAIN}"><sheetData>{body}</sheetData></worksheet>'


def _cell(value: Value, place: str) -> str:
    match value:
        case Formula(formula, computed):
            shown = f"<v>{escape(computed)}</v>" if computed else ""
            return f'<c r="{place}" t="str"><f>{escape(formula)}</f>{shown}</c>'
        case Date(serial):
            return f'<c r="{place}" s="1"><v>{serial}</v></c>'
        case Error(word):
            return f'<c r="{place}" t="e"><v>{word}</v></c>'
        case bool():
            return f'<c r="{place}" t="b"><v>{int(value)}</v></c>'
        case str():
            return f'<c r="{place}" t="inlineStr"><is><t xml:space="preserve">{escape(value)}</t></is></c>'
        case _:
            return f'<c r="{place}"><v>{value}</v></c>'


def column(at: int) -> str:
    """The letters of a column, counted from 0."""
    letters = ""
    at += 1
    while at:
        at, left = divmod(at - 1, 26)
        letters = chr(65 + left) + letters
    return letters
