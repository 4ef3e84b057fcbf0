"""The rows of a CSV file, read as a stream, each with the line it begins in."""

import csv
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, BinaryIO

from kanban.formats.foreign_file import refused
from kanban.text.clean import clean_line
from kanban.text.messages import Words, msg

_BOM = b"\xef\xbb\xbf"
_DELIMITERS = ",;\t|"
_LONGEST_LINE = 2**20


class Lines:
    """The lines of a file as text, with how many bytes they were."""

    def __init__(self, path: Path, file: BinaryIO) -> None:
        self.path, self.file, self.bytes, self.number = path, file, 0, 0

    def __iter__(self) -> Iterator[str]:
        while raw := self.file.readline(_LONGEST_LINE + 1):
            self.number += 1
            self.bytes += len(raw)
            if len(raw) > _LONGEST_LINE:
                raise refused(self.path, msg("line {line} is longer than 1 MB", line=self.number))
            try:
                yield (raw.removeprefix(_BOM) if self.number == 1 else raw).decode("utf-8")
            except UnicodeDecodeError as error:
                raise refused(
                    self.path,
                    msg("is not UTF-8 text: byte 0x{byte:02x} in line {line}; save it as CSV in UTF-8",
                        byte=error.object[error.start], line=self.number),
                ) from None  # fmt: skip


class Rows:
    """The rows of a table, each with the line it begins in.

    The first one tells the delimiter: the one by which it fits best.
    """

    def __init__(self, path: Path, lines: Lines, fits: Callable[[Sequence[str]], Any], what: Words) -> None:
        self.path, self.lines = path, lines
        self.texts = iter(lines)
        head = next((text for text in self.texts if text.strip()), "")
        delimiter = ""
        if head.lower().startswith("sep=") and len(head.strip()) <= len("sep=,"):  # as Excel writes it
            delimiter = head.rstrip("\r\n")[4:]
            head = next(self.texts, "")
        if not head.strip():
            raise refused(path, msg("is empty, not {what}", what=what))
        self.delimiter = delimiter or max(_DELIMITERS, key=lambda one: fits(_cells(head, one)))
        self.first = _cells(head, self.delimiter)

    def __iter__(self) -> Iterator[tuple[int, list[str]]]:
        reader = csv.reader(self.texts, delimiter=self.delimiter, strict=True)
        before, read = self.lines.number, 0
        try:
            for row in reader:
                yield before + read + 1, row
                read = reader.line_num
        except csv.Error as error:
            reason = clean_line(str(error))
            raise refused(
                self.path, msg("line {line} is no row of a table: {reason}", line=before + read + 1, reason=reason)
            ) from None


def _cells(head: str, delimiter: str) -> list[str]:
    try:
        return next(csv.reader([head], delimiter=delimiter), [])
    except csv.Error:
        return []
