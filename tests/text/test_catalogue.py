"""The translations: whole, fresh, with the same values as the English, and built into the program."""

import ast
import os
from pathlib import Path

import pytest
from babel.messages.catalog import Message as Entry

from kanban.text.messages import LANGUAGES

pytestmark = pytest.mark.any_day

catalogue = pytest.importorskip("catalogue", reason="a wheel is tested without the sources of its catalogues")

ROOT = catalogue.ROOT
CALLS = {"msg": 1, "tr": 1, "msg_n": 2, "tr_n": 2, "msg_in": 2, "tr_in": 2}
"""How many sentences or words a call starts with."""
SOURCES = sorted(path for path in (ROOT / "kanban").rglob("*.py") if path.name != "messages.py")


def test_every_language_but_english_has_a_catalogue():
    assert {path.parent.parent.name for path in catalogue.catalogues()} == set(LANGUAGES) - {"en"}


@pytest.mark.parametrize("path", catalogue.catalogues(), ids=lambda path: path.parent.parent.name)
def test_nothing_is_missing_stale_or_wrong_in_a_catalogue(path):
    assert list(catalogue.faults(path)) == []


@pytest.mark.parametrize(
    ("english", "chinese", "fault"),
    [
        ("card {id}", "卡片 {number}", "has ['number'] instead of ['id']"),
        ("card {id}", "卡片", "has [] instead of ['id']"),
        ("a card", "", "not translated"),
        ("first, second", "第一,第二", "ASCII punctuation"),
        ("{place}: {reason}", "{place}: {reason}", "ASCII punctuation"),
        ("a card (archived)", "卡片(已归档)", "ASCII punctuation"),
        ("first, second", "第一， 第二", "a space beside"),
        ("first: {name}", "第一 ：{name}", "a space beside"),
    ],
)
def test_what_is_wrong_with_a_translation_is_found(english, chinese, fault):
    [found] = catalogue.entry_faults(Entry(english, chinese), "zh_CN")
    assert found.startswith(fault)


@pytest.mark.parametrize(
    ("english", "chinese"),
    [
        ("{place}: {reason}", "{place}：{reason}"),
        ("at 17:00, by `kanban add a, b`", "17:00，用 `kanban add a, b`"),
        ("{n} of {of}", "{n}/{of}"),
    ],
)
def test_a_good_translation_has_no_fault(english, chinese):
    assert list(catalogue.entry_faults(Entry(english, chinese), "zh_CN")) == []


def test_a_doubtful_translation_is_a_fault():
    assert list(catalogue.entry_faults(Entry("a card", "卡片", flags={"fuzzy"}), "zh_CN")) == ["fuzzy: 'a card'"]


@pytest.mark.parametrize(
    ("language", "english", "other"),
    [
        ("de", "first, second: {name}", "erstens, zweitens: {name}"), ("fr", "{place}: {reason}", "{place}: {reason}"),
        ("ja", "a card (archived)", "カード (保管)"), ("es", "say --at, or nothing", "diga --at, o nada"),
    ],
)  # fmt: skip
def test_the_punctuation_of_chinese_is_asked_of_chinese_alone(language, english, other):
    assert list(catalogue.entry_faults(Entry(english, other), language)) == []
    assert list(catalogue.entry_faults(Entry(english, other), "zh_CN")) != []


def test_the_folder_of_a_catalogue_says_which_language_it_is(tmp_path):
    (tmp_path / "kanban").mkdir()
    (tmp_path / "kanban/said.py").write_text('msg("first, second")')
    found = {}
    for language, text in (("de", "erstens, zweitens"), ("zh_CN", "第一,第二"), ("zh_TW", "第一,第二")):
        path = tmp_path / language / "LC_MESSAGES" / "kanban.po"
        path.parent.mkdir(parents=True)
        head = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\n'
        path.write_text(f'{head}msgid "first, second"\nmsgstr "{text}"\n')
        found[language] = [fault.split(":")[0] for fault in catalogue.faults(path, tmp_path)]
    chinese = ["ASCII punctuation in a Chinese sentence"]
    assert found == {"de": [], "zh_CN": chinese, "zh_TW": chinese}


def _calls(path: Path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in CALLS:
            yield node


def test_every_sentence_in_the_code_can_be_extracted():
    built = [
        f"{path.relative_to(ROOT)}:{call.lineno}"
        for path in SOURCES
        for call in _calls(path)
        for sentence in call.args[: CALLS[call.func.id]]
        if not (isinstance(sentence, ast.Constant) and isinstance(sentence.value, str))
    ]
    assert built == []


def test_a_sentence_is_found_wherever_it_is_said(tmp_path):
    (tmp_path / "kanban").mkdir()
    code = """
print(f"({tr('inner')}) {msg_n('{n} card', '{n} cards', 2)}")
msg("in two " "parts")
msg(built)
other("no")
"""
    (tmp_path / "kanban/said.py").write_text(code)
    assert {entry.id for entry in catalogue.said(tmp_path) if entry.id} == {
        "inner", ("{n} card", "{n} cards"), "in two parts",
    }  # fmt: skip


def test_no_sentence_is_put_into_a_language_while_modules_are_imported():
    early = []
    for path in SOURCES:
        tree = ast.parse(path.read_text(encoding="utf-8"))
        later = {
            id(inner)
            for node in ast.walk(tree)
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
            for part in (node.body if isinstance(node.body, list) else [node.body])
            for inner in ast.walk(part)
        }
        early += [
            f"{path.relative_to(ROOT)}:{node.lineno}"
            for node in ast.walk(tree)
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and id(node) not in later
            and node.func.id in ("tr", "tr_n", "tr_in")
        ]  # fmt: skip
    assert early == []


def test_an_update_adds_what_is_said_and_drops_what_is_not(tmp_path, monkeypatch):
    folder = tmp_path / "kanban/text/locale/zh_CN/LC_MESSAGES"
    folder.mkdir(parents=True)
    path = folder / "kanban.po"
    path.write_text('msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\nmsgid "old"\nmsgstr "旧"\n')
    (tmp_path / "kanban/said.py").write_text(
        'msg("new"); msg_n("{n} card", "{n} cards", 2); msg_in("reason", "change")'
    )
    monkeypatch.setattr(catalogue, "ROOT", tmp_path)
    monkeypatch.setattr(catalogue, "catalogues", lambda root=tmp_path: [path])

    catalogue.update(tmp_path, keep=True)
    assert '#~ msgid "old"' in path.read_text()
    assert [fault.split(":")[0] for fault in catalogue.faults(path, tmp_path)] == ["not translated"] * 3

    (tmp_path / "kanban/said.py").write_text('msg("old")')
    catalogue.update(tmp_path)
    assert list(catalogue.faults(path, tmp_path)) == []
    assert "new" not in path.read_text()


def test_a_catalogue_is_compiled_where_it_is_older_than_its_source(tmp_path):
    source = catalogue.catalogues()[0]
    copy = tmp_path / source.relative_to(ROOT)
    copy.parent.mkdir(parents=True)
    copy.write_bytes(source.read_bytes())
    [target] = catalogue.compile_stale(tmp_path)
    made = target.read_bytes()
    target.write_bytes(b"kept")
    catalogue.compile_stale(tmp_path)
    assert target.read_bytes() == b"kept"
    target.touch()
    copy.touch()
    os.utime(target, (0, 0))
    catalogue.compile_stale(tmp_path)
    assert target.read_bytes() == made
    assert [path.name for path in sorted(target.parent.iterdir())] == ["kanban.mo", "kanban.po"]
