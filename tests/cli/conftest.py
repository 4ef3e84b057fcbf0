"""Fixtures of the shell tests; what they are made of is in `calls`."""

import pytest
from calls import _fixed_folder, demo, demo_folder, desk, empty

__all__ = ["_fixed_folder", "demo", "demo_folder", "desk", "empty"]


def pytest_collection_modifyitems(items):
    """What asks nothing but the demo of a fixed moment, at that moment, is the same on any day."""
    for item in items:
        names = set(getattr(item, "fixturenames", ()))
        if "demo" in names and not names & {"demo_folder", "desk", "empty"} and "/tests/cli/" in str(item.path):
            item.add_marker(pytest.mark.fixed_moment)
