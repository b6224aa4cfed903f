"""JSON Lines: one organisation a line, objects inside each other flattened to dotted paths."""

import json
from collections.abc import Iterator
from typing import Any

from koppel.connectors.errors import BadFile
from koppel.connectors.tabular.caps import Caps
from koppel.connectors.tabular.decoding import CutLine, encoding_of, lines
from koppel.connectors.tabular.tables import Line, Source, Table, check_columns

# Lines that are read to learn the columns; later ones may add more.
_LEARNT_FROM = 2_000
_LONGEST_PATH = 120


class _Refused(ValueError):
    """One line that cannot be read; carries the code of its sentence."""

    def __init__(self, code: str, **params: str | int) -> None:
        self.code = code
        self.params = params
        super().__init__(code)


def open_json_lines(payload: memoryview, caps: Caps) -> Source:
    """Understand a JSON Lines file.

    Raises:
        BadFile: ``json_not_lines`` when hardly any line is an object of its own; ``too_many_columns``.
    """
    encoding = encoding_of(payload)
    if encoding.name == "utf-16" or (not encoding.is_mixed and encoding.name != "utf-8"):
        raise BadFile("json_not_utf8")
    headers: dict[str, int] = {}
    good = bad = 0
    for at, line in enumerate(lines(payload, encoding, caps.row_characters)):
        if at >= _LEARNT_FROM:
            break
        if line.isspace():
            continue
        try:
            for path in _flat(line, caps):
                headers.setdefault(path, len(headers))
            good += 1
        except _Refused:
            bad += 1
        check_columns(len(headers), caps)
    if good < bad:
        raise BadFile("json_not_lines")
    if not headers:
        raise BadFile("no_header")
    table = Table(
        "", list(headers), 0, lambda: _records(lines(payload, encoding, caps.row_characters), table.headers, caps)
    )
    table.places = lambda: (line for line in lines(payload, encoding, caps.row_characters) if not line.isspace())
    table.look()
    return Source("jsonl", encoding.name, "", [table], ["mixed_encodings"] if encoding.is_mixed else [])


def _records(text: Iterator[str], headers: list[str], caps: Caps) -> Iterator[Line]:
    columns = {header: at for at, header in enumerate(headers)}
    for row, line in enumerate(text, start=1):
        if line.isspace():
            continue
        try:
            paths = _flat(line, caps)
            for path in paths:
                if path not in columns:
                    if len(columns) >= caps.columns:
                        raise _Refused("row_too_wide", cells=len(columns) + 1, columns=caps.columns)
                    columns[path] = len(headers)
                    headers.append(path)
            cells = [""] * len(headers)
            for path, text_of_path in paths.items():
                if (
                    len(text_of_path) * 4 > caps.cell_bytes
                    and len(text_of_path.encode("utf-8", "replace")) > caps.cell_bytes
                ):
                    raise _Refused("cell_too_long", limit=caps.cell_bytes // 1024)
                cells[columns[path]] = text_of_path
        except _Refused as refusal:
            yield Line(row, [], refusal=refusal.code, params=refusal.params, text=line[:200])
            continue
        yield Line(row, cells, note="mixed_encoding" if line.__class__ is not str else "")


def _flat(line: str, caps: Caps) -> dict[str, str]:
    """One line as dotted path to text; empty objects, lists and nulls are empty texts."""
    if isinstance(line, CutLine):
        raise _Refused("row_too_long", limit=caps.row_characters)
    try:
        read = _DECODER.decode(line.lstrip("\ufeff"))
    except _Refused:
        raise
    except RecursionError:
        raise _Refused("json_too_deep", limit=caps.json_depth) from None
    except ValueError as error:
        raise _Refused("json_invalid", place=getattr(error, "colno", 0)) from None
    if not isinstance(read, dict):
        raise _Refused("json_no_object")
    flat: dict[str, str] = {}
    _flatten(read, "", flat, caps.json_depth, caps)
    return flat


def _flatten(value: Any, path: str, flat: dict[str, str], depth: int, caps: Caps) -> None:
    if isinstance(value, dict):
        inner = [(f"{path}.{key}" if path else key, part) for key, part in value.items()]
    elif isinstance(value, list) and any(isinstance(part, dict | list) for part in value):
        inner = [(f"{path}.{at}", part) for at, part in enumerate(value, start=1)]
    else:
        _put(path, "; ".join(filter(None, map(_text, value))) if isinstance(value, list) else _text(value), flat, caps)
        return
    if depth < 1:
        raise _Refused("json_too_deep", limit=caps.json_depth)
    if not inner and path:
        _put(path, "", flat, caps)
    for inner_path, part in inner:
        _flatten(part, inner_path, flat, depth - 1, caps)


def _put(path: str, text: str, flat: dict[str, str], caps: Caps) -> None:
    if len(path) > _LONGEST_PATH or not path.isprintable():
        raise _Refused("json_bad_key")
    if path in flat:  # {"a.b": 1, "a": {"b": 2}}
        raise _Refused("json_double_key", key=path[:80])
    flat[path] = text
    if len(flat) > caps.columns:
        raise _Refused("row_too_wide", cells=len(flat), columns=caps.columns)


def _text(value: Any) -> str:
    if value is None:
        return ""
    if value is True or value is False:
        return "true" if value else "false"
    return str(value)


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object whose keys all differ: a second value for a key would silently win."""
    read = dict(pairs)
    if len(read) != len(pairs):
        seen: set[str] = set()
        for key, _ in pairs:
            if key in seen:
                raise _Refused("json_double_key", key=key[:80])
            seen.add(key)
    return read


def _no_constant(word: str) -> Any:
    raise _Refused("json_not_a_number", word=word)


# Numbers stay the text that they are: no digit is lost, and no number is too long to be read.
_DECODER = json.JSONDecoder(object_pairs_hook=_object, parse_float=str, parse_int=str, parse_constant=_no_constant)
