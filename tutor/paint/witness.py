"""What the search for a witness has shown, in sentences."""

from __future__ import annotations

from tutor.bench.verdict import Judgement
from tutor.language import _, ngettext
from tutor.nn.monotone import Proof, Step
from tutor.nn.witness import Verdict, Witness
from tutor.paint.names import layer_label
from tutor.paint.number import grid_texts, precise

Titles = tuple[str, str]
"""What the two lanes are called."""


def judgement_sentences(judged: Judgement, titles: Titles) -> list[str]:
    """Return what is known of two lanes, and the simplest numbers for which they differ, where they do."""
    said = verdict_sentences(judged.verdict, titles)
    if judged.verdict.kind == "here" and judged.witness is not None:
        said.append(witness_sentence(judged.witness, titles))
    return said


def verdict_sentences(verdict: Verdict, titles: Titles) -> list[str]:
    """Return what is known of two lanes: whether they differ, where or why not."""
    one, other = titles
    if verdict.kind == "shapes":
        sizes = [f"{shape[2]}×{shape[3]}" + (f"×{shape[1]}" if shape[1] > 1 else "") for shape in verdict.shapes]
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
    where = _("behind the shared layers") if witness.behind else _("as the picture")
    return _("With {values} {where}: {one} gives {first}, {other} gives {second}.").format(
        values=numbers[0], where=where, one=titles[0], other=titles[1], first=numbers[1], second=numbers[2]
    )


def values_text(values: object) -> str:
    """Return a small array on one line: rows with ; between, all in brackets where there is more than one number."""
    rows = [[precise(float(value), 4) for value in row] for channel in values[0] for row in channel]  # type: ignore[index]
    if len(rows) == 1 and len(rows[0]) == 1:
        return rows[0][0]
    return "[" + "; ".join("  ".join(row) for row in rows) + "]"


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


def numbers_grid(values: object) -> list[str]:
    """Return the first channel of a small array, (1, C, H, W), as right-aligned lines."""
    texts = grid_texts(values[0, 0].tolist(), 6)  # type: ignore[index]
    width = max(len(text) for row in texts for text in row)
    return [" ".join(text.rjust(width) for text in row) for row in texts]
