"""A terminal of the simplest kind, for tests of what the program writes to one."""

from __future__ import annotations

import re
from itertools import product

from rich.cells import get_character_cell_size
from rich.console import Console
from textual.app import App
from textual.geometry import Region

_TOKEN = re.compile(
    r"\x1b\[(?P<place>\d+;\d+)H|\x1b\[(?P<codes>[\d;]*)m|\x1b\](?P<link>[^\x1b]*)\x1b\\|(?P<character>[^\x1b])",
    re.DOTALL,
)

CONSOLE = Console(color_system="truecolor")

Look = frozenset[tuple[str, object]]
Cell = tuple[str, Look]
"""A character, '' in the right half of a wide one, and its looks."""
STALE: Cell = ("?", frozenset())
Place = tuple[int, int]


class Glass:
    """A terminal of the simplest kind: it shows characters in the looks and at the places that sequences name."""

    def __init__(self, cells: dict[Place, Cell] | None = None) -> None:
        self.cells = dict(cells or {})
        self.touched: set[Place] = set()

    def write(self, sequences: str) -> None:
        assert _TOKEN.sub("", sequences) == "", "a sequence that is not known here"
        x = y = 0
        look: dict[str, object] = {}
        for token in _TOKEN.finditer(sequences):
            if token["place"] is not None:
                y, x = (int(part) - 1 for part in token["place"].split(";"))
            elif token["codes"] is not None:
                _apply(token["codes"].split(";"), look)
            elif token["link"] is not None:
                look.pop("link", None)
                if address := token["link"].rpartition(";")[2]:
                    look["link"] = address
            elif token["character"] != "\n":
                x += self._put(x, y, token["character"], frozenset(look.items()))

    @property
    def seen(self) -> dict[Place, Cell]:
        """What the eye sees: of an empty cell only the ground, and a link where it lies on one."""
        return {
            place: (letter, _ground(look) if letter == " " else look) for place, (letter, look) in self.cells.items()
        }

    def _put(self, x: int, y: int, character: str, look: Look) -> int:
        width = get_character_cell_size(character)
        for broken in (x, x + width):  # the other half of a wide character does not survive
            if self.cells.get((broken, y), STALE)[0] == "":
                self.cells[broken - (broken == x), y] = STALE
        self.cells[x, y] = (character, look)
        if width == 2:
            self.cells[x + 1, y] = ("", look)
        self.touched |= {(x + each, y) for each in range(width)}
        return width

    def spoil(self, region: Region) -> None:
        """Forget what is shown in a region, the other halves of wide characters included."""
        for x, y in product(region.column_range, region.line_range):
            if self.cells[x, y][0] == "":
                self.cells[x - 1, y] = STALE
            if self.cells.get((x + 1, y), STALE)[0] == "":
                self.cells[x + 1, y] = STALE
            self.cells[x, y] = STALE


def _ground(look: Look) -> Look:
    """Return what of a look is seen where there is no character: all of it where it is underlined."""
    if ("attribute 4", True) in look:
        return look
    return frozenset(part for part in look if part[0] in ("ground", "link"))


def _apply(codes: list[str], look: dict[str, object]) -> None:
    """Change a look by the numbers of one sequence."""
    while codes:
        code = codes.pop(0)
        if code == "0":
            for name in look.keys() - {"link"}:
                del look[name]
        elif code in ("38", "48"):
            kind = codes.pop(0)
            count = 3 if kind == "2" else 1
            look["text" if code == "38" else "ground"] = (kind, *codes[:count])
            del codes[:count]
        elif code == "22":
            look.pop("attribute 1", None)
            look.pop("attribute 2", None)
        elif code in ("23", "24", "27", "29"):
            look.pop(f"attribute {code[1]}", None)
        elif len(code) == 2:
            look["text" if code[0] == "3" else "ground"] = code
        else:
            look[f"attribute {code}"] = True


def repainted(app: App[None]) -> Glass:
    """Return a glass on which the whole screen has been written anew; what is still to be written stays so."""
    glass, compositor = Glass(), app.screen._compositor
    dirty = set(compositor._dirty_regions)
    update = compositor.render_update(full=True)
    compositor._dirty_regions |= dirty
    glass.write(str(getattr(update, "render_segments", str)(CONSOLE)))
    return glass


def stale(app: App[None], written: Glass) -> list[tuple[int, int]]:
    """Return (row, column) of the cells that are not as a fresh repaint would leave them."""
    shown, fresh = written.seen, repainted(app).seen
    return sorted((y, x) for x, y in fresh if shown.get((x, y)) != fresh[x, y])
