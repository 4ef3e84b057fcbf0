"""The plan in use: answered at once, saved behind, put back where it cannot be; undo and redo, also after a restart."""

from datetime import UTC, datetime, timedelta

import pytest
from desk import Desk

from kanban.commands.outcome import Signed
from kanban.commands.plan import ChangePlan, SetBaseline, SetMilestone, SetNode
from kanban.commands.undo import Redo, Undo
from kanban.model.plan import EMPTY_PLAN
from kanban.session.plan import PlanSession
from kanban.store.folder.store import FolderStore
from kanban.text.dates import now
from kanban.text.messages import Refused

DUE = datetime(2099, 11, 10, 17, tzinfo=UTC)


def open_desk(store):
    desk = Desk(lambda post: PlanSession(store, EMPTY_PLAN, "pm", post))
    desk.until(lambda: "M1" in desk.session.view.milestones)
    return desk


@pytest.fixture
def planned(workspace):
    steps = (SetNode(code="1", name="Bridge"), SetMilestone(id="M1", name="Deck", gates=("1",)))
    workspace.apply(None, [Signed(ChangePlan(steps=steps), "pm", now())])
    return workspace


@pytest.fixture
def desk(no_saver_left, planned):
    desk = open_desk(planned)
    yield desk
    desk.session.close()


@pytest.fixture
def obstacle(planned):
    """Something real in the way of every save: a folder where the temp file goes."""
    return planned.plan_path.parent / ".plan.json.tmp"


def kept(store):
    """The plan as another process reads it."""
    return FolderStore(store.folder).plan()


def add(desk, name):
    """A milestone with gates and baseline, as one command."""
    milestone_id = desk.session.next_milestone_id()
    steps = (SetMilestone(id=milestone_id, name=name, gates=("1",)), SetBaseline(milestone=milestone_id, due_at=DUE))
    return desk.session.submit(ChangePlan(steps=steps))


def test_the_answer_is_there_before_it_is_saved(desk, planned):
    add(desk, "Piers")
    assert desk.session.state == "saving"
    assert desk.session.view.milestones["M2"].current_baseline.due_at == DUE
    desk.until_state("saved")
    assert kept(planned).milestones["M2"].name == "Piers"


def test_one_undo_takes_a_new_milestone_with_its_baseline(desk, planned):
    add(desk, "Piers")
    desk.session.submit(Undo())
    assert list(desk.session.view.milestones) == ["M1"]
    desk.session.submit(Redo())
    desk.until_state("saved")
    assert kept(planned).milestones["M2"].current_baseline.due_at == DUE


def test_undo_after_a_restart(desk, planned):
    add(desk, "Piers")
    desk.until_state("saved")
    desk.session.close()
    again = open_desk(FolderStore(planned.folder))
    assert str(again.session.submit(Undo()).message).startswith("undid: added milestone M2 Piers")
    again.until_state("saved")
    again.session.close()
    assert list(kept(planned).milestones) == ["M1"]


def test_what_cannot_be_saved_is_put_back_with_the_reason_and_saved_later(desk, obstacle, planned):
    obstacle.mkdir()
    add(desk, "Piers")
    desk.until_state("not saved")
    assert str(desk.session.failure) == "not saved: is a directory"
    assert str(desk.news[-1].message) == "put back, will be tried again: not saved: is a directory"
    assert "M2" not in desk.session.view.milestones
    obstacle.rmdir()
    desk.until_state("saved")
    assert kept(planned).milestones["M2"].name == "Piers"


def test_two_new_milestones_that_cannot_be_saved_are_two(desk, obstacle, planned):
    obstacle.mkdir()
    add(desk, "Piers")
    desk.until_state("not saved")
    add(desk, "Rails")
    desk.until(lambda: len(desk.session.unsaved) == 2 and desk.session.state == "not saved")
    obstacle.rmdir()
    desk.until_state("saved")
    assert [m.name for m in kept(planned).milestones.values()] == ["Deck", "Piers", "Rails"]


def test_a_milestone_changed_anew_replaces_what_could_not_be_saved_of_it(desk, obstacle, planned):
    obstacle.mkdir()
    desk.session.submit(SetBaseline(milestone="M1", due_at=DUE))
    desk.until_state("not saved")
    desk.session.submit(SetBaseline(milestone="M1", due_at=DUE + timedelta(days=1)))
    desk.until_state("not saved")
    obstacle.rmdir()
    desk.until_state("saved")
    assert [b.due_at for b in kept(planned).milestones["M1"].baselines] == [DUE + timedelta(days=1)]


def test_what_is_left_after_closing_is_what_was_given(desk, obstacle):
    obstacle.mkdir()
    add(desk, "Piers")
    assert not desk.session.close()
    (signed,) = desk.session.left_over()
    assert isinstance(signed.command, ChangePlan)
    assert signed.by == "pm"
    obstacle.rmdir()


def test_a_refusal_changes_nothing(desk):
    before = desk.session.view
    with pytest.raises(Refused, match=r"9.9 is not in the plan"):
        desk.session.submit(ChangePlan(steps=(SetMilestone(name="Piers"), SetMilestone(id="M1", gates=("9.9",)))))
    assert desk.session.view is before
    assert desk.session.state == "saved"


def test_what_others_change_is_there_within_a_second(desk, planned):
    FolderStore(planned.folder).apply(None, [Signed(SetMilestone(id="M1", name="Decks"), "li", now())])
    desk.until(lambda: desk.session.view.milestones["M1"].name == "Decks", 1.0)
