"""What the roll-up shows where one is: milestones, the cards behind one, packages, drivers, the WBS, changes. Pure."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

import msgspec

from kanban.metrics.forecast.record import Record
from kanban.metrics.rollup.changes import Change
from kanban.metrics.rollup.contributions import BoardCard, Figures
from kanban.metrics.rollup.drivers import DriverState
from kanban.metrics.rollup.milestones import MilestoneState, Package, RollUp
from kanban.metrics.rollup.on_demand import is_on_demand
from kanban.metrics.rollup.open_cards import open_cards
from kanban.model.board import Board
from kanban.model.card import as_of
from kanban.render import milestones as render
from kanban.render import rollup_lists as lists
from kanban.render import rollup_table as table
from kanban.screens.card.rows import card_rows
from kanban.screens.hints import hint_lines
from kanban.screens.listing import text_row
from kanban.screens.rollup.path import Path, Step, milestone_of
from kanban.screens.rollup.views import CHARTS, VIEWS, chart_rows
from kanban.text.clean import clean_line
from kanban.text.dates import weekday_time
from kanban.text.folding import having_words
from kanban.text.glyphs import Glyphs
from kanban.text.messages import Message, Words, msg, msg_n, tr
from kanban.widgets.list_view import ListRow

if TYPE_CHECKING:
    from kanban.render.flow_pictures.picture import Picture
    from kanban.screens.rollup.gathered import Gathered
    from kanban.screens.rollup.insight_page import Insight

UNREAD_SHOWN = 3
"""So many boards that cannot be read are named."""
EMPTY: tuple[Words, ...] = (
    msg("No milestones yet."),
    "",
    msg("w   adds a WBS node: 1, then 1.1, then 1.1.1 for a work package"),
    msg("a   adds a milestone that gates some of them"),
    msg("?   explains the keys and the figures"),
    "",
    msg("`kanban plan apply plan.toml` takes all of them from a file,"),
    msg("`kanban demo` shows a full one."),
)


class Page(msgspec.Struct, frozen=True, kw_only=True):
    """How it is shown, and where one is."""

    zone: str
    cells: int
    signs: Glyphs
    path: Path = ()
    order: render.Order = "urgency"
    grouped: bool = False
    """Milestones by phase."""
    needle: str = ""
    """Filter: only milestones that contain this (small letters) are shown; empty for all."""
    past: bool = False
    """It is as of a past moment."""
    readonly: bool = False
    drivers: tuple[DriverState, ...] | None = None
    """None while they are being counted."""
    changes: tuple[Change, ...] | None = None
    """None while they are being looked for."""
    insight: "Insight | None" = None
    """None while it is being reckoned."""
    record: Record | None = None
    """How the dates of the past held; None where it is not known."""
    gathered: "Gathered | None" = None
    """Cards that had to be read for this page; None while they are being read."""
    picture: "Picture | None" = None
    """Of the chart; None while it is being reckoned."""
    since: datetime | None = None
    """The moment the changes are counted from."""
    failure: Words = ""
    """Why what is to be reckoned for the page cannot be; empty where it can."""

    @property
    def kind(self) -> str:
        """Where one is."""
        return self.path[-1].kind if self.path else "milestones"


def page_rows(rollup: RollUp, page: Page) -> list[ListRow]:
    """All rows of the list."""
    unread = unread_rows(rollup)
    if not rollup.milestones and page.kind == "milestones":
        return [*unread, text_row(), *[text_row((f"  {line}", "")) for line in _nothing_yet(page)]]
    return [*unread, *_PAGES[page.kind](rollup, page)]


def waiting_rows(failure: Words) -> list[ListRow]:
    """While nothing has been read yet."""
    return [text_row(), text_row((f" {clean_line(str(failure or msg('reading the boards')))}", "meta"))]


def existing_path(rollup: RollUp, path: Path) -> Path:
    """As far as the path leads to something that is there."""
    for index, step in enumerate(path):
        if not _exists(rollup, step):
            return path[:index]
    return path


def milestone_state(rollup: RollUp | None, milestone_id: str) -> MilestoneState | None:
    """The state of a milestone that is shown."""
    shown = rollup.milestones if rollup else ()
    return next((state for state in shown if state.milestone.id == milestone_id), None)


def _exists(rollup: RollUp, step: Step) -> bool:
    if step.kind in VIEWS:
        return milestone_state(rollup, step.key) is not None
    match step.kind:
        case "package":
            return _package(rollup, step.key) is not None
        case "driver":
            return any(board.slug == step.key for board in rollup.boards)
        case "card":
            board = _board(rollup, step.key.rpartition("/")[0])
            return board is not None and (is_on_demand(board) or _card(rollup, step.key, board) is not None)
    return True


def unread_rows(rollup: RollUp) -> list[ListRow]:
    """Which boards cannot be read, and why."""
    rows = []
    for unread in rollup.unread[:UNREAD_SHOWN]:
        words = tr("board {board}: {reason}", board=unread.slug, reason=unread.problem.reason)
        rows.append(text_row((f" ? {clean_line(words)}", "error")))
    return rows


def _nothing_yet(page: Page) -> tuple[Words, ...]:
    if page.past:
        return (msg("No milestones had been made by then; ] goes a week on."),)
    return EMPTY[:1] if page.readonly else hint_lines("rollup", EMPTY)


def _milestones(rollup: RollUp, page: Page) -> list[ListRow]:
    states = having_words(rollup.milestones, page.needle, render.searched)
    rows: list[ListRow] = []
    shape = table.table(page.cells, rollup.milestones)
    if page.needle:
        shown = msg("/{text}: {n} of {total} shown", text=page.needle, n=len(states), total=len(rollup.milestones))
        rows.append(text_row((f" {shown}", "here")))
    if not page.grouped:
        return rows + [_milestone(state, shape, rollup, page) for state in render.ordered(states, page.order)]
    for name, members in render.groups(states, page.order):
        rows += [text_row((f" {name}", "head")), *(_milestone(state, shape, rollup, page) for state in members)]
    return rows


def _milestone(state: MilestoneState, shape: table.Table, rollup: RollUp, page: Page, key: bool = True) -> ListRow:
    line = table.line(state, shape, page.zone, rollup.as_of, page.signs)
    return ListRow((line,), state.milestone.id if key else "")


def _of_milestone(rollup: RollUp, page: Page) -> tuple[MilestoneState, list[ListRow]]:
    """The milestone one is within, and the lines about it."""
    state = milestone_state(rollup, milestone_of(page.path))
    assert state is not None  # `existing_path` has seen to it
    said = table.detail(state, page.zone, rollup.as_of, page.signs, page.cells, 4, page.record)
    shape = table.table(page.cells, rollup.milestones)
    return state, [
        _milestone(state, shape, rollup, page, key=False),
        *(text_row(*line) for line in said[1:]),
        text_row(),
    ]


def _cards(rollup: RollUp, page: Page) -> list[ListRow]:
    state, rows = _of_milestone(rollup, page)
    if not state.packages:
        return [*rows, _gates_nothing()]
    return [*rows, *_open_cards(state.figures, rollup, page)]


def _gates_nothing() -> ListRow:
    return text_row((f"   {msg('it gates no work package yet: e sets its gates')}", "meta"))


def _open_cards(figures: Figures, rollup: RollUp, page: Page) -> list[ListRow]:
    have_to_be_read = any(part.later is not None for part in figures.contributions)
    if have_to_be_read and page.gathered is None:
        return [_reading(page)]
    open_ = page.gathered.cards if have_to_be_read and page.gathered else open_cards(figures.cards, rollup.as_of)
    rows = [_card_row(item, rollup, page) for item in open_]
    done = figures.total - len(open_)
    words = msg_n("{n} open, worst first; {done} done", "{n} open, worst first; {done} done", len(open_), done=done)
    return [text_row(*table.open_card_head(words, page.cells)), *rows]


def _awaited(words: Message, page: Page) -> ListRow:
    """What is being reckoned for the page, or why it cannot be."""
    return text_row((f" {clean_line(str(page.failure or words))}", "error" if page.failure else "meta"))


def _reading(page: Page) -> ListRow:
    return _awaited(msg("reading the cards"), page)


def _whole(board: Board, page: Page) -> Board | None:
    """The board with its cards; None while they are being read."""
    if not is_on_demand(board):
        return board
    return page.gathered.board if page.gathered is not None else None


def _card_row(item: BoardCard, rollup: RollUp, page: Page) -> ListRow:
    line = table.open_card(item, page.zone, rollup.as_of, page.signs, page.cells)
    return ListRow((line,), f"{item.board.slug}/{item.card.id}")


def _causes(rollup: RollUp, page: Page) -> list[ListRow]:
    from kanban.screens.rollup.insight_page import insight_rows  # not needed for the first screen

    state, rows = _of_milestone(rollup, page)
    if not state.is_foretold:
        return [*rows, text_row((f" {state.reason}", "meta"))]
    if page.insight is None or page.insight.milestone != state.milestone.id:
        return [*rows, _awaited(msg("reckoning"), page)]
    return [rows[0], text_row(), *insight_rows(page.insight, page.cells, page.signs)]


def _chart(rollup: RollUp, page: Page) -> list[ListRow]:
    return [_of_milestone(rollup, page)[1][0], *chart_rows(page.picture)]


def _cause(rollup: RollUp, page: Page) -> list[ListRow]:
    """The cards behind a slip cause, those that weigh most first."""
    from kanban.metrics.insight.slip_causes import RULES
    from kanban.render.insight import CAUSE_WORDS, days

    cause = page.insight.cause(page.path[-1].key) if page.insight is not None else None
    if cause is None:
        return [_awaited(msg("reckoning"), page)]
    words = msg(
        "{cause}, about {days}: {rule}", cause=CAUSE_WORDS[cause.code], days=days(cause.days), rule=RULES[cause.code]
    )
    head = table.open_card_head(msg_n("{n} card", "{n} cards", len(cause.cards)), page.cells)
    return [
        text_row((f" {words}", "bold")),
        text_row(),
        text_row(*head),
        *(_card_row(item, rollup, page) for item in cause.cards),
    ]


def _packages(rollup: RollUp, page: Page) -> list[ListRow]:
    state, rows = _of_milestone(rollup, page)
    packages = [ListRow(render.package(p, page.signs, page.cells), p.node.code) for p in state.packages]
    return rows + (packages or [_gates_nothing()])


def _package_page(rollup: RollUp, page: Page) -> list[ListRow]:
    package = _package(rollup, page.path[-1].key)
    assert package is not None
    rows = [
        ListRow(render.board(slug, figures, page.signs, page.cells), f"{package.node.code}/{slug}")
        for slug, figures in package.boards
    ]
    lead = ListRow(render.package(package, page.signs, page.cells))
    return [lead, text_row(), *(rows or [text_row((f"   {msg('no cards yet')}", "meta"))])]


def _share(rollup: RollUp, page: Page) -> list[ListRow]:
    code, _, slug = page.path[-1].key.partition("/")
    package = _package(rollup, code)
    figures = next((f for board, f in package.boards if board == slug), None) if package else None
    if package is None or figures is None:
        return [text_row((f"   {msg('no cards yet')}", "meta"))]
    lead = [ListRow(render.package(package, page.signs, page.cells)),
            ListRow(render.board(slug, figures, page.signs, page.cells)), text_row()]  # fmt: skip
    board = _board(rollup, slug)
    cards: Sequence[BoardCard] = ()
    if board is None or not is_on_demand(board):
        cards = figures.cards
    elif (whole := _whole(board, page)) is None:
        return [*lead, _reading(page)]
    else:
        moment = rollup.moment_of(whole)
        past_cards = [as_of(card, moment) for card in whole.all_cards.values() if card.work_package == code]
        cards = [BoardCard(whole, card) for card in past_cards if card is not None and not card.flow.is_dropped]
    return lead + [
        ListRow(render.card(card, rollup.as_of, page.signs, page.cells), f"{slug}/{card.card.id}") for card in cards
    ]


def _card_page(rollup: RollUp, page: Page) -> list[ListRow]:
    key = page.path[-1].key
    board = _board(rollup, key.rpartition("/")[0])
    assert board is not None  # `existing_path` has seen to it
    whole = _whole(board, page)
    if whole is None:
        return [_reading(page)]
    item = _card(rollup, key, whole)
    if item is None:
        return [text_row((f" {msg('the card is not there any more')}", "meta"))]
    return card_rows(item.card, item.board, rollup.plan, page.zone, page.cells, rollup.as_of)


def _unplanned(rollup: RollUp, page: Page) -> list[ListRow]:
    words = msg("Unplanned work: cards under no work package; they count for their driver, for no milestone.")
    return [text_row((f" {words}", "meta")), text_row(), *_open_cards(rollup.unplanned, rollup, page)]


def _drivers(rollup: RollUp, page: Page) -> list[ListRow]:
    if page.drivers is None:
        return [_awaited(msg("counting"), page)]
    head = text_row(*lists.driver_head(page.cells))
    return [head, *(ListRow((lists.driver_line(state, page.cells),), state.board) for state in page.drivers)]


def _driver(rollup: RollUp, page: Page) -> list[ListRow]:
    board = next(board for board in rollup.boards if board.slug == page.path[-1].key)
    whole = _whole(board, page)
    if whole is None:
        return [_reading(page)]
    board, moment = whole, rollup.moment_of(whole)
    cards = [BoardCard(board, past) for card in board.all_cards.values() if (past := as_of(card, moment)) is not None]
    open_ = open_cards((item for item in cards if not item.card.flow.is_dropped), rollup.as_of)
    words = msg_n("{n} open, worst first", "{n} open, worst first", len(open_))
    title = msg("board {board}", board=clean_line(board.slug))
    if board.driver != board.slug:
        title = msg("board {board} of {driver}", board=clean_line(board.slug), driver=clean_line(board.driver))
    head = table.open_card_head(f"{title} · {words}", page.cells)
    return [text_row(*head), *(_card_row(item, rollup, page) for item in open_)]


def _wbs(rollup: RollUp, page: Page) -> list[ListRow]:
    lines = lists.wbs_lines(rollup, page.cells)
    nothing = msg("No WBS nodes yet: w adds one, such as 1 Bridge, then 1.1, then 1.1.1 for a work package.")
    return [ListRow((line,), code) for code, line in lines] or [text_row((f" {nothing}", ""))]


def _changes(rollup: RollUp, page: Page) -> list[ListRow]:
    if page.changes is None:
        return [_awaited(msg("comparing"), page)]
    date = weekday_time(page.since, page.zone) if page.since else ""
    rows = [text_row((f" {msg('what changed between {date} and now', date=date)}", "meta"))]
    told = ""
    for number, change in enumerate(page.changes):
        if change.kind != told:
            told = change.kind
            rows.append(text_row((f" {lists.CHANGE_HEADS[change.kind]}", "head")))
        lines = lists.change_lines(change, page.zone, rollup.as_of, page.cells)
        rows.append(ListRow(tuple(lines), f"{number} {change.milestone}"))
    return rows if page.changes else [*rows, text_row((f" {msg('nothing changed')}", ""))]


def _package(rollup: RollUp, code: str) -> Package | None:
    return next((package for package in rollup.packages if package.node.code == code), None)


def _board(rollup: RollUp, slug: str) -> Board | None:
    return next((board for board in rollup.boards if board.slug == slug), None)


def _card(rollup: RollUp, key: str, board: Board) -> BoardCard | None:
    card = board.all_cards.get(key.rpartition("/")[2])
    past = as_of(card, rollup.moment_of(board)) if card is not None else None
    return BoardCard(board, past) if past is not None else None


_PAGES: Mapping[str, Callable[[RollUp, Page], list[ListRow]]] = {
    "milestones": _milestones,
    "cards": _cards,
    "packages": _packages,
    "causes": _causes,
    "cause": _cause,
    "package": _package_page,
    "share": _share,
    "card": _card_page,
    "drivers": _drivers,
    "driver": _driver,
    "unplanned": _unplanned,
    "wbs": _wbs,
    "changes": _changes,
    **dict.fromkeys(CHARTS, _chart),
}
