"""A whole board as plain text, for pipes and terminals without a screen."""

from kanban.model.board import Board, Column
from kanban.render.card import RenderContext, card_lines, column_head
from kanban.text.clean import pad, simple_clusters

NARROWEST = 20
"""Cells of a column at least; where they do not fit beside each other, columns stand below each other."""


def plain_board(board: Board, context: RenderContext, cells: int) -> str:
    """The board without any escape code, all its cards, columns side by side where `cells` allow."""
    wide = max(NARROWEST, cells // max(1, len(board.columns)) - 1)
    blocks = [_column(board, column, context, wide) for column in board.columns]
    per_row = max(1, cells // (wide + 1))
    out: list[str] = []
    for start in range(0, len(blocks), per_row):
        group = blocks[start : start + per_row]
        height = max(len(block) for block in group)
        for y in range(height):
            line = " ".join(pad(block[y] if y < len(block) else "", wide) for block in group)
            out.append(simple_clusters(line).rstrip())
        out.append("")
    return "\n".join(out).rstrip() + "\n"


def _column(board: Board, column: Column, context: RenderContext, cells: int) -> list[str]:
    lines = [column_head(board, column)[0], context.glyphs.rule * (cells - 1)]
    for card_id in board.cards_in(column.id):
        card = board.cards[card_id]
        lines += ["".join(text for text, _ in line) for line in card_lines(card, context, cells - 2, 2)]
        lines.append("")
    return lines
