"""What the learner prefers: language, theme, a way of drawing; kept in a small JSON file."""

from __future__ import annotations

import json
from pathlib import Path

from tutor.folders import replace_file

FILE_NAME = "settings.json"


class Settings:
    """Preferences in `folder`; a file that cannot be read or written means defaults, never an error."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / FILE_NAME
        self._values: dict[str, str] = {}
        try:
            values = json.loads(self._path.read_bytes())
        except (OSError, ValueError, RecursionError):
            return
        if isinstance(values, dict):
            self._values = {key: value for key, value in values.items() if isinstance(value, str)}

    @property
    def language(self) -> str | None:
        """The language that was chosen last, if any."""
        return self._values.get("language")

    @language.setter
    def language(self, code: str) -> None:
        self._keep("language", code)

    @property
    def theme(self) -> str | None:
        """The theme that was chosen last, if any."""
        return self._values.get("theme")

    @theme.setter
    def theme(self, name: str) -> None:
        self._keep("theme", name)

    @property
    def drawing(self) -> str | None:
        """What descents are drawn in, "braille", "block" or "ascii", if that was chosen."""
        return self._values.get("drawing")

    @drawing.setter
    def drawing(self, name: str) -> None:
        self._keep("drawing", name)

    def _keep(self, key: str, value: str) -> None:
        self._values[key] = value
        replace_file(self._path, json.dumps(self._values))
