"""What becomes of each field of a foreign file: it is kept, told as left out with its count, or ignored as stated."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from typing import NamedTuple

import msgspec

from kanban.text.clean import clean_line
from kanban.text.messages import Message, joined, msg_n

NAMES = 10
"""How many unknown fields are named, those with the most values first."""
_NAME_LENGTH = 60
_NOTHING = frozenset((b"null", b"false", b"0", b'""', b"[]", b"{}"))


class Told(NamedTuple):
    """Fields that are left out together, and what is said of so many values."""

    paths: tuple[str, ...]
    said: Callable[[int], Message]


class Fates:
    """The fates of the fields of a format; a field is named by its path, `cards.labels.name`."""

    def __init__(
        self,
        levels: Mapping[str, type[msgspec.Struct]],
        ignored: Mapping[str, str],
        told: tuple[Told, ...],
        with_them: frozenset[str] = frozenset(),
    ) -> None:
        """`levels`: objects whose fields are looked at one by one, by their paths with a dot behind.

        `ignored`: by the reason, paths of what is neither kept nor told; what is below one of them belongs to it.
        `with_them`: fields that only say more of one that is told.
        """
        self.levels, self.told, self.with_them = levels, told, with_them
        self.ignored = frozenset(path for paths in ignored.values() for path in paths.split())

    @cached_property
    def kept(self) -> frozenset[str]:
        """What the types of the levels have."""
        return frozenset(
            level + field.encode_name for level, type_ in self.levels.items() for field in msgspec.structs.fields(type_)
        )

    def fate(self, path: str) -> str:
        """What becomes of a field: kept, told or ignored; unknown if nobody has thought of it."""
        if path in self.kept or f"{path}." in self.levels:
            return "kept"
        if path in self.with_them or any(path in told.paths for told in self.told):
            return "told"
        parts = path.split(".")
        if any(".".join(parts[: n + 1]) in self.ignored for n in range(len(parts))):
            return "ignored"
        return "unknown"

    def count(self, level: str, fields: Mapping[str, msgspec.Raw], counts: Counter[str]) -> None:
        """Count the values of an object in fields that are not kept, by path; the ignored ones left out."""
        for name, raw in fields.items():
            path = level + name
            if f"{path}." in self.levels:
                for below in _objects(raw):
                    self.count(f"{path}.", below, counts)
            elif path not in self.kept and path not in self.ignored and path not in self.with_them:
                counts[path] += _values(raw)

    def told_lines(self, counts: Counter[str]) -> Iterator[Message]:
        """What is left out, field by field, then whatever is in fields that are not known."""
        yield from (told.said(sum(counts[path] for path in told.paths)) for told in self.told)
        unknown = Counter({path: n for path, n in counts.items() if self.fate(path) == "unknown"})
        names = joined(f"{clean_line(path)[:_NAME_LENGTH]} {n}" for path, n in unknown.most_common(NAMES))
        yield msg_n(
            "{n} value of fields not known here: {names}", "{n} values of fields not known here: {names}",
            sum(unknown.values()), names=names,
        )  # fmt: skip


def _objects(raw: msgspec.Raw) -> Iterator[Mapping[str, msgspec.Raw]]:
    """The object that is there, or those of a list; what else a file has in the place of one is none."""
    is_list = bytes(memoryview(raw)[:1]) == b"["
    for value in msgspec.json.decode(raw, type=list[msgspec.Raw]) if is_list else [raw]:
        if bytes(memoryview(value)[:1]) == b"{":
            yield msgspec.json.decode(value, type=dict[str, msgspec.Raw])


def _values(raw: msgspec.Raw) -> int:
    """How many values are there: those of a list, one else, none where it is empty."""
    view = memoryview(raw)
    if bytes(view[:1]) == b"[":
        return len(msgspec.json.decode(raw, type=list[msgspec.Raw]))
    return int(len(view) > len("false") or bytes(view) not in _NOTHING)
