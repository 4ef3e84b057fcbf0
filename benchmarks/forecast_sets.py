"""Forecasts for the sets of one folder or more of histories, a JSON line each, in the format of their score.py.

usage: forecast_sets.py FOLDER.. > FORECASTS.jsonl
"""

import json
import sys
from collections import defaultdict
from datetime import UTC, datetime, timedelta
from pathlib import Path

from kanban.metrics.forecast.history import BoardPast, CardPast
from kanban.metrics.forecast.outlook import Outlook, TeamPast
from kanban.metrics.forecast.values import Forecast

CHANCE_DAYS = (7, 14, 28, 56, 112, 224)


def day(text: str) -> float:
    return datetime.fromisoformat(text).timestamp() / 86400


def lines(path: Path) -> list[dict]:
    return [json.loads(line) for line in path.read_text().splitlines() if line]


class History:
    """A team's events and its groups' memberships."""

    def __init__(self, path: Path) -> None:
        moves, boards, places, self.joins = defaultdict(list), {}, {}, defaultdict(list)
        for row in lines(path):
            if "to" not in row:
                self.joins[row["group"]].append((day(row["from_at"]), row["card"]))
                continue
            card = row["card"]
            boards.setdefault(card, row["board"])
            moves[card].append((day(row["at"]), row["to"]))
            if "rank" in row:
                places[card] = ((day(row["at"]), row["rank"]),)
        self.board_of = boards
        cards = defaultdict(list)
        for card, board in boards.items():
            own = tuple(sorted(moves[card], key=lambda move: move[0]))
            cards[board].append(CardPast(card, own[0][0], own, places.get(card, ())))
        pasts = [BoardPast(name, tuple(own), min(card.created for card in own)) for name, own in cards.items()]
        self.team = TeamPast(pasts)
        self._outlooks: dict[float, Outlook] = {}

    def forecast(self, t: float, cards: list[str], group: str | None) -> Forecast:
        outlook = self._outlooks.get(t)
        if outlook is None:
            outlook = self._outlooks[t] = self.team.at(t)
        by_board = defaultdict(list)
        for card in cards:
            by_board[self.board_of[card]].append(card)
        joins = [at for at, _ in self.joins[group] if at <= t] if group else None
        return outlook.forecast(by_board, joins)


def row(name: str, at: datetime, forecast: Forecast) -> dict:
    dates = {
        key: None if days is None else (at + timedelta(days=days)).isoformat()
        for key, days in (("p50_at", forecast.p50), ("p85_at", forecast.p85))
    }
    reason = forecast.reason.code if forecast.reason else None
    chance = {str(days): forecast.chance(days) for days in CHANCE_DAYS} if forecast.curve else None
    return {"set": name, **dates, "reason": reason, "chance": chance}


def main(folders: list[str]) -> None:
    for folder in map(Path, folders):
        histories: dict[str, History] = {}
        for item in lines(folder / "sets.jsonl"):
            name = item["history"]
            if name not in histories:
                histories[name] = History(folder / name)
            at = datetime.fromisoformat(item["t"]).astimezone(UTC)
            forecast = histories[name].forecast(day(item["t"]), item["cards"], item["group"])
            print(json.dumps(row(item["set"], at, forecast)))


if __name__ == "__main__":
    main(sys.argv[1:])
