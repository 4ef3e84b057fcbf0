"""How a folder keeps drivers and PM apart: ordinary owners, groups and modes (see `roles`)."""

import os

from kanban.store.folder import people, roles
from kanban.store.folder.in_folder import InFolder
from kanban.store.protocol import RolesFound, RolesWanted
from kanban.text.messages import Refused, Words, msg


class FolderRoles:
    """The `RoleLayout` of a folder."""

    needed = ("--pm", "--group", "--pm-group")

    def __init__(self, store: InFolder) -> None:
        self._store = store

    def is_shared(self) -> bool:
        """Whether it is a shared workspace."""
        return roles.roles_of(self._store.folder) is not None

    def check_wanted(self, wanted: RolesWanted) -> None:
        """Raise Refused or StoreError for roles that cannot be set up, before anything is made."""
        _numbers(wanted)
        roles.check_before(self._store.folder)

    def share(self, wanted: RolesWanted) -> list[Words]:
        """Give the folders their owners, groups and modes, making them where they are not there yet; what was odd."""
        chosen = _numbers(wanted)
        umask = os.umask(0o077)
        try:
            self._store.create(by=wanted.pm)
        finally:
            os.umask(umask)
        remarks = roles.share(self._store.folder, chosen, lambda slug: self._store.board(slug).driver)
        return [*remarks, *roles.pm_faults(chosen)]

    def faults(self) -> RolesFound:
        """By looking; as root also by trying as each user."""
        from kanban.store.folder.role_check import role_faults
        from kanban.store.folder.role_trial import places, tried

        folder = self._store.folder
        chosen = roles.roles_of(folder)
        if chosen is None:
            raise Refused(msg("{folder}: not a shared workspace (see kanban init --help)", folder=folder))
        slugs = self._store.boards()
        named = list(role_faults(folder, chosen, slugs, lambda slug: self._store.board(slug).driver))
        if os.geteuid():
            return RolesFound(named, [], msg("looked at; only root can also try"))
        trial = tried(places(folder, chosen, slugs), chosen)
        return RolesFound([*named, *trial.faults], trial.tried_as)

    def remarks(self, driver: str) -> list[Words]:
        """What a new driver lacks, or has too much of."""
        return list(roles.remarks(self._store.folder, driver))


def _numbers(wanted: RolesWanted) -> roles.Roles:
    """The roles by number. Raises Refused."""
    pm = people.user_id(wanted.pm, "--pm")
    everyone, pms = people.group_id(wanted.everyone, "--group"), people.group_id(wanted.pms, "--pm-group")
    if everyone == pms and not wanted.is_open:
        raise Refused(
            msg("--pm-group: it is the group of everyone, who would read all boards; if so, say --boards open")
        )
    return roles.Roles(pm, everyone, everyone if wanted.is_open else pms)
