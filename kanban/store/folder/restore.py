"""Bringing back the last good copy of a file, without losing what can still be read in the broken one."""

from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec

from kanban.model.board import SCHEMA, BoardHead
from kanban.model.card import Card, refold
from kanban.store.folder import codec
from kanban.store.folder import past_years as archive
from kanban.store.folder.copies import copies_of, set_aside
from kanban.store.folder.files import read, reason, replace
from kanban.store.folder.integrity import NUMBER
from kanban.store.folder.locks import locked
from kanban.store.folder.migrations import migrated
from kanban.store.folder.tables import Tables, decode_tables
from kanban.store.protocol import StoreError, Unreadable


def restore_board(path: Path, slug: str, now: datetime) -> list[str]:
    """Put a readable board in the place of a broken one; what was done, in sentences. Raises StoreError.

    A card of the broken file wins over the copy's if it has more events and they tell the same card. The same is
    done for its archives.
    """
    with locked(path.parent / ".lock"):
        wrong = _what_is_wrong(path, slug)
        words = _restored(path, slug, wrong, now) if wrong else []
        words += _restored_archives(path, slug, now)
        return words or [f"{path}: it can be read, nothing was done"]


def _restored(path: Path, slug: str, wrong: str, now: datetime) -> list[str]:
    source, tables = _newest_good(path, slug)
    rescued = _readable_cards(path)
    cards = dict(tables.get("cards", {}))
    taken = {i: raw for i, raw in rescued.items() if _events(raw) > _events(cards.get(i))}
    cards |= taken
    head = _head_of(path) or msgspec.json.decode(tables["board"]["1"], type=BoardHead)
    copied = msgspec.json.decode(tables["board"]["1"], type=BoardHead)
    numbers = [int(i) for i in cards if NUMBER.fullmatch(i)]
    head = msgspec.structs.replace(
        copied if head.rev < copied.rev else head,
        slug=slug,
        next_id=max([head.next_id, copied.next_id, *(n + 1 for n in numbers)]),
    )
    ordered = dict(sorted(cards.items(), key=_made))
    merged: dict[str, dict[str, Any]] = {**tables, "board": {"1": head}, "cards": ordered}
    content = msgspec.json.encode(merged)
    if misfit := _misfit(path, slug, content):
        content, taken = msgspec.json.encode(tables), {}
        rescued_words = [f"what can be read in the broken file does not fit the copy: {misfit}"]
    else:
        rescued_words = [f"{len(taken)} cards were newer in the broken file and were kept"] if taken else []
    return [wrong, *_put(path, content, source, now), *rescued_words]


def _restored_archives(path: Path, slug: str, now: datetime) -> list[str]:
    words = []
    for year, noted in sorted(codec.board(path, slug, read(path)[0]).head.archive.items()):
        one = archive.path_of(path.parent, year)
        if archive.is_year(year) and (wrong := _what_is_wrong_with(one, noted)):
            words += [wrong, *_restored_archive(one, noted, now)]
    return words


def _restored_archive(path: Path, noted: int, now: datetime) -> list[str]:
    """From the newest copy that holds all its cards, else the fullest, and what the broken file has more of."""
    copies = [one for one in copies_of(path) if not _what_is_wrong_with(one, 0)]
    if not copies:
        return [f"{path}: there is no copy of it that can be read"]
    held = {one: decode_tables(one, read(one)[0]) for one in copies}
    source = next((one for one in copies if len(held[one].get("cards", {})) >= noted), None)
    source = source or max(copies, key=lambda one: len(held[one].get("cards", {})))
    cards = held[source].get("cards", {}) | _readable_cards(path)
    content = msgspec.json.encode({**held[source], "cards": dict(sorted(cards.items(), key=_made))})
    return _put(path, content, source, now)


def _what_is_wrong_with(path: Path, noted: int) -> str:
    try:
        cards, problems = codec.archive(path, read(path)[0])
    except FileNotFoundError:
        return f"{path}: the archive is missing"
    except StoreError as error:
        return str(error)
    return problems[0] if problems else archive.too_few(path, len(cards), noted)


def restore_plan(path: Path, now: datetime) -> list[str]:
    """Put the newest good copy in the place of a broken plan; what was done, in sentences. Raises StoreError."""
    with locked(path.parent / ".lock"):
        try:
            codec.plan(path, read(path)[0])
            return [f"{path}: it can be read, nothing was done"]
        except FileNotFoundError:
            wrong = f"{path}: the file is missing"
        except StoreError as error:
            wrong = str(error)
        for one in copies_of(path):
            try:
                content = read(one)[0]
                codec.plan(one, content)
            except (StoreError, FileNotFoundError):
                continue
            return [wrong, *_put(path, content, one, now)]
        raise Unreadable(f"{wrong}; there is no copy of it that can be read")


def _what_is_wrong(path: Path, slug: str) -> str:
    try:
        return _misfit(path, slug, read(path)[0])
    except FileNotFoundError:
        return f"{path}: the board's file is missing"
    except StoreError as error:
        return str(error)


def _misfit(path: Path, slug: str, content: bytes) -> str:
    try:
        return next(iter(codec.board(path, slug, content).problems), "")
    except StoreError as error:
        return str(error)


def _newest_good(path: Path, slug: str) -> tuple[Path, Tables]:
    for one in copies_of(path):
        try:
            content = read(one)[0]
            if not codec.board(one, slug, content).problems:
                return one, migrated(one, decode_tables(one, content))[0]
        except (StoreError, FileNotFoundError):
            continue
    raise Unreadable(f"{path}: there is no copy of it that can be read")


def _put(path: Path, content: bytes, source: Path, now: datetime) -> list[str]:
    try:
        aside = set_aside(path, now.strftime("%Y%m%dT%H%M%SZ"))
    except OSError as error:
        raise StoreError(f"{path}: cannot be set aside: {reason(error)}") from error
    replace(path, content, keep=False, like=source)
    words = [f"{path}: brought back from {source.name}"]
    return [*words, f"the broken file is kept as {aside.name}"] if aside else words


def _head_of(path: Path) -> BoardHead | None:
    """The head in the broken file, if the file has one of this version."""
    try:
        raw = _tables_of(path).get("board", {}).get("1", b"")
        head = msgspec.json.decode(raw, type=BoardHead)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return None
    return head if head.schema == SCHEMA else None


def _readable_cards(path: Path) -> dict[str, msgspec.Raw]:
    """Cards of the broken file that say what their history says."""
    found = {}
    for card_id, raw in _tables_of(path).get("cards", {}).items():
        try:
            card = msgspec.json.decode(raw, type=Card)
            if card.id == card_id and refold(card_id, card.history) == card:
                found[card_id] = raw
        except Exception:  # whatever is in there, the next one may be readable
            continue
    return found


def _tables_of(path: Path) -> Tables:
    """The tables of a broken file; of one cut short, whatever stands whole before the cut."""
    try:
        content = read(path)[0]
    except (StoreError, FileNotFoundError):
        return {}
    try:
        return decode_tables(path, content)
    except Unreadable:
        return _scanned(content.decode("utf-8", "replace"))


def _scanned(text: str) -> Tables:
    import json

    decoder, tables, place = json.JSONDecoder(), Tables(), 0
    for name in ("board", "cards"):  # an archive has no board: its cards are found all the same
        begin = text.find(f'"{name}"', place)
        begin = text.find("{", begin) + 1 if begin >= 0 else 0
        if not begin:
            continue
        place, table = begin, tables.setdefault(name, {})
        while True:
            try:
                key, place = decoder.raw_decode(text, _after(text, place, ","))
                value, place = decoder.raw_decode(text, _after(text, place, ":"))
            except (ValueError, RecursionError):
                break
            with suppress(ValueError, OverflowError, RecursionError):  # half a letter, a number beyond all bounds
                table[str(key)] = msgspec.Raw(msgspec.json.encode(value))
    return tables


def _after(text: str, place: int, sign: str) -> int:
    while place < len(text) and text[place] in " \t\r\n" + sign:
        place += 1
    return place


def _events(raw: msgspec.Raw | None) -> int:
    return 0 if raw is None else msgspec.json.decode(raw, type=Card).event_count


def _made(item: tuple[str, Any]) -> tuple[int, str]:
    return len(item[0]), item[0]
