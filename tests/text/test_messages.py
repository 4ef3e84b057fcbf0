"""What the program says: which language is chosen, and how a sentence is put into it."""

import os
import subprocess
import sys

import pytest

from kanban.store.errors import StoreError
from kanban.text import messages
from kanban.text.messages import Refused, joined, language_named, msg, msg_in, msg_n, tr, tr_in, tr_n

pytestmark = pytest.mark.any_day

CHOICES = ("KANBAN_LANG", "LC_ALL", "LC_MESSAGES", "LANG")


@pytest.fixture
def environment(monkeypatch):
    """Puts variables of the language into force, and none else."""
    from kanban.text.charset import is_utf8

    def put(**variables):
        for name in (*CHOICES, "LC_CTYPE", "KANBAN_GLYPHS"):
            monkeypatch.delenv(name, raising=False)
        for name, value in variables.items():
            monkeypatch.setenv(name, value)
        is_utf8.cache_clear()
        return messages.wanted_language()

    yield put
    is_utf8.cache_clear()


@pytest.fixture
def own_catalogue(tmp_path, monkeypatch):
    """Puts a catalogue with some bytes into force."""
    folder = tmp_path / "zh_CN" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    monkeypatch.setattr(messages, "LOCALE_DIR", tmp_path)

    def put(content: bytes | None):
        if content is not None:
            (folder / "kanban.mo").write_bytes(content)
        messages.use_language("zh_CN")

    yield put
    messages.use_language("en")


def compiled(**sentences: str) -> bytes:
    from io import BytesIO

    from babel.messages.catalog import Catalog
    from babel.messages.mofile import write_mo

    catalogue, content = Catalog(locale="zh_CN"), BytesIO()
    for english, chinese in sentences.items():
        catalogue.add(english, chinese)
    write_mo(content, catalogue)
    return content.getvalue()


@pytest.mark.parametrize(
    "name", ["zh", "zh-CN", "zh_CN.UTF-8", "zh-Hans", "ZH_cn", "zh_CN@pinyin", "zh-Hans-TW", " zh "]
)
def test_all_names_of_simplified_chinese_mean_the_same(name):
    assert language_named(name) == "zh_CN"


@pytest.mark.parametrize("name", ["en", "en_GB.UTF-8", "C", "POSIX", "C.UTF-8"])
def test_english_has_names_as_well(name):
    assert language_named(name) == "en"


@pytest.mark.parametrize("name", ["zh_TW", "zh-Hant", "zh_HK.UTF-8", "fr_FR.UTF-8", "", "zhen", "."])
def test_other_languages_there_are_none(name):
    assert language_named(name) is None


def test_the_first_variable_that_is_set_decides(environment):
    assert environment() == "en"
    assert environment(LANG="zh_CN.UTF-8") == "zh_CN"
    assert environment(LANG="zh_CN.UTF-8", LC_MESSAGES="en_US.UTF-8") == "en"
    assert environment(LANG="en_US.UTF-8", LC_MESSAGES="zh_CN.UTF-8") == "zh_CN"
    assert environment(LC_ALL="zh_CN.UTF-8", LC_MESSAGES="en_US.UTF-8", LANG="en_US.UTF-8") == "zh_CN"
    assert environment(LC_ALL="", LANG="zh_CN.UTF-8") == "zh_CN"
    assert environment(KANBAN_LANG="en", LC_ALL="zh_CN.UTF-8") == "en"
    assert environment(KANBAN_LANG="zh", LC_ALL="en_US.UTF-8") == "zh_CN"


def test_a_locale_that_is_not_known_is_english(environment):
    assert environment(LC_ALL="fr_FR.UTF-8", LANG="zh_CN.UTF-8") == "en"
    assert environment(LANG="zh_TW.UTF-8") == "en"


def test_the_locale_c_is_english(environment):
    assert environment(LC_ALL="C", LANG="zh_CN.UTF-8") == "en"
    assert environment(LC_ALL="C.UTF-8", LANG="zh_CN.UTF-8") == "en"


def test_a_terminal_that_cannot_show_chinese_gets_english(environment):
    assert environment(LANG="zh_CN.GBK") == "en"
    assert environment(KANBAN_LANG="zh", LC_ALL="C") == "en"
    assert environment(KANBAN_LANG="zh", LC_ALL="C", KANBAN_GLYPHS="unicode") == "zh_CN"


def test_a_language_that_is_asked_for_and_missing_is_refused_with_the_list(environment):
    with pytest.raises(Refused, match=r"KANBAN_LANG: 'xx' is no language here; there are en, zh_CN"):
        environment(KANBAN_LANG="xx")
    with pytest.raises(Refused, match=r"--lang: 'zh_TW' is no language here"):
        messages.checked_language("zh_TW", "--lang")
    assert messages.checked_language("zh-Hans", "--lang") == "zh_CN"


def test_a_sentence_stays_data_until_it_is_read(own_catalogue):
    sentence = msg("card {id} is archived", id="7")
    assert str(sentence) == "card 7 is archived"
    messages.use_language("zh_CN")
    assert str(sentence) == "card 7 is archived"  # this catalogue is missing
    own_catalogue(compiled(**{"card {id} is archived": "卡片 {id} 已归档"}))
    assert str(sentence) == "卡片 7 已归档"
    assert f"{sentence:>12}" == "    卡片 7 已归档"
    messages.use_language("en")
    assert str(sentence) == "card 7 is archived"


def test_values_may_be_messages_and_are_never_read_as_templates(in_chinese):
    titled = msg("renamed column {old} to {new}", old="{id}", new="{old!r}")
    assert str(titled) == "列 {id} 已改名为 {old!r}"
    assert str(msg("undid: {done}", done=titled)) == "已撤销：列 {id} 已改名为 {old!r}"


def test_braces_are_written_twice():
    assert tr("{{id}} stands for {id}", id="7") == "{id} stands for 7"
    assert tr("{{id}}") == "{id}"
    assert tr("") == ""


def test_numbers_have_their_plural():
    assert [tr_n("{n} card", "{n} cards", n) for n in (0, 1, 2)] == ["0 cards", "1 card", "2 cards"]
    assert str(msg_n("{n} of {of} card", "{n} of {of} cards", 1, of=3)) == "1 of 3 card"


def test_chinese_has_one_form_for_all_numbers(in_chinese):
    assert [tr_n("{n} card", "{n} cards", n) for n in (0, 1, 2)] == ["0 张卡片", "1 张卡片", "2 张卡片"]


def test_a_word_is_told_from_its_like_by_where_it_stands(in_chinese):
    assert str(msg_in("reason", "change")) == tr_in("reason", "change") == "变更"
    assert tr_in("no such place", "change") == "change"


def test_what_has_no_translation_is_english(in_chinese):
    assert tr("nobody translated this, {name}", name="李") == "nobody translated this, 李"


def test_parts_are_joined_as_the_language_joins_them(in_chinese):
    assert str(joined(["M1", "M2"])) == "M1、M2"
    assert str(joined([msg("nothing changed"), msg("nothing to undo")])) == "没有变化，没有可撤销的操作"
    assert str(joined([msg("nothing changed"), "M2"], "; ")) == "没有变化；M2"
    assert str(joined(["a", "b"], msg(" or "))) == "a或b"
    assert str(joined(["a", "b"], " · ")) == "a · b"
    messages.use_language("en")
    assert str(joined([msg("nothing changed"), "M2"])) == "nothing changed, M2"
    assert not joined([])
    assert joined(["a"])


def test_messages_are_values():
    assert msg("card {id}", id="7") == msg("card {id}", id="7")
    assert msg("card {id}", id="7") != msg("card {id}", id="8")
    assert msg("change") != msg_in("reason", "change")
    assert msg("card {id}", id="7") != "card 7"
    assert len({msg("change"), msg("change"), msg_in("reason", "change")}) == 2
    assert repr(msg("card {id}", id="7")) == "Message('card {id}', {'id': '7'})"
    assert not msg("")


def test_refusals_and_errors_read_in_the_language_in_force(in_chinese):
    assert str(Refused(msg("nothing to undo"))) == "没有可撤销的操作"
    assert str(Refused("as it is")) == "as it is"
    assert str(StoreError("/srv/a", msg("permission denied"))) == "/srv/a：权限不足"


def test_a_system_error_has_words_of_ours_or_the_systems(in_chinese):
    from kanban.text.os_errors import os_reason

    assert str(os_reason(OSError(28, "No space left on device"))) == "磁盘空间已满"
    assert os_reason(OSError(9999, "Something Else")) == "something else"


@pytest.mark.parametrize(
    "content",
    [None, b"", b"no catalogue", compiled(a="甲")[:25], compiled(a="甲").replace(b"utf-8", b"utf-x"),
     compiled(a="甲").replace("甲".encode(), b"\xff\xff\xff")],
)  # fmt: skip
def test_a_catalogue_that_is_missing_or_broken_leaves_english(own_catalogue, content):
    own_catalogue(content)
    assert messages.language() == "en"
    assert tr("a") == "a"


@pytest.mark.parametrize("chinese", ["{number} 号", "{0}", "{", "{id:q}"])
def test_a_translation_that_cannot_be_filled_in_leaves_english(own_catalogue, chinese):
    own_catalogue(compiled(**{"card {id}": chinese}))
    assert messages.language() == "zh_CN"
    assert tr("card {id}", id="7") == "card 7"


def test_a_language_nobody_knows_is_english():
    messages.use_language("fr")
    assert messages.language() == "en"


def run(code: str, **environment: str) -> str:
    kept = {name: value for name, value in os.environ.items() if name not in CHOICES and name != "LC_CTYPE"}
    done = subprocess.run(
        [sys.executable, "-c", code], env=kept | environment, capture_output=True, text=True, encoding="utf-8",
        timeout=60, check=True,
    )  # fmt: skip
    return done.stdout.strip()


USE = "import sys; from kanban.text.messages import *; use_language(wanted_language()); "


def test_english_costs_no_import_of_gettext():
    assert run(USE + "print(tr('nothing to undo'), 'gettext' in sys.modules)", LC_ALL="C") == "nothing to undo False"


def test_a_process_speaks_the_language_of_its_environment():
    assert run(USE + "print(tr('nothing to undo'))", KANBAN_LANG="zh_CN", PYTHONUTF8="1") == "没有可撤销的操作"
    assert run(USE + "print(tr('nothing to undo'))", LANG="zh_CN.UTF-8", PYTHONUTF8="1") == "没有可撤销的操作"
