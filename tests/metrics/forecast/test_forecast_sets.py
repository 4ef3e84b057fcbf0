"""The forecasts of real teams' histories, where their folder is at hand.

KANBAN_FORECAST_SETS is a folder with histories.jsonl, sets.jsonl and the histories themselves.
"""

import importlib.util
import os
from datetime import datetime
from pathlib import Path
from types import ModuleType

import pytest

FOLDER = Path(os.environ.get("KANBAN_FORECAST_SETS") or "nowhere")
BENCHMARK = Path(__file__).parents[3] / "benchmarks" / "forecast_sets.py"
SHORT_BYTES = 110_000
"""Only histories below this size are forecast here; the benchmark takes them all."""

pytestmark = pytest.mark.skipif(not (FOLDER / "sets.jsonl").exists(), reason="KANBAN_FORECAST_SETS is not set")


@pytest.fixture(scope="module")
def benchmark() -> ModuleType:
    spec = importlib.util.spec_from_file_location("forecast_sets", BENCHMARK)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_sets_of_short_histories_have_dates_in_order_or_a_reason(benchmark):
    histories, dated = {}, 0
    for item in benchmark.lines(FOLDER / "sets.jsonl"):
        path = FOLDER / item["history"]
        if path.stat().st_size > SHORT_BYTES:
            continue
        history = histories.setdefault(path, None) or benchmark.History(path)
        histories[path] = history
        forecast = history.forecast(benchmark.day(item["t"]), item["cards"], item["group"])
        if forecast.curve is None:
            assert forecast.reason.code == "few_exits"
            continue
        row = benchmark.row(item["set"], datetime.fromisoformat(item["t"]), forecast)
        assert list(row["chance"].values()) == sorted(row["chance"].values())
        dates = [datetime.fromisoformat(at) for at in (item["t"], row["p50_at"], row["p85_at"]) if at]
        assert dates == sorted(dates)
        assert forecast.cards == len(item["cards"]) <= forecast.ahead
        dated += 1
    assert dated > 0
