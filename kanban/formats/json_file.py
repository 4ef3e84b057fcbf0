"""JSON files that somebody else wrote: read within bounds, decoded into typed values, every fault named."""

import codecs
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from kanban.formats import iso_date
from kanban.formats.foreign_file import content_of, refused
from kanban.text.clean import clean_line
from kanban.text.messages import Message, Words, joined, msg, msg_in

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
_NUMBER = msg_in("json", "a number")
_TYPE_WORDS: dict[str, Message] = {
    "object": msg_in("json", "an object"),
    "array": msg_in("json", "a list"),
    "str": msg_in("json", "text"),
    "int": _NUMBER,
    "float": _NUMBER,
    "bool": msg_in("json", "true or false"),
}
"""What the types of JSON are called, by msgspec's names of them."""


def read(path: Path, limit: int = SIZE_LIMIT) -> bytes:
    """The content of a regular UTF-8 file, without a byte order mark. Raises Refused."""
    content = content_of(path, limit)
    _check_utf8(path, content)
    return content.removeprefix(_BOM)


def decode(path: Path, content: bytes, type_: type[T], what: Words = "JSON") -> T:
    """The content as a `type_`. Raises Refused naming file, field and value."""
    if not content or content.isspace():
        raise refused(path, msg("is empty, not {what}", what=what))
    check_counts(path, content)
    try:
        return msgspec.json.decode(content, type=type_)
    except msgspec.ValidationError as error:
        raise refused(path, _fault(error, content, what)) from None
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        mended = _without_lone_surrogates(content)
        if mended != content:
            return decode(path, mended, type_, what)
        raise refused(path, _is_not(what, _malformed(str(error), content))) from None
    except RecursionError:
        raise refused(path, _is_not(what, msg("its values are nested too deep"))) from None


def check_counts(path: Path, content: bytes) -> None:
    """Raise Refused for what a small file would blow up to in memory."""
    if content.count(b"{") + content.count(b"[") > OBJECT_LIMIT or content.count(b",") > VALUE_LIMIT:
        raise refused(
            path,
            msg("holds more than {objects:,} objects and lists or {values:,} values", objects=OBJECT_LIMIT,
                values=VALUE_LIMIT),
        )  # fmt: skip


def part(path: Path, raw: msgspec.Raw, type_: type[T], where: str) -> T:
    """A part of a file that was left undecoded, found at the field `where`. Raises Refused."""
    try:
        return msgspec.json.decode(raw, type=type_)
    except msgspec.ValidationError as error:
        raise refused(path, _fault(error, bytes(raw), where, where)) from None
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        reason = clean_line(str(error))
        raise refused(path, msg("{field}: cannot be read: {reason}", field=where, reason=reason)) from None


def moment(path: Path, value: datetime, field: str) -> datetime:
    """A date of the file in UTC to the millisecond; one without an offset is UTC already. Raises Refused."""
    if value.year not in YEARS:
        raise refused(
            path,
            msg("{field}: {value!r} lies outside the years {first} to {last}", field=field, value=value.isoformat(),
                first=YEARS[0], last=YEARS[-1]),
        )  # fmt: skip
    value = value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
    return value.replace(microsecond=value.microsecond // 1000 * 1000)


def text_moment(path: Path, text: str, field: str) -> datetime:
    """A date that the file holds as text, in UTC to the millisecond; offsets may be written +0200. Raises Refused."""
    try:
        value = iso_date.moment(text.strip())
    except ValueError:
        raise refused(path, _no_date(field, repr(clean_line(text)[:60]))) from None
    return moment(path, value, field)


def _is_not(what: Words, reason: Message) -> Message:
    return msg("is not {what}: {reason}", what=what, reason=reason)


def _check_utf8(path: Path, content: bytes) -> None:
    decoder = codecs.getincrementaldecoder("utf-8")()
    for start in range(0, len(content) + 1, _CHUNK):
        chunk = content[start : start + _CHUNK]
        try:
            decoder.decode(chunk, final=start + _CHUNK > len(content))
        except UnicodeDecodeError as error:
            at = max(0, start + error.start - (len(error.object) - len(chunk)))
            reason = msg("is not UTF-8 text: byte 0x{byte:02x} at offset {offset}", byte=content[at], offset=at)
            raise refused(path, reason) from None


def _without_lone_surrogates(content: bytes) -> bytes:
    """Halves of a character that was cut in two become U+FFFD: JavaScript writes them, no decoder takes them."""
    if (b"\\ud" not in content and b"\\uD" not in content) or content.count(b"\\") > _MOST_ESCAPES:
        return content
    return _ESCAPE.sub(lambda match: b"\\ufffd" if match[1] else match[0], content)


def _malformed(message: str, content: bytes) -> Message:
    place = re.search(r"\(byte (\d+)\)", message)
    if not place:
        return msg("it ends too early") if "truncated" in message else joined((clean_line(message),))
    at = int(place[1])
    line = content.count(b"\n", 0, at) + 1
    near = clean_line(content[at : at + 20].decode("utf-8", "replace"))
    return msg("line {line}, byte {byte}, near {text!r}", line=line, byte=at, text=near)


def _fault(error: msgspec.ValidationError, content: bytes, what: Words, prefix: str = "") -> Message:
    message, _, where = str(error).partition(" - at `$")
    keys = re.findall(r"\.([^.\[\]]+)|\[(\d+)\]", where.rstrip("`"))
    field = prefix + "".join(f".{name}" if name else f"[{index}]" for name, index in keys)
    field = field.lstrip(".")
    missing = re.search(r"missing required field `(.*)`", message)
    if missing:
        if field:
            return msg("{field}: has no {key!r}", field=field, key=missing[1])
        return msg("has no {key!r}, so it is not {what}", key=missing[1], what=what)
    value = _value(content, keys)
    if "datetime" in message:
        return _no_date(field, value)
    expected = re.search(r"Expected `([^`]*)`", message)
    if expected is None:
        reason = f"{message[:1].lower()}{message[1:]}"
        return msg("{field}: {value}: {reason}", field=field, value=value, reason=reason)
    types = dict.fromkeys(_TYPE_WORDS.get(name, name) for name in expected[1].split(" | ") if name != "null")
    wanted = msg("expected {types}, not {value}", types=joined(types, msg(" or ")), value=value)
    return msg("{field}: {reason}", field=field, reason=wanted) if field else _is_not(what, wanted)


def _no_date(field: str, value: Words) -> Message:
    return msg(
        "{field}: {value} is no date (such as 2026-11-10T17:00:00Z, years {first} to {last})", field=field, value=value,
        first=YEARS[0], last=YEARS[-1],
    )  # fmt: skip


def _value(content: bytes, keys: list[tuple[str, str]]) -> Words:
    """The value at a place of the file, cut short. Nothing but the way there is decoded."""
    raw: Any = content
    try:
        for name, index in keys:
            if index:
                raw = msgspec.json.decode(raw, type=list[msgspec.Raw])[int(index)]
            else:
                raw = msgspec.json.decode(raw, type=dict[str, msgspec.Raw])[name]
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError, KeyError, IndexError):
        return msg("what is there")
    text = clean_line(memoryview(raw)[:400].tobytes().decode("utf-8", "replace"))
    if text.startswith('"') and text.endswith('"') and len(text) > 1:
        text = f"'{text[1:-1]}'"
    return text if len(text) <= 60 else text[:59] + "…"
