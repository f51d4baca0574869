"""Text in one or several languages."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, model_validator

from tutor.lesson.characters import legible

NOT_BLANK = r"\S"
LONGEST = 8000
"""Characters of a text in one language."""
Line = Annotated[str, Field(pattern=NOT_BLANK, max_length=LONGEST)]


class Text(BaseModel):
    """A text in each language that the author wrote; a plain string stands for every language."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    en: Line | None = None
    """In English."""
    ru: Line | None = None
    """In Russian."""

    @model_validator(mode="before")
    @classmethod
    def _plain_string(cls, value: Any) -> Any:
        return {"en": value, "ru": value} if isinstance(value, str) else value

    @model_validator(mode="after")
    def _some_language(self) -> Text:
        if self.en is None and self.ru is None:
            raise ValueError("empty")
        return self

    def in_language(self, code: str) -> str:
        """Return the text in the language `code`, or in the one language that there is, fit for a screen."""
        return legible((self.ru if code == "ru" else self.en) or self.en or self.ru or "")
