"""Copies that a sync tool left beside a file are named by doctor: what was changed in them is in no other file."""

import pytest

from kanban.store.folder.store import FolderStore

LEFT = (
    "board (zhang's conflicted copy 2026-11-28).json",
    "board.sync-conflict-20261128-191300-ABCDEFG.json",
    "board_conflict-20261128-191300.json",
    "board (SFConflict zhang@example.org 2026-11-28).json",
)


@pytest.mark.parametrize("name", LEFT)
def test_a_copy_beside_a_board_is_named(name, workspace, board_file):
    (board_file.parent / name).write_bytes(board_file.read_bytes())
    (problem,) = FolderStore(workspace.folder).checks.check("bridge")
    assert problem.place == str(board_file.parent / name)
    assert str(problem.reason) == "a sync tool left this copy: what was changed in it is not in board.json"


def test_one_beside_the_plan_too(workspace):
    copy = workspace.plan_path.with_name("plan (conflicted copy).json")
    copy.write_bytes(workspace.plan_path.read_bytes() if workspace.plan_path.exists() else b"{}")
    (problem,) = FolderStore(workspace.folder).checks.check(None)
    assert problem.place == str(copy)


def test_our_own_files_are_none(workspace, board_file):
    assert FolderStore(workspace.folder).checks.check("bridge") == []
    assert (board_file.parent / ".lock").exists()
