"""Fixtures of the shell tests; what they are made of is in `calls`."""

from calls import demo, demo_folder, desk

__all__ = ["demo", "demo_folder", "desk"]
