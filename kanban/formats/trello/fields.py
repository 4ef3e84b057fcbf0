"""What becomes of each field of an export: it is kept, told as left out with its count, or ignored as stated here."""

from collections import Counter
from collections.abc import Mapping
from pathlib import Path

import msgspec

from kanban.formats import json_file
from kanban.formats.field_fates import Fates, Told
from kanban.formats.trello.types import CheckItem, Checklist, Label, Lenient, Member, Ref, TCard, TList
from kanban.formats.trello.types import File as Whole
from kanban.text.messages import Words, msg_n

IGNORED: Mapping[str, str] = {
    "ids, links and numbers of Trello's own": """
        url shortUrl nodeId ixUpdate idOrganization idEnterprise idMemberCreator idBoardSource idTags idUploads
        dateLastView datePluginDisable dateClosed type creationMethod creationMethodError agent
        board.url board.shortUrl board.shortLink
        lists.idBoard lists.idOrganization lists.nodeId lists.creationMethod lists.creationMethodError
        lists.creationMethodLoadingStartedAt lists.datasource lists.status lists.type
        cards.idBoard cards.idOrganization cards.idShort cards.shortLink cards.shortUrl cards.url cards.nodeId
        cards.email cards.agent cards.creationMethod cards.creationMethodError cards.creationMethodLoadingStartedAt
        cards.faviconUrl cards.urlSource cards.urlSourceText cards.singleInstrumentationId
        labels.idBoard labels.idOrganization labels.nodeId cards.labels.idBoard cards.labels.idOrganization
        cards.labels.nodeId checklists.idBoard checklists.nodeId cards.checklists.idBoard cards.checklists.nodeId
        checklists.checkItems.id checklists.checkItems.idChecklist checklists.checkItems.nameData
        cards.checklists.checkItems.id cards.checklists.checkItems.idChecklist cards.checklists.checkItems.nameData
    """,
    "said a second time by fields that are read": """
        cards.badges cards.checkItemStates cards.idChecklists cards.descData descData labelNames
        labels.uses cards.labels.uses customFields idLabels
        checklists.creationMethod cards.checklists.creationMethod
    """,
    "how Trello shows things, whom it reminds, what it allows": """
        prefs limits closed pinned starred subscribed invited invitations powerUps premiumFeatures enterpriseOwned
        memberships templateGallery switcherViews structuralGraphUrl
        lists.limits lists.subscribed lists.color
        cards.cover cards.idAttachmentCover cards.manualCoverAttachment cards.dueReminder cards.limits cards.pinned
        cards.subscribed cards.isCardFromEmail cards.badgesData
        checklists.limits cards.checklists.limits
        checklists.checkItems.dueReminder cards.checklists.checkItems.dueReminder
    """,
    "people beyond their names": """
        members.activityBlocked members.aaId members.avatarHash members.avatarUrl members.bio members.bioData
        members.confirmed members.idEnterprise members.idEnterprisesDeactivated members.idMemberReferrer
        members.idPremOrgsAdmin members.initials members.memberType members.nonPublic members.nonPublicAvailable
        members.products members.status members.url members.nodeId members.email members.aaEmail members.prefs
        members.aaBlockSyncUntil members.aaEnrolledDate members.avatarSource members.gravatarHash members.ixUpdate
        members.uploadedAvatarHash members.uploadedAvatarId members.uploadedAvatarUrl members.loginTypes members.limits
        members.idBoards members.idBoardsPinned members.idOrganizations members.idEnterprisesAdmin members.trophies
        members.oneTimeMessagesDismissed members.premiumFeatures members.marketingOptIn members.similarity
        members.isAaMastered members.domainClaimed members.credentialsRemovedCount members.dateLastActive
        members.dateLastImpression members.sessionType members.roles
        actions.appCreator actions.limits actions.member actions.memberCreator
    """,
    "what an action repeats of the things it is about, or tells besides": """
        actions.data.board actions.data.card actions.data.list actions.data.listBefore actions.data.listAfter
        actions.data.cardSource actions.data.boardSource actions.data.boardTarget actions.data.creationMethod
        actions.data.attachment actions.data.checkItem actions.data.checklist actions.data.dateLastEdited
        actions.data.idOriginalCommenter actions.data.textData actions.display actions.reactions
    """,
}
"""Fields that are neither kept nor told, by the reason; what is below one of them belongs to it."""

_LEVELS: Mapping[str, type[Lenient]] = {
    "": Whole,
    "board.": Ref,
    "lists.": TList,
    "cards.": TCard,
    "labels.": Label,
    "members.": Member,
    "checklists.": Checklist,
    "checklists.checkItems.": CheckItem,
    "cards.labels.": Label,
    "cards.checklists.": Checklist,
    "cards.checklists.checkItems.": CheckItem,
}
"""Objects whose fields are looked at one by one."""
_ITEM = ("checklists.checkItems.", "cards.checklists.checkItems.")


TOLD: tuple[Told, ...] = (
    Told(("cards.start",), lambda n: msg_n("{n} start date, not kept here", "{n} start dates, not kept here", n)),
    Told(("cards.idMembersVoted",), lambda n: msg_n("{n} vote, not kept here", "{n} votes, not kept here", n)),
    Told(("cards.attachments",), lambda n: msg_n("{n} attachment, not kept here", "{n} attachments, not kept here", n)),
    Told(
        ("cards.customFieldItems",),
        lambda n: msg_n("{n} custom field value, not kept here", "{n} custom field values, not kept here", n),
    ),
    Told(
        tuple(item + name for item in _ITEM for name in ("due", "idMember")),
        lambda n: msg_n(
            "{n} date or member of a checklist item, not kept here",
            "{n} dates or members of checklist items, not kept here",
            n,
        ),
    ),
    Told(("cards.stickers",), lambda n: msg_n("{n} sticker, not kept here", "{n} stickers, not kept here", n)),
    Told(
        ("cards.coordinates",),
        lambda n: msg_n("{n} place on a map, not kept here", "{n} places on a map, not kept here", n),
    ),
    Told(
        ("pluginData", "cards.pluginData"),
        lambda n: msg_n("{n} value of a Power-Up, not kept here", "{n} values of Power-Ups, not kept here", n),
    ),
    Told(
        ("cards.cardRole",),
        lambda n: msg_n(
            "{n} link, mirror or separator, a plain card here", "{n} links, mirrors or separators, plain cards here", n
        ),
    ),
    Told(
        ("desc", "board.desc"),
        lambda n: msg_n(
            "{n} description of the board, not kept here", "{n} descriptions of the board, not kept here", n
        ),
    ),
    Told(
        ("comments",),
        lambda n: msg_n(
            "{n} comment beside the actions, not kept here", "{n} comments beside the actions, not kept here", n
        ),
    ),
)
_WITH_THEM = frozenset(("cards.address", "cards.locationName", "cards.mirrorSourceId"))
"""Fields that only say more of one that is told."""


_FATES = Fates(_LEVELS, IGNORED, TOLD, _WITH_THEM)
fate = _FATES.fate
told_lines = _FATES.told_lines


def count_left(path: Path, content: bytes, what: Words) -> Counter[str]:
    """How many values a file has in fields that are not kept, by field; the ignored ones left out."""
    counts: Counter[str] = Counter()
    _FATES.count("", json_file.decode(path, content, dict[str, msgspec.Raw], what), counts)
    return counts
