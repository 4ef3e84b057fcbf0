"""JSON files that somebody else wrote: read within bounds, decoded into typed values, every fault named."""

import codecs
import os
import re
import stat
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from kanban.text.clean import clean_line
from kanban.text.messages import Refused

SIZE_LIMIT = 160 * 2**20
"""Largest file read, in bytes; a board of 20,000 cards as Trello writes it has 60 to 130 MB."""
OBJECT_LIMIT = 4_000_000
"""Most objects and lists in a file, and VALUE_LIMIT the most values: what a small file could blow up to in memory."""
VALUE_LIMIT = 20_000_000
YEARS = range(1900, 9001)

T = TypeVar("T")

_BOM = b"\xef\xbb\xbf"
_CHUNK = 2**20
_ESCAPE = re.compile(
    rb"\\(?:u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|(u[dD][89a-fA-F][0-9a-fA-F]{2})|.)", re.DOTALL
)
_MOST_ESCAPES = 2_000_000
_WORDS = {
    "object": "an object", "array": "a list", "str": "text", "int": "a number", "float": "a number",
    "bool": "true or false", "null": "nothing",
}  # fmt: skip


def read(path: Path, limit: int = SIZE_LIMIT) -> bytes:
    """The content of a regular UTF-8 file, without a byte order mark. Raises Refused."""
    name = shown(path)
    try:
        with open(os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC), "rb") as file:
            status = os.fstat(file.fileno())
            if not stat.S_ISREG(status.st_mode):
                raise Refused(f"{name}: is not a regular file")
            if status.st_size > limit:
                raise Refused(_too_large(name, status.st_size, limit))
            content = file.read(limit + 1)
    except IsADirectoryError:
        raise Refused(f"{name}: is a folder, not a file") from None
    except (OSError, ValueError) as error:
        reason = (getattr(error, "strerror", None) or str(error)).lower()
        raise Refused(f"{name}: cannot be read: {reason}") from None
    if len(content) > limit:
        raise Refused(_too_large(name, len(content), limit))
    _check_utf8(name, content)
    return content.removeprefix(_BOM)


def decode(path: Path, content: bytes, type_: type[T], what: str = "JSON") -> T:
    """The content as a `type_`. Raises Refused naming file, field and value."""
    name = shown(path)
    if not content or content.isspace():
        raise Refused(f"{name}: is empty, not {what}")
    if content.count(b"{") + content.count(b"[") > OBJECT_LIMIT or content.count(b",") > VALUE_LIMIT:
        raise Refused(f"{name}: holds more than {OBJECT_LIMIT:,} objects and lists or {VALUE_LIMIT:,} values")
    try:
        return msgspec.json.decode(content, type=type_)
    except msgspec.ValidationError as error:
        raise Refused(f"{name}: {_fault(error, content, what)}") from None
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        mended = _without_lone_surrogates(content)
        if mended != content:
            return decode(path, mended, type_, what)
        raise Refused(f"{name}: is not {what}: {_malformed(str(error), content)}") from None
    except RecursionError:
        raise Refused(f"{name}: is not {what}: its values are nested too deep") from None


def part(path: Path, raw: msgspec.Raw, type_: type[T], where: str) -> T:
    """A part of a file that was left undecoded, found at the field `where`. Raises Refused."""
    try:
        return msgspec.json.decode(raw, type=type_)
    except msgspec.ValidationError as error:
        raise Refused(f"{shown(path)}: {_fault(error, bytes(raw), where, where)}") from None
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise Refused(f"{shown(path)}: {where}: cannot be read: {clean_line(str(error))}") from None


def moment(path: Path, value: datetime, field: str) -> datetime:
    """A date of the file in UTC to the millisecond; one without an offset is UTC already. Raises Refused."""
    if value.year not in YEARS:
        raise Refused(f"{shown(path)}: {field}: {value.isoformat()!r} lies outside the years {YEARS[0]} to {YEARS[-1]}")
    value = value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
    return value.replace(microsecond=value.microsecond // 1000 * 1000)


def shown(path: Path) -> str:
    """A path, fit to be shown."""
    return clean_line(str(path))


def _too_large(name: str, size: int, limit: int) -> str:
    return f"{name}: {size / 2**20:,.0f} MB are too large, at most {limit / 2**20:,.0f} MB are read"


def _check_utf8(name: str, content: bytes) -> None:
    decoder = codecs.getincrementaldecoder("utf-8")()
    for start in range(0, len(content) + 1, _CHUNK):
        chunk = content[start : start + _CHUNK]
        try:
            decoder.decode(chunk, final=start + _CHUNK > len(content))
        except UnicodeDecodeError as error:
            at = max(0, start + error.start - (len(error.object) - len(chunk)))
            raise Refused(f"{name}: is not UTF-8 text: byte 0x{content[at]:02x} at offset {at}") from None


def _without_lone_surrogates(content: bytes) -> bytes:
    """Halves of a character that was cut in two become U+FFFD: JavaScript writes them, no decoder takes them."""
    if (b"\\ud" not in content and b"\\uD" not in content) or content.count(b"\\") > _MOST_ESCAPES:
        return content
    return _ESCAPE.sub(lambda match: b"\\ufffd" if match[1] else match[0], content)


def _malformed(message: str, content: bytes) -> str:
    found = re.search(r"\(byte (\d+)\)", message)
    if not found:
        return "it ends too early" if "truncated" in message else clean_line(message)
    at = int(found[1])
    line = content.count(b"\n", 0, at) + 1
    near = clean_line(content[at : at + 20].decode("utf-8", "replace"))
    return f"line {line}, byte {at}, near {near!r}"


def _fault(error: msgspec.ValidationError, content: bytes, what: str, prefix: str = "") -> str:
    message, _, where = str(error).partition(" - at `$")
    keys = re.findall(r"\.([^.\[\]]+)|\[(\d+)\]", where.rstrip("`"))
    field = prefix + "".join(f".{name}" if name else f"[{index}]" for name, index in keys)
    field = field.lstrip(".")
    missing = re.search(r"missing required field `(.*)`", message)
    if missing:
        return f"{field}: has no {missing[1]!r}" if field else f"has no {missing[1]!r}, so it is not {what}"
    value = _value(content, keys)
    if "datetime" in message:
        return f"{field}: {value} is no date (such as 2026-11-10T17:00:00Z, years {YEARS[0]} to {YEARS[-1]})"
    expected = re.search(r"Expected `([^`]*)`", message)
    if expected:
        words = [_WORDS.get(word, word) for word in expected[1].split(" | ") if word != "null"]
        field = field or f"is not {what}"
        return f"{field}: expected {' or '.join(dict.fromkeys(words))}, not {value}"
    return f"{field}: {value}: {message[:1].lower()}{message[1:]}"


def _value(content: bytes, keys: list[tuple[str, str]]) -> str:
    """The value at a place of the file, cut short. Nothing but the way there is decoded."""
    raw: Any = content
    try:
        for name, index in keys:
            if index:
                raw = msgspec.json.decode(raw, type=list[msgspec.Raw])[int(index)]
            else:
                raw = msgspec.json.decode(raw, type=dict[str, msgspec.Raw])[name]
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError, KeyError, IndexError):
        return "what is there"
    text = clean_line(memoryview(raw)[:400].tobytes().decode("utf-8", "replace"))
    if text.startswith('"') and text.endswith('"') and len(text) > 1:
        text = f"'{text[1:-1]}'"
    return text if len(text) <= 60 else text[:59] + "…"
