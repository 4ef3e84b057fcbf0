"""A sync tool puts an older copy of the file under an open board: it is said, and what is lost by it is known."""

import pytest
from desk import Desk
from makers import DOING, change_plan

from kanban.commands.cards import Add, Move
from kanban.commands.outcome import Signed
from kanban.commands.plan import SetNode
from kanban.commands.undo import Undo
from kanban.formats import pending_changes
from kanban.session.board import BoardSession
from kanban.session.plan import PlanSession
from kanban.store.folder.store import FolderStore
from kanban.text.dates import now


@pytest.fixture
def desk(workspace):
    desk = Desk(lambda post: BoardSession.opened(workspace, "bridge", "zhang", post))
    yield desk
    desk.session.close()


def saved(desk, *commands):
    for command in commands:
        desk.session.submit(command)
        desk.until_state("saved")


def put_back(board_file, content):
    other = board_file.with_suffix(".older")
    other.write_bytes(content)
    other.rename(board_file)


def lost(desk):
    return [change for change in desk.news if change.lost or "older copy" in str(change.message)]


def test_what_was_saved_and_is_gone_is_told_with_the_changes(desk, board_file):
    saved(desk, Add(title="kept"))
    older = board_file.read_bytes()
    saved(desk, Add(title="gone"), Move(cards=("1",), column=DOING))
    put_back(board_file, older)
    desk.until(lambda: bool(lost(desk)))
    (change,) = lost(desk)
    assert [type(signed.command) for signed in change.lost] == [Add, Move]
    assert "from revision 3 back to 1, 2 of your changes" in str(change.message)
    assert change.failed
    assert [card.title for card in desk.session.view.cards.values()] == ["kept"]


def test_a_change_made_on_top_of_the_older_file_tells_it_too(desk, board_file):
    saved(desk, Add(title="kept"))
    older = board_file.read_bytes()
    saved(desk, Add(title="gone"), Add(title="gone too"))
    desk.session._look = lambda: None  # the save is quicker than the look
    put_back(board_file, older)
    desk.session.submit(Add(title="new"))
    desk.until(lambda: bool(lost(desk)))
    assert [signed.command.title for signed in lost(desk)[0].lost] == ["gone", "gone too"]
    assert [card.title for card in desk.session.view.cards.values()] == ["kept", "new"]


def test_the_lost_changes_can_be_written_and_carried_out_again(desk, board_file, workspace, tmp_path):
    saved(desk, Add(title="kept"))
    older = board_file.read_bytes()
    saved(desk, Add(title="gone"), Move(cards=("1",), column=DOING))
    put_back(board_file, older)
    desk.until(lambda: bool(lost(desk)))
    path = tmp_path / "lost.jsonl"
    pending_changes.write(path, [pending_changes.Pending(signed, "bridge") for signed in lost(desk)[0].lost])
    workspace.apply("bridge", [pending.signed for pending in pending_changes.read(path)])
    board = FolderStore(workspace.folder).board("bridge")
    assert [(card.title, card.column) for card in board.cards.values()] == [("kept", DOING), ("gone", "c1")]


def test_changes_by_others_and_undo_are_no_older_file(desk, workspace):
    saved(desk, Add(title="mine"))
    workspace.apply("bridge", [Signed(Add(title="theirs"), "li", now())])
    desk.until(lambda: len(desk.session.view.cards) == 2)
    saved(desk, Move(cards=("1",), column=DOING), Undo())
    assert lost(desk) == []


def test_the_plan_tells_it_as_well(workspace):
    desk = Desk(lambda post: PlanSession(workspace, workspace.plan(), "pm", post))
    saved(desk, SetNode(code="1", name="Bridge"))
    older = workspace.plan_path.read_bytes()
    saved(desk, SetNode(code="2", name="Road"))
    put_back(workspace.plan_path, older)
    desk.until(lambda: bool(lost(desk)))
    assert [signed.command for signed in lost(desk)[0].lost] == [SetNode(code="2", name="Road")]
    assert list(desk.session.view.nodes) == ["1"]
    desk.session.close()


def test_a_change_of_somebody_else_that_is_gone_is_told_without_being_ones_own(desk, workspace, board_file):
    saved(desk, Add(title="mine"))
    older = board_file.read_bytes()
    workspace.apply("bridge", [Signed(Add(title="theirs"), "li", now())])
    desk.until(lambda: len(desk.session.view.cards) == 2)
    put_back(board_file, older)
    desk.until(lambda: bool(lost(desk)))
    assert lost(desk)[0].lost == ()
    assert "from revision 2 back to 1, 0 of your changes" in str(lost(desk)[0].message)
    assert change_plan(workspace, [SetNode(code="1", name="Bridge")]).rev == 1
