"""What the roll-up shows where one is: milestones, one milestone, a work package, a board's share, a card. Pure."""

from collections.abc import Sequence

import msgspec

from kanban.metrics.contributions import BoardCard, Figures
from kanban.metrics.milestones import MilestoneState, Package, RollUp
from kanban.render import milestones as render
from kanban.screens.card.rows import card_rows
from kanban.screens.listing import text_row
from kanban.text.clean import clean_line
from kanban.text.folding import folded
from kanban.text.glyphs import Glyphs
from kanban.text.messages import Words, msg, tr
from kanban.widgets.list_view import ListRow

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
    """How it is shown, and where one is: `path` is milestone, work package, board, card, as far as one has gone."""

    zone: str
    cells: int
    signs: Glyphs
    path: tuple[str, ...] = ()
    order: render.Order = "urgency"
    needle: str = ""
    """Filter: only milestones that contain this (small letters) are shown; empty for all."""
    past: bool = False
    """It is as of a past moment."""
    readonly: bool = False
    failure: Words = ""


def page_rows(rollup: RollUp, page: Page) -> list[ListRow]:
    """All rows, the head first."""
    return [*_head(rollup, page), *_body(rollup, page)]


def waiting_rows(failure: Words) -> list[ListRow]:
    """While nothing has been read yet."""
    return [text_row(), text_row((f" {clean_line(str(failure or msg('reading the boards')))}", "meta"))]


def existing_path(rollup: RollUp, path: Sequence[str]) -> tuple[str, ...]:
    """As far as the path leads to something that is there."""
    if not path or (state := milestone_state(rollup, path[0])) is None:
        return ()
    if len(path) < 2 or (package := _package(state, path[1])) is None:
        return tuple(path[:1])
    if len(path) < 3 or (share := _share(package, path[2])) is None:
        return tuple(path[:2])
    if len(path) < 4 or _card(share, path[3]) is None:
        return tuple(path[:3])
    return tuple(path[:4])


def milestone_state(rollup: RollUp | None, milestone_id: str) -> MilestoneState | None:
    """The state of a milestone that is shown."""
    shown = rollup.milestones if rollup else ()
    return next((state for state in shown if state.milestone.id == milestone_id), None)


def _head(rollup: RollUp, page: Page) -> list[ListRow]:
    rows = [text_row((f" {render.head(rollup)}", "")), text_row((f" {render.totals_line(rollup)}", "meta"))]
    if page.failure:
        rows.append(text_row((f" {clean_line(str(page.failure))}", "error")))
    for unread in rollup.unread[:UNREAD_SHOWN]:
        words = tr("board {board}: {reason}", board=unread.slug, reason=unread.problem.reason)
        rows.append(text_row((f" ? {clean_line(words)}", "error")))
    return rows


def _body(rollup: RollUp, page: Page) -> list[ListRow]:
    if not rollup.milestones:
        return [text_row(), *[text_row((f"  {line}", "")) for line in _nothing_yet(page)]]
    state = milestone_state(rollup, page.path[0]) if page.path else None
    if state is None:
        return _milestones(rollup, page)
    return [text_row(), ListRow(_milestone(state, rollup, page)), text_row(), *_below(state, rollup, page)]


def _nothing_yet(page: Page) -> tuple[Words, ...]:
    if page.past:
        return (msg("No milestones had been made by then; ] goes a week on."),)
    return EMPTY[:1] if page.readonly else EMPTY


def _milestones(rollup: RollUp, page: Page) -> list[ListRow]:
    states = [state for state in rollup.milestones if _matches(state, page.needle)]
    rows: list[ListRow] = []
    if page.needle:
        shown = msg("/{text}: {n} of {total} shown", text=page.needle, n=len(states), total=len(rollup.milestones))
        rows.append(text_row((f" {shown}", "here")))
    for name, members in render.groups(states, page.order):
        rows += [text_row(), text_row((f"   {name}", "head"))]
        rows += [ListRow(_milestone(state, rollup, page), state.milestone.id) for state in members]
    return rows


def _matches(state: MilestoneState, needle: str) -> bool:
    words = folded(f"{state.milestone.id} {state.milestone.name} {state.status} {' '.join(state.figures.drivers)}")
    return all(word in words for word in folded(needle).split())


def _milestone(state: MilestoneState, rollup: RollUp, page: Page) -> render.Lines:
    return render.milestone(state, page.zone, rollup.as_of, page.signs, page.cells)


def _below(state: MilestoneState, rollup: RollUp, page: Page) -> list[ListRow]:
    cells, signs, path = page.cells, page.signs, page.path
    package = _package(state, path[1]) if len(path) > 1 else None
    if package is None:
        rows = [ListRow(render.package(p, signs, cells), p.node.code) for p in state.packages]
        return rows or [text_row((f"     {msg('it gates no work package yet: e sets its gates')}", "meta"))]
    lead = [ListRow(render.package(package, signs, cells))]
    share = _share(package, path[2]) if len(path) > 2 else None
    if share is None:
        rows = [ListRow(render.board(slug, figures, signs, cells), slug) for slug, figures in package.boards]
        return [*lead, text_row(), *(rows or [text_row((f"     {msg('no cards yet')}", "meta"))])]
    chosen = _card(share, path[3]) if len(path) > 3 else None
    if chosen is not None:
        return card_rows(chosen.card, chosen.board, rollup.plan, page.zone, cells, rollup.as_of)
    lead += [ListRow(render.board(path[2], share, signs, cells)), text_row()]
    return lead + [ListRow(render.card(card, rollup.as_of, signs, cells), card.card.id) for card in share.cards]


def _package(state: MilestoneState, code: str) -> Package | None:
    return next((package for package in state.packages if package.node.code == code), None)


def _share(package: Package, slug: str) -> Figures | None:
    return next((figures for board, figures in package.boards if board == slug), None)


def _card(share: Figures, card_id: str) -> BoardCard | None:
    return next((card for card in share.cards if card.card.id == card_id), None)
