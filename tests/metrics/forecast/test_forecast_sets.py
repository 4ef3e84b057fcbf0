"""The forecasts of a real team's history and of a simulated project's: see tests/data/SOURCES.md."""

import importlib.util
from datetime import datetime
from pathlib import Path
from types import ModuleType

import pytest

FOLDERS = [Path(__file__).parents[2] / "data" / "forecast" / kind for kind in ("real", "planned")]
BENCHMARK = Path(__file__).parents[3] / "benchmarks" / "forecast_sets.py"


@pytest.fixture(scope="module")
def benchmark() -> ModuleType:
    spec = importlib.util.spec_from_file_location("forecast_sets", BENCHMARK)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_every_set_has_dates_in_order_or_a_reason(benchmark, folder):
    histories, dated = {}, 0
    for item in benchmark.lines(folder / "sets.jsonl"):
        path = folder / item["history"]
        history = histories[path] = histories.get(path) or benchmark.History(path)
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
