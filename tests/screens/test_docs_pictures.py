"""The pictures of the README are the same whichever day they are made on."""

import subprocess
import sys
from pathlib import Path

import pytest

DOCS = Path(__file__).parents[2] / "docs"
MADE = """
import sys, time_machine
from datetime import UTC, datetime
from pathlib import Path

year, folder, target = int(sys.argv[1]), *map(Path, sys.argv[2:])
sys.path.insert(0, str(folder))
with time_machine.travel(datetime(year, 2, 28, 23, 59, 50, tzinfo=UTC), tick=True):
    import pictures
    pictures.main(["board", "rollup"], target)
"""


@pytest.mark.slow
def test_the_pictures_do_not_depend_on_the_day(tmp_path: Path) -> None:
    made = []
    for year in (2027, 2028):
        target = tmp_path / str(year)
        target.mkdir()
        subprocess.run([sys.executable, "-c", MADE, str(year), str(DOCS), str(target)], check=True, timeout=60)
        made.append({path.name: path.read_bytes() for path in target.iterdir()})
    assert sorted(made[0]) == ["board.svg", "rollup.svg"]
    assert made[0] == made[1]
