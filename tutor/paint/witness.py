"""What the search for a witness has shown, in sentences."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt

from tutor.bench.verdict import Judgement
from tutor.language import _, decimal, ngettext
from tutor.nn.arguments import FloatArray
from tutor.nn.monotone import Proof, Step
from tutor.nn.witness import Verdict, Witness
from tutor.paint.names import layer_label
from tutor.paint.number import MINUS, precise

Titles = tuple[str, str]
"""What the two lanes are called."""

MOST_WRITTEN = 12
"""Numbers of an array that are all written down, even where most of them are 0."""


def judgement_sentences(judged: Judgement, titles: Titles, *, told: bool = False) -> list[str]:
    """Return what is known of two lanes, and the simplest numbers for which they differ, where they do.

    Where it has been `told` how their outputs on this picture differ, that is not said once more.
    """
    said = verdict_sentences(judged.verdict, titles)
    if told and judged.verdict.kind in ("here", "shapes"):
        del said[0]
    if judged.verdict.kind == "here" and judged.witness is not None:
        said.append(witness_sentence(judged.witness, titles))
    return [sentence[:1].upper() + sentence[1:] for sentence in said]  # it may begin with "lane 1"


def verdict_sentences(verdict: Verdict, titles: Titles) -> list[str]:
    """Return what is known of two lanes: whether they differ, where or why not."""
    one, other = titles
    if verdict.kind == "shapes":
        sizes = [shape_text(shape) for shape in verdict.shapes]
        return [_("The outputs have different shapes, {one} and {other}.").format(one=sizes[0], other=sizes[1])]
    if verdict.kind == "here":
        return _here(verdict, titles)
    if verdict.kind == "found" and verdict.witness is not None:
        return _found(verdict.witness, titles)
    if verdict.kind == "equal" and verdict.proof is not None:
        said = _("{one} and {other} never differ, whatever the picture.").format(one=one, other=other)
        return [said, *proof_sentences(verdict.proof)]
    said = ngettext(
        "No difference between {one} and {other} was found in {n} try.",
        "No difference between {one} and {other} was found in {n} tries.",
        verdict.tries,
    )
    return [said.format(one=one, other=other, n=verdict.tries), _("That is no proof that there is none.")]


def _here(verdict: Verdict, titles: Titles) -> list[str]:
    assert verdict.cell is not None  # noqa: S101  # as the verdict promises
    _n, channel, row, column = verdict.cell
    place = f"({row + 1}, {column + 1})"
    if verdict.shapes[0][1] > 1:
        place = _("{place} of channel {n}").format(place=place, n=channel + 1)
    said = [
        _("{one} and {other} differ on this very picture, first in the output cell {place}.").format(
            one=titles[0], other=titles[1], place=place
        )
    ]
    if verdict.proof is not None:
        said.append(_("By rounding only: in real arithmetic the two are equal."))
    return said


def _found(witness: Witness, titles: Titles) -> list[str]:
    said = [
        _("{one} and {other} agree on this picture, but not on every one.").format(one=titles[0], other=titles[1]),
        witness_sentence(witness, titles),
    ]
    if witness.only_rounding:
        said.append(_("By rounding only: in real arithmetic the two may well be equal."))
    return said


def witness_sentence(witness: Witness, titles: Titles) -> str:
    """Return the numbers and what each lane makes of them."""
    numbers = [values_text(values) for values in (witness.values, *witness.values_outputs)]
    if numbers[1] == numbers[2]:  # they differ further behind the decimal sign
        numbers[1:] = [values_text(values, digits=9) for values in witness.values_outputs]
    where = _("coming out of the shared layers") if witness.behind else _("as the picture")
    return _("With {values} {where}: {one} gives {first}, {other} gives {second}.").format(
        values=numbers[0], where=where, one=titles[0], other=titles[1], first=numbers[1], second=numbers[2]
    )


def shape_text(shape: Sequence[int]) -> str:
    """Return the size of a map, (N, C, H, W): rows and columns, and how many channels where there are several."""
    _n, channels, rows, columns = shape
    return f"{rows}×{columns}" + (f"×{channels}" if channels > 1 else "")


def values_text(values: npt.ArrayLike, digits: int | None = None) -> str:
    """Return an array, (1, C, H, W), on one line: rows with ; between, each channel in brackets, one number without.

    Of a large one that is nearly all 0 only the size and the other numbers are told. Numbers have at most four
    decimals, or so many significant `digits`: 9 tell any two float32 numbers apart.
    """
    array = np.asarray(values)[0]

    def number(value: float) -> str:
        return precise(float(value), 4) if digits is None else decimal(f"{value:.{digits}g}").replace("-", MINUS)

    if array.shape[1:] == (1, 1):
        return ", ".join(number(value) for value in array.ravel())
    cells = np.argwhere(array != 0)
    if array.size > MOST_WRITTEN and len(cells) <= MOST_WRITTEN // 2:
        return _sparse(array, cells, number)
    rows = ["; ".join("  ".join(map(number, row)) for row in channel) for channel in array]
    return " ".join(f"[{channel}]" for channel in rows)


def _sparse(array: FloatArray, cells: npt.NDArray[np.intp], number: Callable[[float], str]) -> str:
    channels, size = len(array), shape_text((1, *array.shape))
    if not len(cells):
        return _("{size} zeros").format(size=size)
    places = [
        f"({', '.join(str(at + 1) for at in (cell if channels > 1 else cell[1:]))}): {number(array[tuple(cell)])}"
        for cell in cells
    ]
    return _("{size} zeros but for {cells}").format(size=size, cells=", ".join(places))


def proof_sentences(proof: Proof) -> list[str]:
    """Return why two lanes are equal, a sentence for each kind of step."""
    if not proof.steps:
        return [_("Both are the same layers in the same order.")]
    said = list(dict.fromkeys(_step(step) for step in proof.steps))
    if proof.exact:
        return [*said, _("Equal bit for bit, and not just nearly.")]
    return [*said, _("Equal in real arithmetic; in floats the last digit may differ.")]


def _step(step: Step) -> str:
    names = [layer_label(name) for name in step.layers]
    first, second = names[0], names[-1]
    sentences = {
        "non_decreasing": _("{a} and {b} may change places: the function never falls, so max f(x) = f(max x)."),
        "subsampling": _("{a} and {b} may change places: a window of one cell only skips cells."),
        "keeps_sign": _(
            "{a} and {b} may change places: neither changes a sign, and both send negatives their own way."
        ),
        "identity": _("{a} can be left out: it changes nothing of what reaches it."),
        "absorbed": _("{a} can be left out: the next layer makes it needless."),
    }
    return sentences[step.rule].format(a=first, b=second)
