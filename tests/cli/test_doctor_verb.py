"""`kanban doctor` from the shell: what it finds, what it says of it, what it brings back; nothing else is touched."""

import json

import pytest


@pytest.fixture
def two(desk):
    """A plan and two boards with a card each."""
    desk("plan", "node", "add", "1", "Bridge")
    for slug in ("li", "wang"):
        desk("board", "create", slug, "--driver", slug)
        desk("add", f"card of {slug}", "--board", slug)
    return desk


def path_of(desk, slug):
    return desk.folder / "boards" / slug / "board.json"


def altered(path, change):
    """The file with something changed by hand; its bytes."""
    content = json.loads(path.read_text())
    change(content)
    path.write_text(json.dumps(content))
    return path.read_bytes()


def test_all_is_sound(two):
    before = two.content()
    done = two("doctor")
    assert (done.out, done.err.splitlines()[-1]) == ("", "2 boards, 2 cards, the plan: sound")
    content = two("doctor", "--json").json
    assert set(content) == {"workspace", "sound", "boards", "cards", "watching", "problems"}
    assert (content["workspace"], content["sound"], content["boards"], content["cards"]) == (
        str(two.folder),
        True,
        2,
        2,
    )
    assert content["problems"] == {"plan": [], "li": [], "wang": []}
    assert two("doctor", "--restore").out == f"{two.folder}: everything can be read, nothing was done\n"
    assert two.content() == before


def test_each_problem_is_named_with_its_board_and_its_file(two):
    path_of(two, "li").write_bytes(b"{")
    odd = altered(path_of(two, "wang"), lambda content: content["cards"]["1"].update(column="c9"))
    done = two("doctor", code=1)
    named = [line.partition(": ")[0] for line in done.out.splitlines()]
    assert named == sorted(named)
    assert set(named) == {"li", "wang"}
    assert str(path_of(two, "li")) in done.out
    assert "kanban doctor --restore" in done.err
    assert f"the plan: {len(named)} problem" in done.err.splitlines()[-1]
    content = two("doctor", "--json", code=1).json
    assert content["sound"] is False
    assert [len(content["problems"][name]) > 0 for name in ("plan", "li", "wang")] == [False, True, True]
    assert path_of(two, "wang").read_bytes() == odd


def test_a_state_that_is_not_what_the_history_says_is_found_though_the_file_can_be_read(two):
    altered(path_of(two, "li"), lambda content: content["cards"]["1"].update(title="another"))
    assert [row[1] for row in two("list", "--board", "li").rows] == ["another"]
    done = two("doctor", code=1)
    assert "card 1: title is not what its history says" in done.out


def test_one_board_is_restored_and_the_other_is_left_as_it_is(two):
    for slug in ("li", "wang"):
        path_of(two, slug).write_bytes(b"oops")
    done = two("doctor", "--restore", "--board", "li")
    assert "brought back from board.json." in done.out
    assert path_of(two, "wang").read_bytes() == b"oops"
    assert [row[1] for row in two("list", "--board", "li").rows] == ["card of li"]
    assert "wang: " in two("doctor", code=1).out
    two("doctor", "--restore")
    assert "sound" in two("doctor").err
    broken = sorted(path.name for path in two.folder.rglob("*.broken-*"))
    assert len(broken) == 2


def test_the_plan_alone_is_restored(two):
    plan = two.folder / "plan" / "plan.json"
    plan.write_bytes(b"[")
    path_of(two, "li").write_bytes(b"oops")
    assert "brought back from plan.json." in two("doctor", "--restore", "--plan").out
    assert two("plan", "show", "--json").json["nodes"][0]["name"] == "Bridge"
    assert path_of(two, "li").read_bytes() == b"oops"


def test_without_any_copy_the_file_stays_and_the_exit_code_says_so(two):
    path = path_of(two, "li")
    for copy in path.parent.glob("board.json.*"):
        copy.unlink()
    path.write_bytes(b"oops")
    assert "no copy of it that can be read" in two("doctor", "--restore", "--board", "li", code=1).err
    assert path.read_bytes() == b"oops"


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["--restore", "--board", "li", "--plan"], 2, "--board and --plan exclude each other"),
        (["--restore", "--board", "nobody"], 1, "--board: 'nobody' is not in"),
        (["--board", "nobody"], 1, "--board: 'nobody' is not in"),
        (["--board", ""], 1, "--board: '' is not in"),
        (["--board", "li", "--plan"], 2, "--board and --plan exclude each other"),
        (["--restore", "--board", "../li"], 1, "--board: '../li' is not in"),
    ],
)
def test_what_doctor_refuses_changes_nothing(two, words, code, said):
    path_of(two, "li").write_bytes(b"oops")
    before = two.content()
    assert said in two("doctor", *words, code=code).err
    assert two.content() == before


def test_one_board_or_the_plan_is_checked_alone(two):
    """What is not named is neither counted nor blamed."""
    path_of(two, "wang").write_bytes(b"{")
    plan = two.folder / "plan" / "plan.json"
    for words in (["--board", "li"], ["--board", "LI"]):
        done = two("doctor", *words)
        assert (done.out, done.err.splitlines()[-1]) == ("", "li, 1 card: sound")
    content = two("doctor", "--board", "li", "--json").json
    assert (content["sound"], content["boards"], content["cards"]) == (True, 1, 1)
    assert content["problems"] == {"li": []}
    said = two("doctor", "--plan").err
    assert said.splitlines()[-1] == "the plan: sound"
    assert "no boards" not in said
    assert two("doctor", "--plan", "--json").json["problems"] == {"plan": []}
    plan.write_bytes(b"[")
    assert two("doctor", "--board", "li").err.splitlines()[-1] == "li, 1 card: sound"
    assert "the plan: 1 problem" in two("doctor", "--plan", code=1).err
    done = two("doctor", "--board", "wang", code=1)
    assert done.out.startswith("wang: ")
    assert done.err.splitlines()[-1] == "wang, 0 cards: 1 problem"


def test_cards_under_packages_that_the_plan_does_not_have_are_a_remark_and_no_fault(two):
    for number in range(7):
        two("add", f"lost {number}", "--wp", "9.9.9", "--board", "wang")
    two("archive", "wang/2")
    said = two("doctor").err
    remark = "wang: 6 cards under work packages that the plan does not have (3, 4, 5, 6, 7, …)"
    assert remark in said.splitlines()
    assert "sound" in said
    assert "1 card under" not in said


@pytest.mark.parametrize("words", [[], ["--json"]], ids=str)
def test_a_workspace_that_is_not_shared_has_no_roles_to_check(two, words):
    before = two.content()
    done = two("doctor", "--roles", *words, code=1)
    assert done.out == ""
    assert done.err == f"kanban: {two.folder}: not a shared workspace (see kanban init --help)\n"
    assert two.content() == before


def test_every_word_of_it_is_there_in_chinese(two):
    path_of(two, "li").write_bytes(b"{")
    two("add", "lost", "--wp", "9.9.9", "--board", "wang")
    said = two("--lang", "zh", "doctor", code=1).err
    for words in ("problem", "sound", "cards", "work packages", "brings back", "boards"):
        assert words not in said
    assert "工作包" in said
