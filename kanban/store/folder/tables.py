"""The layout of a file: tables of documents, as TinyDB has it, decoded no further than that."""

from pathlib import Path

import msgspec

from kanban.store.errors import Unreadable
from kanban.text.messages import msg

Tables = dict[str, dict[str, msgspec.Raw]]

_decoder = msgspec.json.Decoder(Tables)


def decode_tables(path: Path, content: bytes) -> Tables:
    """Tables of documents as bytes. Raises Unreadable, naming file and place."""
    try:
        return _decoder.decode(content)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        reason = str(error) or msg("nested too deep")
        raise Unreadable(path, msg("not a board or plan of this program: {reason}", reason=reason)) from error
