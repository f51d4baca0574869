"""What the cells of a descent panel are part of, and the characters that say so in every renderer."""

from __future__ import annotations

from enum import IntEnum

import numpy as np

from tutor.paint.canvas import GLYPHS, Glyphs, Renderer, single_glyph


class Role(IntEnum):
    """What a cell shows, from the back to the front."""

    EMPTY = 0
    SHADE = 1  # nothing but the texture of a quadrant within reach
    CONTOUR = 2
    AXIS = 3
    ARROW = 4  # from the start to the target
    PATH_OLD = 5
    PATH = 6
    PATH_RECENT = 7
    WHOLE = 8  # downhill on the expected loss
    EXAMPLE = 9  # downhill on the loss of the batch of the next step
    START = 10
    OPTIMUM = 11
    CURRENT = 12


MARKS: dict[Renderer, dict[Role, str]] = {
    Renderer.BRAILLE: {Role.START: "○", Role.OPTIMUM: "✚", Role.CURRENT: "●"},
    # What fonts without braille have: the characters of the old consoles.
    Renderer.BLOCK: {Role.START: "○", Role.OPTIMUM: "╬", Role.CURRENT: "●"},
    Renderer.ASCII: {Role.START: "S", Role.OPTIMUM: "X", Role.CURRENT: "@"},
}
"""The characters of the three points."""

HEADS: dict[Renderer, dict[Role, str]] = {
    Renderer.BRAILLE: {Role.EXAMPLE: "", Role.WHOLE: ""},  # there the heads are drawn in dots
    Renderer.BLOCK: {Role.EXAMPLE: "►▲◄▼", Role.WHOLE: "→↑←↓"},
    Renderer.ASCII: {Role.EXAMPLE: ">^<v", Role.WHOLE: ">^<v"},
}
"""The heads of the two gradient arrows to the east, the north, the west and the south."""

TEXTURES = {Renderer.BRAILLE: "·", Renderer.BLOCK: ",", Renderer.ASCII: ","}
"""What is scattered over the cells within reach, so that they show without colour too."""

AXES = {Renderer.BRAILLE: ("w₂ ↑", "w₁ →"), Renderer.BLOCK: ("w2 ↑", "w1 →"), Renderer.ASCII: ("w2 ^", "w1 >")}
"""The names of the second and the first weight, and the ways they grow."""

LEGEND: dict[Renderer, dict[Role, str]] = {
    Renderer.BRAILLE: {Role.ARROW: "⠤⠤⠤", Role.EXAMPLE: "⠤⠤⡢", Role.WHOLE: "⠄⠄⡧", Role.SHADE: " · "},
    Renderer.BLOCK: {Role.ARROW: "▄▄▄", Role.EXAMPLE: "▄▄►", Role.WHOLE: "▖▖→", Role.SHADE: " , "},
    Renderer.ASCII: {Role.ARROW: "+++", Role.EXAMPLE: "==>", Role.WHOLE: "::>", Role.SHADE: " , "},
}
"""Three characters that look like the arrows and the texture do, for a legend; for the points there are `MARKS`."""

# The bodies that ASCII shows as one character; the rest, the old path, keeps its strokes.
_ASCII_BODIES = {
    Role.CONTOUR: ".",
    Role.ARROW: "+",
    Role.PATH: "o",
    Role.PATH_RECENT: "*",
    Role.WHOLE: ":",
    Role.EXAMPLE: "=",
}

_CLOUDS = {Renderer.BRAILLE: "⢕", Renderer.BLOCK: "░", Renderer.ASCII: "#"}


def _table(renderer: Renderer, role: Role) -> Glyphs:
    if renderer is Renderer.BLOCK and role is Role.CONTOUR:
        return single_glyph("·")  # in blocks as heavy as the path's the lines would drown it
    if renderer is Renderer.ASCII and role in _ASCII_BODIES:
        return single_glyph(_ASCII_BODIES[role])
    if role is Role.PATH_OLD:  # a cell that the old path fills is a thin cloud, or it would outshine the rest
        return np.array([*GLYPHS[renderer][:-1], ord(_CLOUDS[renderer])], dtype=np.uint32)
    return GLYPHS[renderer]


BODIES: dict[Renderer, dict[Role, Glyphs]] = {
    renderer: {role: _table(renderer, role) for role in Role} for renderer in Renderer
}
"""For each renderer and role the 256 code points that show the codes of a cell."""
for _tables in BODIES.values():
    for _glyphs in _tables.values():
        _glyphs.setflags(write=False)


def code_points(words: str) -> Glyphs:
    """Return the code points of a text."""
    return np.array([ord(character) for character in words], dtype=np.uint32)
