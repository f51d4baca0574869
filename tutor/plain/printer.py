"""Where a command prints: results on one console, narration on another, in the characters that their encoding has."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rich.console import Console
from rich.table import Table
from rich.text import Text

from tutor.paint.axes import SIGNS
from tutor.paint.canvas import Renderer

_NARROWEST = 20
_TO_ASCII = str.maketrans(
    {
        **SIGNS, "—": "-", "…": "...", "→": "->", "½": "1/2", "°": " deg", "κ": "kappa", "λ": "lambda", "ρ": "rho",
        "η": "eta", "β": "beta", "ᵀ": "'", "≤": "<=", "±": "+-",
    }
)  # fmt: skip


@dataclass(frozen=True)
class Printer:
    """Results go to `console`, sentences beside them to `narrator`; pictures are drawn by `renderer`."""

    console: Console
    narrator: Console
    renderer: Renderer = Renderer.BRAILLE

    @classmethod
    def on(cls, console: Console, narrator: Console, renderer: str | None = None) -> Printer:
        """Return the printer for two consoles; without a renderer one that the encoding of the first can show."""
        if renderer is None:
            return cls(console, narrator, Renderer.ASCII if console.options.ascii_only else Renderer.BRAILLE)
        return cls(console, narrator, Renderer(renderer))

    @property
    def width(self) -> int:
        """Columns for results."""
        return max(self.console.width, 1)

    def spelled(self, words: str) -> str:
        """Return words with letters and signs that the encoding of the results has."""
        return words.translate(_TO_ASCII) if self.console.options.ascii_only else words

    def tell(self, sentence: str) -> None:
        """Print a sentence as a result, broken between words, with a hanging indent."""
        _wrapped(self.console, self.spelled(sentence))

    def say(self, sentence: str) -> None:
        """Print a sentence as narration."""
        _wrapped(self.narrator, sentence.translate(_TO_ASCII) if self.narrator.options.ascii_only else sentence)

    def heading(self, words: str) -> None:
        """Print a heading as a result."""
        self.line(Text(self.spelled(words), style="bold"))

    def line(self, text: Text | None = None) -> None:
        """Print one line as it is, cut where the console ends; or an empty one."""
        if text is None:
            self.console.print()
        else:
            self.console.print(text, no_wrap=True, overflow="crop", highlight=False)

    def table(self, headings: Iterable[str], rows: Iterable[Sequence[str]], *, named: bool = False) -> None:
        """Print a table as a result: numbers stand at the right, the names of `named` rows, the first cells, left."""
        table = Table(box=None, pad_edge=False, padding=(0, 3, 0, 0))
        for number, heading in enumerate(headings):
            table.add_column(Text(self.spelled(heading)), justify="left" if named and number == 0 else "right")
        for row in rows:
            table.add_row(*(Text(self.spelled(cell)) for cell in row))
        self.console.print(table)


def _wrapped(console: Console, sentence: str) -> None:
    lines = textwrap.wrap(
        sentence, max(console.width, _NARROWEST), subsequent_indent="  ", break_long_words=False, break_on_hyphens=False
    )
    for line in lines:
        console.print(Text(line), no_wrap=True, overflow="ignore", crop=False, highlight=False)
