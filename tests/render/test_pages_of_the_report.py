"""The report section by section: what stands in it, what is left out, in both languages and with hostile names."""

import re

import pytest
from crew import DAY, NOW, WEEK, crew
from makers import DOING, DONE, Desk, hour
from plan_maker import Planner, named

from kanban.commands.cards import Block
from kanban.commands.plan import SetProject
from kanban.metrics.figure import TERMS
from kanban.metrics.flow.totals import Window
from kanban.metrics.insight.slip_causes import RULES
from kanban.metrics.reports.status_report import EXPLAINED_MOST, StatusReport, status_report
from kanban.model.plan import EMPTY_PLAN
from kanban.model.unreadable import Problem, UnreadableBoard
from kanban.render.status_report.blocks import Drawing, Grid, Heading, Listing, Page, Paragraph, capital
from kanban.render.status_report.html import html
from kanban.render.status_report.markdown import markdown
from kanban.render.status_report.page import page
from kanban.render.status_report.rules import TERMS_USED
from kanban.text.messages import msg

pytestmark = pytest.mark.any_day

MONDAY = -8
"""The hour of the story's first Monday, midnight."""
HOSTILE = "<b>Deck</b> | `x` \x1b[31m \u202ecod 桥面"


def report(planner: Planner, *desks: Desk, unread=(), weeks=1, at=NOW) -> StatusReport:
    end = MONDAY + at - at % WEEK
    window = Window(hour(end - weeks * WEEK), hour(end))
    return status_report(planner.plan, [desk.board for desk in desks], unread, window, hour(at))


def promised(name="Deck") -> Planner:
    return Planner().give(SetProject(name="Bridge")).milestone(name, gates=("1.1",)).promise(NOW + WEEK)


def parts(written: Page, heading: str) -> list:
    """The blocks of a section, by the head of it in English."""
    texts = [block.text if isinstance(block, Heading) and block.level == 2 else None for block in written.blocks]
    begin = texts.index(heading)
    rest = [number for number, text in enumerate(texts) if text is not None and number > begin]
    return list(written.blocks[begin + 1 : rest[0] if rest else None])


def texts(blocks: list) -> list[str]:
    """Every text of some blocks, in their order."""
    out: list[str] = []
    for block in blocks:
        match block:
            case Heading() | Paragraph():
                out.append(block.text)
            case Listing():
                out += [f"{item.lead}: {item.text}" if item.lead else item.text for item in block.items]
            case Grid():
                out += [" | ".join(cell.text for cell in row) for row in block.rows]
            case Drawing():
                out.append(f"[{block.name}]")
    return out


def test_the_sections_stand_in_their_order_with_their_pictures():
    written = page(report(promised(), crew()))
    heads = [block.text for block in written.blocks if isinstance(block, Heading) and block.level == 2]
    assert heads == ["Milestones", "Why they slip, and what to do next", "What changed", "Flow of the drivers",
                     "How it is counted"]  # fmt: skip
    assert [drawing.name for drawing in written.drawings] == ["milestones", "throughput", "scatter", "cfd"]
    assert written.title == "Bridge · weekly report"


@pytest.mark.parametrize(("weeks", "name"), [(1, "weekly report"), (2, "status report")])
def test_a_report_of_one_week_is_weekly_and_any_other_a_status_report(weeks, name):
    assert page(report(promised(), crew(), weeks=weeks)).title.endswith(name)
    assert page(report(Planner(), weeks=weeks)).title == f"no project name yet · {name}"


def test_its_head_says_the_window_the_moment_the_rate_and_the_cards():
    first, rates = page(report(promised(), crew())).blocks[:2]
    assert first.text == ("From 20 Apr 2026 00:00 to 27 Apr 2026 00:00; milestones as of Mon 27 Apr 2026 08:00 UTC")
    assert texts([rates]) == [
        "Achievement rate: - (0/0) · no baseline has passed yet", "Cards: 1 board · 24 of 36 cards done",
    ]  # fmt: skip


def test_the_rate_by_the_original_baselines_stands_beside_where_it_is_another():
    planner = Planner().milestone(gates=("1.1",)).promise(WEEK).promise(NOW - DAY, at=WEEK - 1, why="flood")
    done = crew(finished=20, ahead=0)
    said = texts(page(report(planner, done)).blocks[1:2])
    assert len(said) == 3
    assert "against the original baseline" in said[1]
    assert "against the original baseline" not in said[0]


def test_what_is_not_counted_is_named_without_its_folder():
    hidden = UnreadableBoard("li", Problem("/srv/boards/li.json", msg("it is no board")))
    spoilt = crew("wang")
    spoilt.spoil("1")
    said = texts(list(page(report(promised(), crew(), spoilt, unread=[hidden])).blocks[:4]))
    assert "Not counted, so that figures may be too small:" in said
    assert any(line.startswith("li") and "it is no board" in line for line in said)
    assert "/srv/boards" not in "".join(said)


def test_the_table_has_a_row_for_each_milestone_with_what_is_known_of_it():
    planner = promised().milestone("Piers", gates=("1.2",))
    (grid, drawing) = parts(page(report(planner, crew())), "Milestones")
    assert isinstance(drawing, Drawing)
    rows = {row[0].text: [cell.text for cell in row] for row in grid.rows}
    assert rows["M1 Deck"][1:8] == ["at risk", "04 May 2026", "24/36", "22 May 2026", "10 Jun 2026", "+37d", "<5%"]
    assert rows["M2 Piers"][1:8] == ["no data", "", "0/0", "", "", "", ""]
    assert [head.text for head in grid.heads if head.right] == ["done", "slip", "chance"]
    assert [row[1].role for row in grid.rows] == ["at_risk", "no_data"]


def test_a_slipping_milestone_has_its_basis_its_causes_and_what_to_do():
    said = texts(parts(page(report(promised(), crew())), "Why they slip, and what to do next"))
    assert said[0] == "M1 Deck · at risk"
    assert said[1].startswith("12 cards are ahead of or in this milestone on 1 board that finishes 3.0 a week")
    assert said[2].startswith("P50 is 18d after the baseline")
    actions = said[said.index("What to do next, and about how many days sooner P85 is then:") + 1 :]
    assert 1 <= len(actions) <= 3
    assert all(re.match(r"-[\d.]+[dh]: ", line) for line in actions)


def test_without_a_forecast_the_reason_is_said_in_its_place():
    planner = Planner().milestone(gates=("1.1",)).promise(DAY)
    desk = Desk()
    desk.add(work_package="1.1.1", column=DOING)
    said = texts(parts(page(report(planner, desk)), "Why they slip, and what to do next"))
    assert said[0] == "M1 Deck · late"
    assert len(said) == 2
    assert said[1][0].isupper()


def test_milestones_beyond_those_explained_are_counted(spoken):
    planner = Planner()
    for number in range(EXPLAINED_MOST + 2):
        planner.milestone(f"Late {number}", ("1.1",)).promise(DAY, milestone=f"M{number + 1}")
    desk = Desk()
    desk.add(work_package="1.1.1", column=DOING)
    written = page(report(planner, desk))
    heads = [block for block in written.blocks if isinstance(block, Heading) and block.level == 3]
    assert len([head for head in heads if head.text.startswith("M")]) == EXPLAINED_MOST
    said = "".join(texts(list(written.blocks)))
    assert {"en": "2 more milestones are late or at risk", "zh_CN": "2"}[spoken] in said


def test_where_nothing_slips_and_nothing_changed_it_says_so():
    written = page(report(Planner().milestone(gates=("1.1",)).promise(NOW + 300 * DAY), crew(), at=NOW + 2 * WEEK))
    assert texts(parts(written, "Why they slip, and what to do next")) == ["no milestone is late or at risk"]
    assert texts(parts(written, "What changed")) == ["nothing changed"]


def test_changes_stand_under_the_head_of_their_kind():
    desk = crew()
    desk.give(Block(cards=("30",), why="crane <booked>"), NOW - DAY)
    planner = promised().promise(NOW + 2 * WEEK, at=NOW - 2 * DAY, why="high *water*")
    said = texts(parts(page(report(planner, desk)), "What changed"))
    heads = [line for line in said if ":" not in line]
    assert heads == ["Baseline set or moved", "Newly blocked", "Finished"]
    assert "M1 Deck: from 04 May 08:00 to 11 May 08:00: high *water*" in said
    assert any(line.endswith("(crane <booked>)") for line in said)


def test_a_line_for_each_board_and_one_for_all_where_there_are_more():
    one, two = (parts(page(report(promised(), *desks)), "Flow of the drivers") for desks in (
        (crew(),), (crew(), named_desk("li", "1.2.1")),
    ))  # fmt: skip
    assert [row[0].text for row in one[0].rows] == ["bridge · zhang"]
    assert [row[0].text for row in two[0].rows] == ["bridge · zhang", "li", "all boards"]
    alone, both = ([cell.text for cell in grid.rows[-1]] for grid in (one[0], two[0]))
    assert (alone[2], both[2]) == ("3", "6"), "finished in the week"
    assert both[6] == "6/6"
    assert alone[4].endswith("?"), "few cards"
    assert "? rests on fewer than 10 cards" in texts(one)


def named_desk(slug: str, package: str) -> Desk:
    desk = crew(slug, package)
    desk.board = named(desk.board, slug)
    return desk


def test_without_signals_and_without_boards_it_says_so():
    said = texts(parts(page(report(promised(), crew())), "Flow of the drivers"))
    assert "no signal: all within the limits, and no run" in said
    assert texts(parts(page(report(promised())), "Flow of the drivers")) == ["no boards yet"]
    assert [drawing.name for drawing in page(report(promised())).drawings] == ["milestones"]


def test_signals_name_their_board_and_their_chart():
    desk = crew(finished=20)
    desk.move("21", DOING, MONDAY + 10)
    desk.move("21", DONE, 20 * 56 + 40)
    written = report(promised(), desk, at=20 * 56 + WEEK + 16)
    said = texts(parts(page(written), "Flow of the drivers"))
    assert [line for line in said if line.startswith("bridge · cycle time: 21 Weld span 20")]


def test_how_it_is_counted_names_every_figure_and_every_cause(spoken):
    (listing,) = (block for block in page(report(promised(), crew())).blocks[-1:])
    leads = [item.lead for item in listing.items]
    assert [capital(TERMS[name].label) for name in TERMS_USED] == leads[2 : 2 + len(TERMS_USED)]
    assert len(leads) == len(TERMS_USED) + 4
    causes = listing.items[-2].text
    assert all(str(rule) in causes for rule in RULES.values())
    if spoken == "zh_CN":
        names = r"P50|P85|DPMO|XmR|WIP|ISO|UTC|EV|PV|CT|n\b|kanban"
        assert not [item for item in listing.items if re.search("[a-z]{4,}", re.sub(names, "", item.lead))]


@pytest.mark.parametrize("way", ["html", "markdown"])
def test_hostile_names_are_texts_on_every_page(way, spoken):
    planner = promised(HOSTILE).give(SetProject(name=HOSTILE))
    desk = crew()
    desk.add(HOSTILE, at=NOW - DAY, work_package="1.1.1")
    desk.give(Block(cards=("37",), why=HOSTILE), NOW - 12)
    written = page(report(planner, desk))
    text = html(written) if way == "html" else markdown(written, {})
    assert not set(text) & set("\x1b\u202e")
    assert "<b>Deck" not in text
    assert ("&lt;b&gt;Deck" if way == "html" else "\\<b\\>Deck") in text


def test_an_empty_workspace_has_a_report_too(spoken):
    nothing = status_report(EMPTY_PLAN, [], [], Window(hour(MONDAY), hour(MONDAY + WEEK)), hour(WEEK))
    written = page(nothing)
    assert written.drawings == ()
    assert html(written)
    assert len([block for block in written.blocks if isinstance(block, Heading)]) == 5
