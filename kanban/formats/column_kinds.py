"""What kind a foreign column is, guessed from its name, its place among the others, and the moves of its cards."""

import re
import unicodedata
from collections.abc import Mapping, Sequence, Set
from types import MappingProxyType
from typing import Literal, NamedTuple

from kanban.model.events import Kind

How = Literal["given", "by name", "by position", "by moves", "passed on"]
"""`passed on`: named like done, but the work goes on to its right."""
_Sense = Literal["queue", "maybe queue", "parked", "active", "maybe active", "done"]


Moves = Mapping[tuple[int, int], int]
"""How many cards were moved, by the indexes of the columns they came from and went to."""


class Guess(NamedTuple):
    """A column's kind and where it comes from."""

    kind: Kind
    how: How


def _phrases(text: str) -> frozenset[tuple[str, ...]]:
    return frozenset(tuple(phrase.split()) for phrase in text.split(","))


_LATIN: dict[_Sense | None, frozenset[tuple[str, ...]]] = {
    None: _phrases("definition of done,definition of ready"),
    "queue": _phrases(
        "backlog,todo,todos,to do,to dos,to be done,to get done,inbox,ideas,idea,misc,miscellaneous,wishlist,wish list,"
        "someday,up next,next up,on deck,not started,not yet started,requests,requested,suggestions,proposed,"
        "triage,upcoming,ready for dev,ready for development,ready to start,ready for work,"
        "selected for development,notes,resources,reference,references,links,info,templates,"
        "à faire,a faire,zu erledigen,zu tun,offen,por hacer,pendiente,pendientes,a fazer,da fare,te doen,"
        "к выполнению,сделать"
    ),
    "maybe queue": _phrases("next,ready,new,open,plan,planning,planned,scheduled,queue,queued,later"),
    "parked": _phrases(
        "on hold,hold,onhold,standby,stand by,parking lot,parked,paused,suspended,deferred,postponed,shelved,snoozed,"
        "frozen,freezer,icebox,ice box,on ice,back burner,backburner,not now,maybe later,limbo,dormant,cold storage,"
        "en pause,en attente,geparkt,pausiert,zurückgestellt,warteschlange,en pausa,pausado,pausada,en espera,"
        "em espera,em pausa,in pausa,in attesa,sospeso,отложено,на паузе"
    ),
    "active": _phrases(
        "doing,in progress,inprogress,progress,wip,work in progress,review,reviews,reviewing,in review,testing,"
        "test,qa,uat,dev,in dev,development,in development,developing,coding,implementing,implementation,"
        "in work,ongoing,underway,started,active,working,working on,verify,verifying,verification,validation,"
        "validating,staging,build,building,drafting,designing,in design,almost done,nearly done,"
        "en cours,in arbeit,en proceso,en curso,en progreso,haciendo,fazendo,em andamento,in corso,mee bezig,"
        "в работе,в процессе"
    ),
    "maybe active": _phrases("blocked,waiting,waiting for,awaiting,pending,stuck"),
    "done": _phrases(
        "done,closed,complete,completed,finished,shipped,released,deployed,live,resolved,accepted,delivered,"
        "published,launched,fixed,merged,passed,terminé,terminée,fait,erledigt,fertig,hecho,terminado,completado,"
        "feito,concluído,concluido,fatto,completato,gedaan,klaar,сделано,готово,завершено"
    ),
}
_DROPPED = _phrases(
    "cancelled,canceled,rejected,declined,abandoned,discarded,wontfix,wont fix,wont do,will not do,obsolete"
)
_NEGATIONS = frozenset(("not", "no", "never", "non", "isnt", "arent", "cant", "dont", "wont", "without"))
_LONGEST = 4
_MANY = 8
"""From so many cards on, a list that hardly any of them leaves is an end, whatever its place says."""
_SOME = 3
"""From so many moves on, they say what a list is whose name does not."""

# Chinese, Japanese and Korean write no spaces: these are looked for anywhere, longer ones first.
_CJK: dict[_Sense | None, str] = {
    None: "等待发布 待发布 待發布 待上线 待上線 待部署 リリース待ち 公開待ち 中止 中断 中斷",
    "queue": (
        "やりたいこと やること やる事 これから いつか バックログ アイデア アイディア 要望 リクエスト 予定 計画 "
        "準備中 検討中 待办 待辦 待处理 待處理 待开发 待開發 待定 待做 待领取 需求 想法 计划 計劃 规划 規劃 "
        "收件箱 受信箱 积压 積壓 下一步 杂项 雜項 其他 其它 その他 할일 백로그"
    ),
    "parked": (
        "搁置 擱置 暂缓 暫緩 暂停 暫停 挂起 掛起 冻结 凍結 推迟 推遲 延后 延後 延期 稍后 稍後 以后再说 以後再說 "
        "停车场 停車場 保留 一時停止 보류"
    ),
    "maybe queue": "准备 準備 次 新建",
    "active": (
        "作業中 進行中 实施中 実施中 対応中 処理中 レビュー 確認 検証 テスト 開発 着手 やってる やっている 修正中 "
        "実行中 进行中 处理中 處理中 确认 测试 測試 评审 評審 审核 審核 审查 審查 检查 檢查 验证 驗證 验收 驗收 "
        "开发 開發 执行中 執行中 正在 在做 진행 검토"
    ),
    "maybe active": "等待 阻塞 待ち ブロック 대기",
    "done": (
        "完了 完成 済み 終了 クローズ リリース済 公開済 已关闭 已關閉 关闭 關閉 已上线 已上線 已发布 已發布 已部署 "
        "已解决 已解決 已交付 已验收 已驗收 结束 結束 搞定 做完 おわり 終わり 終わった できた 완료"
    ),
}
_CJK_DROPPED = re.compile("中止|取消|作废|作廢|废弃|廢棄|放弃|放棄|已拒绝|已拒絕|却下|破棄|見送り|キャンセル|취소")
_CJK_SENSES = {word: sense for sense, words in _CJK.items() for word in words.split()}
_CJK_SENSES["할 일"] = "queue"
_CJK_WORD = re.compile("|".join(sorted(map(re.escape, _CJK_SENSES), key=len, reverse=True)))
_WORD = re.compile(r"[a-z0-9\u00c0-\u024f\u0400-\u04ff]+")


def by_name(name: str) -> Kind | None:
    """The kind a name says outright; None for a name that says none, or two at once (`Dev done`)."""
    sense = _sense(name)
    return None if sense is None else _kind(sense)


def says_dropped(name: str) -> bool:
    """Whether a list of that name holds work that was given up."""
    folded = _fold(name)
    words = _WORD.findall(folded)
    return bool(_matches(words, _DROPPED) or _CJK_DROPPED.search(folded)) and _sense(name) is None


def says_parked(name: str) -> bool:
    """Whether a list of that name holds work that was put back for later."""
    return _sense(name) == "parked"


def guess(
    names: Sequence[str],
    given: Mapping[int, Kind],
    moves: Moves = MappingProxyType({}),
    ends: Set[int] = frozenset(),
) -> list[Guess]:
    """Kinds of columns, in their order from left to right; `given` ones (by index) are taken as they are.

    `moves` counts the moves of cards from one column to another; `ends` are columns that hardly any card leaves: done,
    where their names do not say otherwise.
    """
    senses: list[_Sense | None] = [given.get(i) or _sense(name) for i, name in enumerate(names)]
    passing = _passing(senses, given, moves)
    for i in passing:
        senses[i] = "active"
    active = next((i for i, sense in enumerate(senses) if sense == "active"), len(senses))
    kinds: list[Kind | None] = []
    for i, sense in enumerate(senses):
        if sense == "maybe queue" and i > active:
            kinds.append(None)  # `Ready for release`, right of what is in work
        elif sense == "maybe active" and i < active < len(senses):
            kinds.append("queue")  # `Blocked`, before work has begun
        else:
            kinds.append(None if sense is None else _kind(sense))
    at_ends = {i for i, kind in enumerate(kinds) if kind is None and i in ends}
    placed = _by_position(["done" if i in at_ends else kind for i, kind in enumerate(kinds)])
    stashes = {i for i, kind in enumerate(kinds) if kind is None and i not in at_ends and _is_stash(i, placed, moves)}
    guesses = []
    for i, kind in enumerate(placed):
        if i in stashes:
            guesses.append(Guess("queue", "by moves"))
        elif i in at_ends:
            guesses.append(Guess(kind, "by moves"))
        elif i in passing:
            guesses.append(Guess(kind, "passed on"))
        elif senses[i] == "maybe queue" and kind == "done" and "done" in kinds[:i]:
            guesses.append(Guess("queue", "by name"))  # `Later`, right of what is done
        else:
            guesses.append(Guess(kind, "given" if i in given else "by name" if kinds[i] else "by position"))
    return guesses


def _passing(senses: Sequence[_Sense | None], given: Mapping[int, Kind], moves: Moves) -> set[int]:
    """Lists named like done behind which work goes on: an active list stands to the right, and the end behind it."""
    passing: set[int] = set()
    for i in range(len(senses) - 1, -1, -1):
        if senses[i] != "done" or i in given:
            continue
        works = [j for j in range(i + 1, len(senses)) if senses[j] in ("active", "maybe active")]
        if not works:
            continue
        onward = sum(n for (a, b), n in moves.items() if a == i < b and (senses[b] != "done" or b in passing))
        if "done" in senses[works[0] :]:
            entered = sum(n for (a, b), n in moves.items() if b == i != a)
            if entered < _MANY or onward * _MANY >= entered:
                passing.add(i)
        elif senses[-1] is None and goes_on(onward, sum(n for (a, b), n in moves.items() if a == i != b)):
            passing.add(i)
    return passing


def is_end(entered: int, left: int) -> bool:
    """Whether hardly any of the cards that came to a list leave it."""
    return left * _MANY <= entered


def goes_on(onward: int, left: int) -> bool:
    """Whether most cards that left a list went on to work, `onward` of those that `left`."""
    return left >= _SOME and onward * 2 > left


def _is_stash(column: int, kinds: Sequence[Kind], moves: Moves) -> bool:
    """Whether a list that only its place makes done gives most of its cards back to be worked on."""
    if kinds[column] != "done":
        return False
    back = sum(n for (a, b), n in moves.items() if a == column and kinds[b] != "done")
    entered = sum(n for (a, b), n in moves.items() if b == column != a)
    return back >= _SOME and back * 2 > entered


def _by_position(known: list[Kind | None]) -> list[Kind]:
    kinds, count = list(known), len(known)
    if "done" not in kinds and count > 1 and kinds[-1] is None:
        kinds[-1] = "done"
    done = kinds.index("done") if "done" in kinds else count
    if "active" not in kinds:
        queues = [i for i in range(done) if kinds[i] == "queue"]
        for i in range(queues[-1] + 1 if queues else 1, done):
            kinds[i] = "active"
    actives = [i for i, kind in enumerate(kinds) if kind == "active"]
    out: list[Kind] = []
    for i, kind in enumerate(kinds):
        if kind is not None:
            out.append(kind)
        elif i > done and not any(a > i for a in actives):
            out.append("done")
        else:
            out.append("active" if actives and i > actives[0] else "queue")
    return out


def _sense(name: str) -> _Sense | None:
    folded = _fold(name)
    senses = _latin(folded) | _cjk(folded)
    if "done" in senses and senses & {"active", "queue", "parked"}:
        return None
    order: tuple[_Sense, ...] = ("queue", "parked", "active", "done", "maybe active", "maybe queue")
    return next((sense for sense in order if sense in senses), None)


def _kind(sense: _Sense) -> Kind:
    if sense == "done":
        return "done"
    return "queue" if sense in ("queue", "maybe queue", "parked") else "active"


def _fold(name: str) -> str:
    return re.sub("['’]", "", unicodedata.normalize("NFKC", name).casefold())


def _latin(folded: str) -> set[_Sense]:
    words = _WORD.findall(folded)
    senses: set[_Sense] = set()
    at = 0
    while at < len(words):
        size, sense = next(
            ((n, s) for n in range(_LONGEST, 0, -1) for s, p in _LATIN.items() if tuple(words[at : at + n]) in p),
            (1, None),
        )
        if sense and not _NEGATIONS.intersection(words[max(0, at - 2) : at]):
            senses.add(sense)
        at += size
    return senses


def _matches(words: list[str], phrases: frozenset[tuple[str, ...]]) -> bool:
    return any(tuple(words[i : i + n]) in phrases for i in range(len(words)) for n in range(1, _LONGEST))


def _cjk(folded: str) -> set[_Sense]:
    senses: set[_Sense] = set()
    for match in _CJK_WORD.finditer(folded):
        before, sense = folded[: match.start()][-1:], _CJK_SENSES[match[0]]
        if before and before in "未不没沒非":
            senses.add("queue")
        elif before == "已" and sense == "active":
            senses |= {"active", "done"}  # what was tested or reviewed already: its place decides
        elif sense:
            senses.add(sense)
    if re.search("(?<![経返救])済(?:[^\\w]|$)", folded):
        senses.add("done")
    if "未" in folded:
        senses.add("queue")
    if not senses and re.search(r"[\u3040-\u9fff]中(?:\W|$)", folded):
        senses.add("active")
    return senses
