"""Letters that were encoded twice (``FryslÃ¢n``) turned back into what they were."""

import re

# What the bytes 0x80..0xBF look like when UTF-8 is read as Windows-1252; five of them have no letter there.
_HIGH = {byte: bytes([byte]).decode("cp1252", "replace") for byte in range(0x80, 0xC0)}
_HIGH = {byte: chr(byte) if letter == "\ufffd" else letter for byte, letter in _HIGH.items()}
_BYTE = {letter: byte for byte, letter in _HIGH.items()} | {chr(byte): byte for byte in range(0x80, 0x100)}
_TAIL = "".join(sorted({re.escape(letter) for letter in _HIGH.values()} | {chr(byte) for byte in range(0x80, 0xC0)}))
# Only the first letters that double encoding of European text gives: Ã Â Ä Å and one tail, and â for dashes and quotes.
# More would turn real capitals ("CAFÉ®") into foreign letters.
_TWICE = re.compile(f"[ÂÃÄÅ][{_TAIL}]|â[{_TAIL}]{{2}}")
_ROUNDS = 3


def repaired(text: str) -> str:
    """The text with double-encoded letters mended (up to three rounds); the same text when there are none."""
    for _ in range(_ROUNDS):
        mended = _TWICE.sub(_once, text)
        if mended == text:
            return text
        text = mended
    return text


def _once(found: re.Match[str]) -> str:
    pair = bytes(_BYTE.get(letter, ord(letter)) for letter in found.group())
    try:
        letter = pair.decode("utf-8")
    except UnicodeDecodeError:
        return found.group()
    # Three-byte sequences: only general punctuation and the euro and trade mark signs are ever meant.
    if len(pair) == 3 and not ("\u2010" <= letter <= "\u2044" or letter in "€™"):
        return found.group()
    return letter
