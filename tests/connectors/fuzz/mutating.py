"""Mutations of delivered files: the same number always gives the same file."""

import io
import random
import zipfile

from tests.connectors.building import archive, with_shared_strings, workbook
from tests.connectors.places import DELIVERIES, FILES

# What parsers trip over, beside random bytes.
# fmt: off
_TOKENS: tuple[bytes, ...] = (
    b'"', b'""', b"'", b";", b",", b"\t", b"|", b"\n", b"\r", b"\r\n", b"\0", b"\xef\xbb\xbf", b"\xff\xfe",
    b"\xc3", b"\xe2\x80\xa8", b"\xed\xa0\x80", b"\x81", b"\xf4\x90\x80\x80", b"\xc3\x83\xc2\xa9",
    b"<b>", b"</", b"&amp;", b"&#0;", b"&#x110000;", b"<!--", b"=1+1", b"=cmd|' /C calc'!A0", b"sep=;\n",
    b"{", b"}", b"[", b"]", b":", b"null", b"NaN", b"-Infinity", b"1e999", b"\\u0000", b"\\ud800",
    b'{"id":1,"id":2}', b'{"a":' * 70, b"[" * 70,
    b"naam", b"KvK", b"id", b"postcode", b"website", b"1234AB", b"12345678", b"6070325.0", b"http://", b"01-02-2024",
    b"45352", b"9" * 400, b" " * 300, b"A" * 70_000, b";" * 300, b"\xcc\x81" * 200,
    b"<!DOCTYPE x>", b"<!ENTITY a 'b'>", b'r="XFD1048576"', b'r="A400000"', b't="s"', b't="e"', b"<f>A1</f>",
    b"<v>1e308</v>", b"<v>-1</v>", b'<row r="0">', b"</sheetData>", b'count="4000000000"',
)
# fmt: on
_ROWS = 12


def seeds(kind: str) -> list[bytes]:
    """The files that mutations begin with: the small ones of the tests and the first rows of the real deliveries."""
    if kind == "csv":
        real = [
            b"".join((DELIVERIES / name).read_bytes().splitlines(keepends=True)[:_ROWS])
            for name in ("bom/relaties-2024-08.csv", "liof/accounts.csv", "high-tech-nl/leden.csv")
        ]
        small = [path.read_bytes() for path in sorted(FILES.iterdir()) if path.suffix in (".csv", ".tsv", ".txt")]
    elif kind == "jsonl":
        whole = (DELIVERIES / "oost-nl" / "organisations-2024-08.jsonl").read_bytes()
        real = [b"".join(whole.splitlines(keepends=True)[:_ROWS])]
        small = [path.read_bytes() for path in sorted(FILES.glob("*.json*"))]
    else:
        rows = [["id", "naam", "kvk", "plaats"], *([at, f"Naam {at}", 17014545, "Best"] for at in range(5))]
        real = [workbook({"Export": rows}), _shared()]
        small = [
            path.read_bytes() for path in sorted(FILES.glob("*.xlsx")) if path.stem not in ("protected", "no_header")
        ]
    return real + [seed for seed in small if len(seed) < 4_000]


def _shared() -> bytes:
    words = ["id", "naam", "plaats", "ASML", "Veldhoven", "DAF"]
    strings = "".join(f"<si><t>{word}</t></si>" for word in words)
    places = [[0, 1, 2], [3, 3, 4], [5, 5, 4]]
    rows = "".join("<row>" + "".join(f'<c t="s"><v>{place}</v></c>' for place in row) + "</row>" for row in places)
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    sheet = f'<worksheet xmlns="{main}"><sheetData>{rows}</sheetData></worksheet>'
    return with_shared_strings(f'<sst xmlns="{main}" count="6" uniqueCount="6">{strings}</sst>', sheet)


def mutated(kind: str, number: int, begin: list[bytes]) -> bytes:
    """Mutation ``number`` of one of the seeds."""
    dice = random.Random(f"{kind}{number}")
    seed = dice.choice(begin)
    if kind == "xlsx" and seed[:2] == b"PK" and dice.random() < 0.8:
        return _with_a_mutated_part(seed, dice)
    return _mutated_bytes(seed, dice, begin)


def _mutated_bytes(
    seed: bytes, dice: random.Random, begin: list[bytes], times: tuple[int, ...] = (1, 1, 2, 3, 5, 8)
) -> bytes:
    whole = bytearray(seed)
    for _ in range(dice.choice(times)):
        at = dice.randrange(len(whole) + 1)
        match dice.randrange(8):
            case 0 if at < len(whole):
                whole[at] ^= 1 << dice.randrange(8)
            case 1 if at < len(whole):
                whole[at] = dice.randrange(256)
            case 2:
                whole[at:at] = dice.choice(_TOKENS)
            case 3:
                token = dice.choice(_TOKENS)
                whole[at : at + len(token)] = token
            case 4:
                del whole[at : at + dice.choice((1, 2, 10, 100))]
            case 5:
                whole[at:at] = whole[at : at + dice.choice((1, 20, 200))] * dice.choice((1, 2, 20))
            case 6:
                other = dice.choice(begin)
                whole[at:at] = other[dice.randrange(len(other) + 1) :][: dice.choice((5, 50, 500))]
            case _ if dice.random() < 0.2:
                del whole[at:]
    return bytes(whole)


def _with_a_mutated_part(seed: bytes, dice: random.Random) -> bytes:
    """The XML inside is mutated and packed again, or most mutations would only break the checksum of the archive."""
    try:
        with zipfile.ZipFile(io.BytesIO(seed)) as packed:
            parts: dict[str, str | bytes] = {name: packed.read(name) for name in packed.namelist()}
    except zipfile.BadZipFile:
        return seed
    names = sorted(parts)
    name = (
        dice.choice([part for part in names if "sheets/" in part or "Strings" in part] or names)
        if dice.random() < 0.7
        else dice.choice(names)
    )
    chosen = parts[name]
    assert isinstance(chosen, bytes)
    others = [part for part in parts.values() if isinstance(part, bytes) and part]
    parts[name] = _mutated_bytes(chosen, dice, others, times=(1, 1, 1, 2, 4))
    return archive(parts, level=1)
