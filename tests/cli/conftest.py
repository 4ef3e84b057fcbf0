"""Fixtures of the shell tests; what they are made of is in `calls`."""

from calls import _fixed_folder, demo, demo_folder, desk, empty

__all__ = ["_fixed_folder", "demo", "demo_folder", "desk", "empty"]
