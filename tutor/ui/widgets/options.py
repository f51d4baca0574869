"""Lists to answer from: one option, or several."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.widgets.option_list import Option

from tutor.ui.widgets.steady_list import SteadyList

DIGITS: list[BindingType] = [Binding(str(n), f"digit({n})", show=False) for n in range(1, 10)]


class Options(SteadyList):
    """Numbered options; a digit highlights one. Enter or a click picks: nobody commits by mistake."""

    DEFAULT_CSS = """
    Options { height: auto; max-height: 100%; border: none; padding: 0; background: transparent; }
    Options:focus { border: none; }
    Options > .option-list--option-highlighted { background: $panel; color: $foreground; text-style: none; }
    Options:focus > .option-list--option-highlighted { background: $primary; color: $background; text-style: bold; }
    """
    BINDINGS: ClassVar[list[BindingType]] = DIGITS

    @dataclass
    class Picked(Message):
        """An option was picked."""

        options: Options
        index: int

        @property
        def control(self) -> Options:
            """The list that was answered."""
            return self.options

    def __init__(self, texts: Sequence[str], *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(*self._prompts(texts), id=id)
        self.texts = tuple(texts)

    def _prompts(self, texts: Sequence[str]) -> list[Option]:
        return [Option(Content(f" {number}  {text}")) for number, text in enumerate(texts, start=1)]

    def action_digit(self, number: int) -> None:
        """Highlight option `number`."""
        if number <= self.option_count:
            self.highlighted = number - 1

    def choose(self, index: int) -> None:
        """Take an option that Enter, a digit or a click has chosen."""
        self.post_message(self.Picked(self, index))

    def on_option_list_option_selected(self, event: SteadyList.OptionSelected) -> None:
        """Enter or click."""
        event.stop()
        self.choose(event.option_index)


class MultiOptions(Options):
    """Options with a box each: Space, a digit or a click ticks it, Enter commits them all."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space", "tick", show=False),
        Binding("enter", "commit", show=False),
    ]

    @dataclass
    class Committed(Message):
        """The ticked options are the answer."""

        options: MultiOptions
        indices: tuple[int, ...]

        @property
        def control(self) -> MultiOptions:
            """The list that was answered."""
            return self.options

    def __init__(self, texts: Sequence[str], *, id: str | None = None) -> None:  # noqa: A002
        self.ticked: set[int] = set()
        super().__init__(texts, id=id)

    def _prompts(self, texts: Sequence[str]) -> list[Option]:
        return [Option(self._prompt(index, text)) for index, text in enumerate(texts)]

    def _prompt(self, index: int, text: str) -> Content:
        return Content(f" {index + 1} [{'×' if index in self.ticked else ' '}] {text}")

    def action_digit(self, number: int) -> None:
        """Highlight option `number` and tick it, or take the tick away."""
        super().action_digit(number)
        if number <= self.option_count:
            self.choose(number - 1)

    def choose(self, index: int) -> None:
        """Tick the option, or take the tick away."""
        self.ticked ^= {index}
        self.replace_option_prompt_at_index(index, self._prompt(index, self.texts[index]))

    def action_tick(self) -> None:
        """Tick the highlighted option."""
        if self.highlighted is not None:
            self.choose(self.highlighted)

    def action_commit(self) -> None:
        """Commit what is ticked."""
        self.post_message(self.Committed(self, tuple(sorted(self.ticked))))
