"""The layout of a file: tables of documents, as TinyDB has it, decoded no further than that."""

from pathlib import Path

import msgspec

from kanban.store.protocol import Unreadable

Tables = dict[str, dict[str, msgspec.Raw]]

_decoder = msgspec.json.Decoder(Tables)


def decode_tables(path: Path, content: bytes) -> Tables:
    """Tables of documents as bytes. Raises Unreadable, naming file and place."""
    try:
        return _decoder.decode(content)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise Unreadable(f"{path}: not a board or plan of this program: {error or 'nested too deep'}") from error
