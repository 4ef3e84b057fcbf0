"""The issues of a file: of one reply, of several, of a bare list, one a line, or a single one."""

import io
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple, TypeVar

import msgspec

from kanban.formats import json_file
from kanban.formats.foreign_file import refused
from kanban.formats.jira.types import Issue, Page
from kanban.text.messages import Refused, msg

WHAT = msg("a Jira search reply")
T = TypeVar("T")
_OF_AN_ISSUE = frozenset(("key", "fields", "changelog"))


class Part(NamedTuple):
    """An issue, where it stands in the file, and its fields undecoded."""

    where: str
    raw: msgspec.Raw
    issue: Issue


class Reply(NamedTuple):
    """What files hold."""

    parts: list[Part]
    envelopes: list[Mapping[str, msgspec.Raw]]
    """Pages with all their fields but the issues."""
    total: int
    """How many issues were found, as far as pages say so."""


def read_reply(path: Path) -> Reply:
    """The issues of a file. Raises Refused naming file, field and value."""
    reply = Reply([], [], 0)
    total = 0
    for where, raw in _documents(path, json_file.read(path)):
        total = max(total, _take(path, raw, where, reply))
    return reply._replace(total=total)


def _documents(path: Path, content: bytes) -> Iterator[tuple[str, msgspec.Raw]]:
    """The JSON values of a file: one, or one a line."""
    json_file.check_counts(path, content)
    try:
        yield "", json_file.decode(path, content, msgspec.Raw, WHAT)
        return
    except Refused as refusal:
        lines = [(number, line) for number, line in enumerate(io.BytesIO(content), start=1) if line.strip()]
        if len(lines) < 2 or not _is_value(lines[0][1]):
            raise refusal from None
    for number, line in lines:
        try:
            yield f"line {number}: ", json_file.decode(path, line, msgspec.Raw, WHAT)
        except Refused:
            raise refused(path, msg("line {line} is no JSON", line=number)) from None


def _is_value(line: bytes) -> bool:
    try:
        msgspec.json.decode(line, type=msgspec.Raw)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return False
    return True


def _take(path: Path, raw: msgspec.Raw, where: str, reply: Reply) -> int:
    """Add what is there; how many issues it says were found."""
    if bytes(memoryview(raw)[:1]) == b"[":
        values = _decoded(path, raw, list[msgspec.Raw], where)
        return max((_take(path, value, f"{where}[{n}]", reply) for n, value in enumerate(values)), default=0)
    fields = _decoded(path, raw, dict[str, msgspec.Raw], where)
    if "issues" in fields:
        page = _decoded(path, raw, Page, where)
        reply.envelopes.append({name: value for name, value in fields.items() if name != "issues"})
        for n, issue in enumerate(page.issues):
            _add(path, issue, f"{where}{'.' if where.endswith(']') else ''}issues[{n}]", reply)
        return page.total or 0
    if not _OF_AN_ISSUE & fields.keys():
        raise refused(path, msg("has no {key!r}, so it is not {what}", key="issues", what=WHAT))
    _add(path, raw, where, reply)
    return 0


def _decoded(path: Path, raw: msgspec.Raw, type_: type[T], where: str) -> T:
    return json_file.part(path, raw, type_, where) if where else json_file.decode(path, bytes(raw), type_, WHAT)


def _add(path: Path, raw: msgspec.Raw, where: str, reply: Reply) -> None:
    reply.parts.append(Part(where, raw, _decoded(path, raw, Issue, where)))
