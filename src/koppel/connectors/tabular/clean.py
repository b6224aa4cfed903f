"""One row of a delivery cleaned: values by field, and a remark for everything that was mended, doubted or refused."""

import hashlib
from collections.abc import Mapping, Sequence

from koppel.connectors.records import Remark, Severity, TabularRow
from koppel.connectors.tabular import fields
from koppel.connectors.tabular.addresses import split_address, split_city, split_street
from koppel.connectors.tabular.cells import Finding, storable, tidy
from koppel.connectors.tabular.tables import Line

_SHOWN = 200
# What makes two rows of a file without own ids the same organisation's row.
_CONTENT = (
    "partner",
    "name",
    "kvk",
    "pic",
    "street",
    "number",
    "postcode",
    "city",
    "country",
    "website",
    "phone",
    "kind",
)
_STRICT = frozenset({"id", "kvk", "number", "postcode", "website", "phone", "pic"})
_LOW_HALF = 0xFFFFFFFF


class OwnIds:
    """The own ids seen so far in a file: a row that comes twice is taken once."""

    def __init__(self) -> None:
        # One number per id: its sheet, its row and half a hash of the row. Half a million fit the memory of a child.
        self._seen: dict[int, int] = {}
        self._sheets: list[str] = []

    def first_place(self, key: tuple[str, str], content: str, sheet: str, row: int) -> tuple[str | int, bool]:
        """Where this id came first (0 when that is here), and whether it was the same row.

        In another sheet the place is written as spreadsheets do, ``Bedrijven!4``.
        """
        if not self._sheets or self._sheets[-1] != sheet:
            self._sheets.append(sheet)
        here = len(self._sheets) - 1 << 64 | row << 32 | hash(content) & _LOW_HALF
        first = self._seen.setdefault(hash(key), here)
        if first >> 32 == here >> 32:
            return 0, False
        first_sheet, first_row = self._sheets[first >> 64], first >> 32 & _LOW_HALF
        return (
            first_row if first_sheet == sheet else f"{first_sheet}!{first_row}",
            first & _LOW_HALF == here & _LOW_HALF,
        )


class RowCleaner:
    """Cleans the rows of one table.

    Args:
        sheet: its name.
        headers: of the table; the list may grow while it is read.
        mapping: field to header.
        own_ids: shared by all tables of a file.
    """

    def __init__(self, sheet: str, headers: Sequence[str], mapping: Mapping[str, str], own_ids: OwnIds) -> None:
        self._sheet = sheet
        self._headers = headers
        places = {header: at for at, header in enumerate(headers)}
        # The country first: what a postcode or a telephone number must look like depends on it.
        order = sorted(mapping, key=lambda field: field != "country")
        self._columns = [(field, places[mapping[field]]) for field in order]
        self._has_own_ids = "id" in mapping
        self._is_whole_address = is_whole_address(mapping)
        self._splits_city = "postcode" in mapping and "city" not in mapping
        self._splits_street = "street" in mapping and not self._is_whole_address
        self._own_ids = own_ids

    def clean(self, line: Line) -> TabularRow:
        """The row with cleaned values; ``refused`` when it must not be taken."""
        cells = line.cells
        whole = "\x1f".join(cells)
        remarks: list[Remark] = []
        row = line.row
        if not line.refusal and "\0" in whole:
            line.refusal = "nul_byte"
        if not whole.isascii() or "\0" in whole:
            cells = [storable(cell) for cell in cells]
        if line.refusal:
            remarks.append(
                self._remark(
                    row,
                    "",
                    Finding(
                        line.refusal, "refused", storable(line.text) or (cells[0] if cells else ""), "", line.params
                    ),
                )
            )
            return TabularRow(row, self._sheet, {}, self._raw(cells), tuple(remarks), True)
        if line.note:
            remarks.append(self._remark(row, "", Finding(line.note, "repaired", "", "")))
        values: dict[str, str] = {}
        width = len(cells)
        for field, at in self._columns:
            if at >= width:
                continue
            text = cells[at]
            mark = line.marks.get(at, "") if line.marks else ""
            if not text and not mark:
                continue
            if self._splits_city and field == "postcode":
                text, city = split_city(text.strip())
                self._put(row, "city", city, values, remarks)
            self._put(row, field, text, values, remarks, mark)
        self._take_apart(row, values, remarks)
        refused = self._judge(row, values, whole, remarks)
        return TabularRow(row, self._sheet, values, self._raw(cells), tuple(remarks), refused)

    def _cell(self, field: str, text: str, mark: str, country: str) -> tuple[str, list[Finding]]:
        """One cell, cleaned by the rules of its field."""
        findings: list[Finding] = []
        if mark:
            marked = _MARKS.get((mark, bool(text)))
            if marked:
                findings.append(Finding(marked[0], marked[1], text, text))
            if not text:
                return "", findings
        value, found = tidy(text, is_prose=field not in _STRICT, is_name=field in ("name", "acronym"))
        findings += found
        if not value:
            return "", findings
        if mark == "date":
            if field in ("kvk", "number", "postcode", "phone", "website", "pic", "country"):
                return "", [*findings, Finding("date_in_cell", "check", value, "")]
            return value, [*findings, Finding("date_in_cell", "check", value, value)]
        value, found = _by_field(field, value, country)
        if found:
            findings += found
        if len(value) > fields.SHORTEST_LENGTH:
            value, found = fields.cut(value, field)
            findings += found
        return value, findings

    def _take_apart(self, row: int, values: dict[str, str], remarks: list[Remark]) -> None:
        """Split what one column holds together: a whole address, or street and number."""
        if self._is_whole_address and "street" in values:
            text = values.pop("street")
            address = split_address(text)
            if address.country:
                values.setdefault("country", address.country)
            if not address.is_clear:
                remarks.append(self._remark(row, "street", Finding("address_unclear", "check", text, address.street)))
            for field in ("street", "number", "city", "postcode"):
                if field not in values:
                    self._put(row, field, getattr(address, field), values, remarks)
        elif self._splits_street and "street" in values and "number" not in values:
            street, number = split_street(values["street"])
            if number:
                values["street"], values["number"] = street, number

    def _put(
        self, row: int, field: str, text: str, values: dict[str, str], remarks: list[Remark], mark: str = ""
    ) -> None:
        """Clean one text and keep what is left of it."""
        if not text and not mark:
            return
        value, findings = self._cell(field, text, mark, values.get("country", ""))
        if value:
            values[field] = value
        for finding in findings:
            remarks.append(self._remark(row, field, finding))

    def _judge(self, row: int, values: dict[str, str], whole: str, remarks: list[Remark]) -> bool:
        """Whether the row is refused: no name, no own id, or an own id that another row has."""
        name = values.get("name", "")
        if not any(letter.isalnum() for letter in name):
            remarks.append(self._remark(row, "name", Finding("no_name", "refused", name, "")))
            return True
        if not self._has_own_ids:
            values["id"] = content_id(values)
        elif "id" not in values:
            remarks.append(self._remark(row, "id", Finding("no_id", "refused", "", "")))
            return True
        own_id = values["id"]
        if len(own_id) > fields.LONGEST_ID:
            remarks.append(
                self._remark(row, "id", Finding("id_too_long", "refused", own_id, "", {"limit": fields.LONGEST_ID}))
            )
            return True
        first, is_same = self._own_ids.first_place((values.get("partner", ""), own_id), whole, self._sheet, row)
        if first and (is_same or not self._has_own_ids):
            remarks.append(
                self._remark(row, "", Finding("identical_row", "repaired", own_id, "", {"first_row": first}))
            )
        elif first:
            remarks.append(
                self._remark(row, "id", Finding("duplicate_id", "refused", own_id, "", {"first_row": first}))
            )
        return bool(first)

    def _remark(self, row: int, field: str, finding: Finding) -> Remark:
        was, became = storable(finding.was[:_SHOWN]), storable(finding.became[:_SHOWN])
        return Remark(row, self._sheet, field, finding.code, was, became, finding.severity, finding.params)

    def _raw(self, cells: Sequence[str]) -> dict[str, str]:
        return {header: cell for header, cell in zip(self._headers, cells, strict=False) if cell}


def is_whole_address(mapping: Mapping[str, str]) -> bool:
    """Whether the column of the street holds whole addresses: no other column has a part, nor is it named a street."""
    if "street" not in mapping or any(field in mapping for field in ("number", "postcode", "city")):
        return False
    return not mapping["street"].lower().startswith(("straat", "street"))


def content_id(values: Mapping[str, str]) -> str:
    """An id for a row of a file without own ids: the same content gives the same id in every delivery."""
    content = "\x1f".join(values.get(field, "").casefold() for field in _CONTENT)
    return "c-" + hashlib.blake2b(content.encode(), digest_size=10).hexdigest()


# What a workbook says of a cell, with and without a value in it; dates and numbers are judged by their field.
_MARKS: dict[tuple[str, bool], tuple[str, Severity]] = {
    ("formula", True): ("formula_value", "repaired"),
    ("formula", False): ("formula_empty", "check"),
    ("error", False): ("cell_error", "check"),
    ("error", True): ("cell_error", "check"),
}


def _by_field(field: str, text: str, country: str) -> tuple[str, list[Finding]]:
    match field:
        case "name" | "street" | "city" | "sector" | "text" | "kind" | "acronym" | "partner":
            return fields.clean_words(text, field)
        case "kvk":
            return fields.clean_kvk(text)
        case "postcode":
            return fields.clean_postcode(text, country)
        case "website":
            return fields.clean_website(text)
        case "phone":
            return fields.clean_phone(text, country)
        case "pic":
            return fields.clean_pic(text)
        case "country":
            return fields.clean_country(text)
        case "number":
            return fields.clean_number(text)
        case _:
            return fields.clean_own_id(text)
