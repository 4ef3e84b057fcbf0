"""What all tests share: a Hypothesis profile that gives the same examples on every machine, and small makers."""

import os
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

sys.path.insert(0, str(Path(__file__).parent))  # so that every folder's tests can import `makers`
SCRIPTS = Path(__file__).parent.parent / "scripts"
sys.path.insert(0, str(SCRIPTS))

from often import often  # noqa: E402  # once the folder is on the path
from stores import _database, database, on_files, on_server, postgres, run_on_every_store, where  # noqa: E402

__all__ = ["_database", "database", "on_files", "on_server", "postgres", "where"]

pytest_generate_tests = run_on_every_store

os.environ["KANBAN_LANG"] = "en"  # whatever the locale of who runs the tests

settings.register_profile(
    "ci",
    max_examples=often(100),
    derandomize=True,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
settings.load_profile("ci")


MAKE_USERS = {"roles", "ssh"}
LONGEST = "test_patroni_failover.py"
LINUX_ONLY = pytest.mark.skipif(sys.platform != "linux", reason="needs useradd, /proc or mount, as Linux has them")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What Linux alone can do is skipped elsewhere, and the one test that waits for minutes begins first."""
    for item in items:
        if set(item.path.parts) & (MAKE_USERS | {"faults", "faults_postgres"}):
            item.add_marker(LINUX_ONLY)
    items.sort(key=lambda item: item.path.name != LONGEST)


@pytest.fixture(scope="session", autouse=True)
def nobodys_home(tmp_path_factory):
    """Settings and state of whoever runs the tests are neither read nor written."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HOME", str(tmp_path_factory.mktemp("home")))
        for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME"):
            patch.delenv(name, raising=False)
        yield


@pytest.fixture(scope="session", autouse=True)
def compiled_modules():
    """Python 3.11 leaves half a compiled module where a test limits the size of files: nothing is left to compile."""
    import compileall

    import kanban

    compileall.compile_dir(Path(kanban.__file__).parent, quiet=2)


@pytest.fixture(scope="session", autouse=True)
def compiled_catalogues():
    """What the program reads of the translations, as new as what translators wrote; a wheel has it already."""
    if SCRIPTS.is_dir():
        from catalogue import compile_stale

        compile_stale()


@pytest.fixture
def in_chinese(compiled_catalogues):
    """The language in force is Chinese for one test."""
    from kanban.text import messages

    before = messages.language()
    messages.use_language("zh_CN")
    yield
    messages.use_language(before)
