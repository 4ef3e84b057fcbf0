"""What a build adds: the catalogues, compiled; an editable install gets them in place."""

import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CompiledCatalogues(BuildHookInterface):  # type: ignore[type-arg]
    """Compiles every kanban.po to the kanban.mo beside it, which the program reads."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Before the files are collected."""
        sys.path.insert(0, str(Path(self.root) / "scripts"))
        from catalogue import compile_stale

        compile_stale(Path(self.root))
        build_data["artifacts"].append("kanban/text/locale/*/LC_MESSAGES/*.mo")
