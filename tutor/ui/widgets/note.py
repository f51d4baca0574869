"""A block of text with a heading and a coloured edge: a hint, a verdict, a caveat, sources."""

from __future__ import annotations

from typing import ClassVar, Literal

from textual.content import Content
from textual.widgets import Static

NoteKind = Literal["hint", "right", "wrong", "said", "explain", "caveat", "source", "body"]


class Note(Static):
    """What the lesson has to say beside its question. The text is shown as it is: no markup."""

    DEFAULT_CSS = """
    Note { height: auto; width: 1fr; margin-bottom: 1; padding: 0 0 0 1; border-left: thick $panel; }
    Note.-body { border-left: none; padding: 0; }
    Note.-hint { border-left: thick $secondary; }
    Note.-right { border-left: thick $success; }
    Note.-wrong { border-left: thick $error; }
    Note.-said { border-left: thick $primary; }
    Note.-explain { border-left: thick $primary; }
    Note.-caveat { border-left: thick $warning; }
    Note.-source { color: $text-muted; }
    """

    COLOURS: ClassVar[dict[str, str]] = {
        "hint": "$secondary", "right": "$success", "wrong": "$error", "said": "$primary",
        "explain": "$primary", "caveat": "$warning", "source": "$text-muted", "body": "",
    }  # fmt: skip

    def __init__(self, kind: NoteKind, text: str, *, heading: str = "") -> None:
        """Show `text`; a heading stands before it in the colour of its kind."""
        content = Content(text)
        if heading:
            style = f"bold {self.COLOURS[kind]}"
            between = "" if heading.endswith("\n") else "  "
            content = Content.assemble((heading, style), between if text else "", content)
        super().__init__(content, classes=f"-{kind}")
        self.kind = kind
        self.said = f"{heading}  {text}" if heading else text
        """What the note says, as plain text."""
