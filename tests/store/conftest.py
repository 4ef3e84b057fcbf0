"""The stores that the tests of this folder run on, and workspaces to copy."""

from copies import demo, imported, long_lived, nowhere, servers
from stores import board_file, kept, store, workspace

__all__ = ["board_file", "demo", "imported", "kept", "long_lived", "nowhere", "servers", "store", "workspace"]
