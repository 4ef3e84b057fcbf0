"""Bringing back the last good copy of a file, without losing what can still be read in the broken one."""

import re
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec

from kanban.model.board import SCHEMA, BoardHead
from kanban.model.card import Card, refold
from kanban.model.unreadable import Problem
from kanban.store.errors import StoreError, Unreadable
from kanban.store.finished_long_ago import too_few
from kanban.store.folder import codec, past_years, plan_file
from kanban.store.folder.copies import copies_of, set_aside
from kanban.store.folder.files import read, replace
from kanban.store.folder.locks import locked
from kanban.store.folder.migrations import migrated
from kanban.store.folder.tables import Tables, decode_tables
from kanban.store.integrity import NUMBER, missing_cards
from kanban.text.messages import Message, Words, msg, msg_n
from kanban.text.os_errors import os_reason

_NO_COPY = msg("there is no copy of it that can be read")


def restore_board(path: Path, slug: str, now: datetime) -> list[Words]:
    """Put a readable board in the place of a broken one; what was done. Raises StoreError.

    A card of the broken file wins over the copy's if it has more events and they tell the same card. The same is
    done for its past years.
    """
    with locked(path.parent / ".lock"):
        wrong = _what_is_wrong(path, slug)
        done = _restored(path, slug, wrong, now) if wrong else []
        done += _restored_years(path, slug, now)
        return done or [_nothing_done(path)]


def _nothing_done(path: Path) -> Message:
    return _at(path, msg("it can be read, nothing was done"))


def _at(path: Path, reason: Words) -> Message:
    return msg("{place}: {reason}", place=path, reason=reason)


def _restored(path: Path, slug: str, wrong: Problem, now: datetime) -> list[Words]:
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
    lost = max(0, missing_cards(head, len(cards)))
    head = msgspec.structs.replace(head, lost=head.lost + lost)
    ordered = dict(sorted(cards.items(), key=_made))
    merged: dict[str, dict[str, Any]] = {**tables, "board": {"1": head}, "cards": ordered}
    content = msgspec.json.encode(merged)
    done: list[Words] = []
    if misfit := _misfit(path, slug, content):
        content = msgspec.json.encode(tables)
        done = [msg("what can be read in the broken file does not fit the copy: {reason}", reason=misfit)]
    elif taken:
        done = [
            msg_n("{n} card was newer in the broken file and was kept",
                  "{n} cards were newer in the broken file and were kept", len(taken))
        ]  # fmt: skip
    if lost and not misfit:
        done.append(msg_n("{n} card is in no copy and is lost", "{n} cards are in no copy and are lost", lost))
    return [str(wrong), *_put(path, content, source, now), *done]


def _restored_years(path: Path, slug: str, now: datetime) -> list[Words]:
    done: list[Words] = []
    for year, noted in sorted(codec.board(path, slug, read(path)[0]).head.past.items()):
        year_path = past_years.path_of(path.parent, year)
        if past_years.is_year(year) and (wrong := _what_is_wrong_with_year(year_path, noted)):
            done += [str(wrong), *_restored_year(year_path, noted, now)]
    return done


def _restored_year(path: Path, noted: int, now: datetime) -> list[Words]:
    """From the newest copy that holds all its cards, else the fullest, and what the broken file has more of."""
    copies = [copy for copy in copies_of(path) if not _what_is_wrong_with_year(copy, 0)]
    if not copies:
        return [_at(path, _NO_COPY)]
    tables = {copy: decode_tables(copy, read(copy)[0]) for copy in copies}
    source = next((copy for copy in copies if len(tables[copy].get("cards", {})) >= noted), None)
    source = source or max(copies, key=lambda copy: len(tables[copy].get("cards", {})))
    cards = tables[source].get("cards", {}) | _readable_cards(path)
    content = msgspec.json.encode({**tables[source], "cards": dict(sorted(cards.items(), key=_made))})
    return _put(path, content, source, now)


def _what_is_wrong_with_year(path: Path, noted: int) -> Problem | None:
    try:
        cards, problems = codec.past_year(path, read(path)[0])
    except FileNotFoundError:
        return Problem(str(path), msg("the past year's file is missing"))
    except StoreError as error:
        return Problem(error.place, error.reason)
    if problems:
        return problems[0]
    missing = too_few(len(cards), noted)
    return Problem(str(path), missing) if missing else None


def restore_plan(path: Path, now: datetime) -> list[Words]:
    """Put the newest good copy in the place of a broken plan; what was done. Raises StoreError."""
    with locked(path.parent / ".lock"):
        try:
            plan_file.plan(path, read(path)[0])
            return [_nothing_done(path)]
        except FileNotFoundError:
            wrong = Problem(str(path), msg("the file is missing"))
        except StoreError as error:
            wrong = Problem(error.place, error.reason)
        for copy in copies_of(path):
            try:
                content = read(copy)[0]
                plan_file.plan(copy, content)
            except (StoreError, FileNotFoundError):
                continue
            return [str(wrong), *_put(path, content, copy, now)]
        raise Unreadable(path, msg("{reason}; there is no copy of it that can be read", reason=wrong.reason))


def _what_is_wrong(path: Path, slug: str) -> Problem | None:
    try:
        return _misfit(path, slug, read(path)[0])
    except FileNotFoundError:
        return Problem(str(path), msg("the board's file is missing"))
    except StoreError as error:
        return Problem(error.place, error.reason)


def _misfit(path: Path, slug: str, content: bytes) -> Problem | None:
    try:
        return next(iter(codec.board(path, slug, content).problems), None)
    except StoreError as error:
        return Problem(error.place, error.reason)


def _newest_good(path: Path, slug: str) -> tuple[Path, Tables]:
    for copy in copies_of(path):
        try:
            content = read(copy)[0]
            if not codec.board(copy, slug, content).problems:
                return copy, migrated(copy, decode_tables(copy, content))[0]
        except (StoreError, FileNotFoundError):
            continue
    raise Unreadable(path, _NO_COPY)


def _put(path: Path, content: bytes, source: Path, now: datetime) -> list[Words]:
    try:
        aside = set_aside(path, now.strftime("%Y%m%dT%H%M%SZ"))
    except OSError as error:
        raise StoreError(path, msg("cannot be set aside: {reason}", reason=os_reason(error))) from error
    replace(path, content, keep=False, like=source)
    done: list[Words] = [_at(path, msg("brought back from {copy}", copy=source.name))]
    return [*done, msg("the broken file is kept as {name}", name=aside.name)] if aside else done


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
    readable = {}
    for card_id, raw in _tables_of(path).get("cards", {}).items():
        try:
            card = msgspec.json.decode(raw, type=Card)
            if card.id == card_id and refold(card_id, card.history) == card:
                readable[card_id] = raw
        except Exception:  # whatever is in there, the next one may be readable
            continue
    return readable


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
    for name in ("board", "cards"):  # a past year has no table "board", but a key of that name
        begin = re.compile(rf'"{name}"\s*:\s*{{').search(text, place)
        if not begin:
            continue
        place, table = begin.end(), tables.setdefault(name, {})
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
