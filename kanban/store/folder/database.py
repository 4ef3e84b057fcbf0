"""TinyDB on a file that is replaced whole: its own extension points, a `Storage` and a `Table`.

Documents nobody touches stay the bytes they were (`msgspec.Raw`): a move decodes and encodes one card, whatever the
size of the board, and a card that this version cannot read is carried along unharmed.
"""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import msgspec
from tinydb import TinyDB
from tinydb.storages import Storage
from tinydb.table import Table

from kanban.store.errors import StoreError
from kanban.store.folder.copies import keep_named
from kanban.store.folder.files import FileStamp, read, replace, stamp_of
from kanban.store.folder.migrations import migrated
from kanban.store.folder.tables import Tables, decode_tables
from kanban.text.messages import msg
from kanban.text.os_errors import os_reason

_encoder = msgspec.json.Encoder()


class AtomicStorage(Storage):
    """A TinyDB storage that reads only when the file changed and writes a batch of changes as one replacement."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._stamp: FileStamp | None = None
        self._tables: Tables | None = None
        self._batch = False
        self._older: int | None = None
        self._encoded = bytearray()
        """What was written last, to be encoded into again: in fresh memory that takes five times as long."""

    @property
    def stamp(self) -> FileStamp | None:
        """Stamp of the file whose content is held."""
        return self._stamp

    def read(self) -> Any:
        """All tables; None where there is no file yet. Raises StoreError, Unreadable."""
        if self._batch and self._tables is not None:
            return self._tables
        stamp = stamp_of(self._path)
        if stamp is None:
            self._tables = None
        elif stamp != self._stamp or self._tables is None:
            content, self._stamp = read(self._path)
            self._tables, self._older = migrated(self._path, decode_tables(self._path, content))
        return self._tables

    def write(self, data: Any) -> None:
        """Keep the tables; outside a batch, put them on disk. Raises StoreError."""
        if self._batch:
            self._tables = data
            return
        with self.batch():
            self._tables = data

    @contextmanager
    def batch(self) -> Iterator[None]:
        """Every write within becomes one replacement of the file, or, after an error, none.

        It starts from what is on disk now: others may have written since the last batch.
        """
        try:
            self.read()
            self._batch = True
            yield
            self._flush()
        except BaseException:
            self._tables = self._stamp = None
            self._encoded = bytearray()  # the error may hold on to it
            raise
        finally:
            self._batch = False

    def _flush(self) -> None:
        if self._older is not None:
            self._keep_older()
        _encoder.encode_into(self._tables, self._encoded)
        self._stamp = replace(self._path, self._encoded)
        self._older = None

    def _keep_older(self) -> None:
        try:
            keep_named(self._path, f"schema-{self._older}")
        except OSError as error:
            reason = os_reason(error)
            raise StoreError(
                self._path, msg("not saved: no copy of its old schema: {reason}", reason=reason)
            ) from error


class RawTable(Table):
    """A table of encoded documents, put and dropped by id."""

    document_id_class = str  # type: ignore[assignment]

    def put(self, documents: Mapping[str, Any], drop_others: bool = False, drop: Iterable[str] = ()) -> None:
        """Insert or replace these documents (values that msgspec can encode), and drop others.

        TinyDB's own way converts the id of every document, twice: most of the time of a move on a large board.
        """
        tables = self._storage.read() or {}
        table = {} if drop_others else tables.get(self.name, {})
        for doc_id in drop:
            table.pop(doc_id, None)
        table.update({doc_id: msgspec.Raw(_encoder.encode(value)) for doc_id, value in documents.items()})
        self._storage.write({**tables, self.name: table})
        self.clear_cache()


class Database(TinyDB):
    """A TinyDB on one atomic file."""

    table_class = RawTable
    default_storage_class = AtomicStorage  # type: ignore[assignment]  # the stubs allow only its own

    @property
    def atomic(self) -> AtomicStorage:
        """The storage, with its batch."""
        assert isinstance(self.storage, AtomicStorage)
        return self.storage

    def raw(self, name: str) -> RawTable:
        """The table `name`."""
        table = self.table(name, cache_size=0)
        assert isinstance(table, RawTable)
        return table
