"""A quick start and a quick end: they are most of the time a verb takes."""

import gc
import sys


def without_collection() -> None:
    """No garbage collection: a verb is over before it pays. The screens switch it on again."""
    gc.disable()


def leave_memory() -> None:
    """Spare the interpreter the search for garbage when it ends."""
    gc.freeze()


def import_msgspec() -> None:
    """Import msgspec without `typing_extensions`.

    It takes that module if it is installed, and falls back to `typing`, which has all it needs since Python 3.11.
    Importing it (and `inspect` with it) takes as long as starting Python does. Others may import it later as ever.
    """
    name = "typing_extensions"
    if "msgspec" in sys.modules or name in sys.modules:
        return
    sys.modules[name] = None  # type: ignore[assignment]  # how Python is told that an import is to fail
    try:
        import msgspec  # noqa: F401
    finally:
        del sys.modules[name]
