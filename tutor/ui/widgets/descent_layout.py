"""Where the buttons and numbers beneath a descent go: plain sums, tested without an app."""

from __future__ import annotations

from dataclasses import dataclass

from rich.cells import cell_len


@dataclass(frozen=True)
class Button:
    """A piece of text in a row of controls; without an action it is a label."""

    text: str
    action: str = ""


Group = list[Button]
Pieces = list[tuple[str, Button]]


@dataclass(frozen=True)
class Placed:
    """A button's text as drawn, from column `start` on."""

    start: int
    text: str
    button: Button


def place(groups: list[Group], width: int) -> list[list[Placed]]:
    """Set groups in rows of at most `width` columns, never tearing one apart.

    Buttons are wide enough to hit with ease where one row holds them all, and narrow otherwise.
    """
    wide = [_pieces(group, " ", "") for group in groups]
    if sum(_length(group) + 1 for group in wide) - 1 <= width:
        return [_spread(wide, width)]
    lines: list[list[Pieces]] = [[]]
    for group in (_pieces(group, "", " ") for group in groups):
        if lines[-1] and sum(_length(other) + 2 for other in lines[-1]) + _length(group) > width:
            lines.append([])
        lines[-1].append(group)
    return [_spread(line, width) for line in lines]


def _pieces(group: Group, pad: str, gap: str) -> Pieces:
    pieces: Pieces = []
    for button in group:
        if pieces and gap:
            pieces.append((gap, Button(gap)))
        pieces.append((pad + button.text + pad, button))
    return pieces


def _length(pieces: Pieces) -> int:
    return sum(cell_len(text) for text, _ in pieces)


def _spread(line: list[Pieces], width: int) -> list[Placed]:
    spare = width - sum(_length(group) for group in line)
    gap = max(1, min(4, spare // max(len(line) - 1, 1)))
    row: list[Placed] = []
    at = 0
    for group in line:
        for text, button in group:
            row.append(Placed(at, text, button))
            at += cell_len(text)
        at += gap
    return row


def columns(pairs: list[tuple[str, str]], width: int) -> tuple[list[str], list[str]]:
    """Pad names and values to common columns that fill `width` as evenly as may be; returns both rows' pieces."""
    sizes = [max(cell_len(name), cell_len(value)) for name, value in pairs]
    spare = max(width - sum(sizes), 0)
    gap = max(1, min(5, spare // max(len(pairs) - 1, 1)))
    names, values = [], []
    for (name, value), size in zip(pairs, sizes, strict=True):
        names.append(name + " " * (size - cell_len(name) + gap))
        values.append(value + " " * (size - cell_len(value) + gap))
    if pairs:  # nothing follows the last
        names[-1], values[-1] = names[-1].rstrip(), values[-1].rstrip()
    return names, values
