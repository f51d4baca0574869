"""The line above a descent: where it belongs, and what is being descended."""

from __future__ import annotations

from typing import ClassVar

from tutor.descent.setup import DescentSetup
from tutor.language import _
from tutor.paint.descent_controls import setup_sentence
from tutor.ui.columns import columns_of
from tutor.ui.widgets.part_lines import PartLines

SEPARATOR = " · "


class DescentTitle(PartLines):
    """The name of the laboratory, or of the step it belongs to, and the settings that both panels share."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"descent-title--name", "descent-title--setup"}
    DEFAULT_CSS = """
    DescentTitle { height: 1; width: 1fr; background: $surface; }
    DescentTitle > .descent-title--name { color: $primary; text-style: bold; }
    DescentTitle > .descent-title--setup { color: $text-muted; }
    """

    def __init__(self, name: str | None) -> None:
        """Say `name`, '' for the laboratory of its own; None for only the settings."""
        super().__init__()
        self._name = name
        self._setup: DescentSetup | None = None

    def show_setup(self, setup: DescentSetup) -> None:
        """Say what is descended."""
        self._setup = setup
        self._lay()

    def on_resize(self) -> None:
        """Say as much of it as there is room for now."""
        self._lay()

    def _lay(self) -> None:
        if self._setup is None:
            return
        name = "" if self._name is None else f"{self._name or _('Descent')}   "
        parts = setup_sentence(self._setup).split(SEPARATOR)
        while len(parts) > 1 and columns_of(f" {name}{SEPARATOR.join(parts)}") > max(self.size.width, 1):
            del parts[-1]  # the most important stand first
        said = SEPARATOR.join(parts)
        self.show([((" ", ""), (name, "descent-title--name"), (said, "descent-title--setup"))])
