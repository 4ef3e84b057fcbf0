"""The store that the tests of this folder run on, as in tests/store."""

from stores import board_file, kept, store, workspace

__all__ = ["board_file", "kept", "store", "workspace"]
