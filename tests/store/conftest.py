"""The stores that the tests of this folder run on."""

from stores import board_file, kept, store, workspace

__all__ = ["board_file", "kept", "store", "workspace"]
