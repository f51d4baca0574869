"""Answers, right ones and what running them has shown, in words."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from tutor.bench.layers import LayerSpec
from tutor.language import _, current, ngettext
from tutor.lesson.answers import Findings
from tutor.lesson.arranging import OrderFindings, right_order
from tutor.lesson.cells import CellFindings, blanks, map_of, stage_of
from tutor.lesson.facts import Facts
from tutor.lesson.grading import Answer, bounds_of, friends_of, grade, is_correct
from tutor.lesson.matching import partners, right_partners
from tutor.lesson.questions import (
    Cells,
    Choice,
    Choices,
    FriendPick,
    Match,
    Number,
    Order,
    Question,
    Reflect,
    WitnessHunt,
    Words,
)
from tutor.lesson.witness_hunt import NEVER, WitnessFindings, a_witness, proved_equal
from tutor.nn.pipeline import Trace
from tutor.paint.arithmetic import spell
from tutor.paint.names import chain, layer_label
from tutor.paint.number import precise, short
from tutor.quoting import visible

LONGEST = 240
"""Characters of arithmetic, in as many lines as they need; a kernel of 5×5 fits."""
MOST_LINES = 6
"""Wrong cells whose arithmetic is shown; the rest are only marked."""


def sureness() -> tuple[str, str, str]:
    """Return how sure a learner can be, from a guess upwards."""
    return _("a guess"), _("fairly sure"), _("certain")


def tray_label(text: str) -> str:
    """Return a layer of a tray as learners know it: max-pool, max-pool size=3."""
    spec = LayerSpec.parse(text)
    settings = " ".join(str(spec).split(":")[1:])
    return f"{layer_label(spec.kind)} {settings}".rstrip()


# ── answers ──────────────────────────────────────────────────────────────────────────────────────


def answer_texts(question: Question, facts: Facts) -> list[str]:
    """Return the options of a question as texts, in the lesson file's order; none where there is something to type."""
    if isinstance(question, Choice | Choices):
        return [facts.fill(option.text) for option in question.options]
    if isinstance(question, Match):
        return [facts.fill(text) for text in partners(question)]
    if isinstance(question, Order):
        return [tray_label(text) for text in question.layers]
    if isinstance(question, FriendPick):
        friends = [facts.lesson.friend(name) for name in friends_of(question, facts.lesson)]
        names = [friend.name.in_language(current()) for friend in friends]
        width = max(map(len, names))
        return [f"{name.ljust(width)}   {chain(friend.layers)}" for name, friend in zip(names, friends, strict=True)]
    return []


def item_texts(question: Match, facts: Facts) -> list[str]:
    """Return the items that are to be given partners."""
    return [facts.fill(pair.left) for pair in question.pairs]


def answer_in_words(question: Question, answer: Answer, facts: Facts) -> str:
    """Return an answer as the learner gave it, for display."""
    if isinstance(question, FriendPick) and isinstance(answer, str):
        return facts.lesson.friend(answer).name.in_language(current())
    if isinstance(question, Number):
        unit = "" if question.unit is None else f" {facts.fill(question.unit)}"
        return f"{visible(str(answer))}{unit}"
    if isinstance(question, Words | Reflect):
        return "\n".join(map(visible, str(answer).splitlines()))
    if isinstance(question, Match) and isinstance(answer, tuple):
        return _pairs_in_words(question, answer, facts)
    if isinstance(question, WitnessHunt) and answer == NEVER:
        return never_says()
    if isinstance(question, Cells | WitnessHunt) and isinstance(answer, tuple):
        columns = question.shape[1] if isinstance(question, WitnessHunt) else len(answer)
        return _grid_in_words([str(text) for text in answer], columns)
    texts = answer_texts(question, facts)
    indices = answer if isinstance(answer, tuple) else (answer,)
    chosen = [texts[index] for index in indices if isinstance(index, int) and 0 <= index < len(texts)]
    return (" → " if isinstance(question, Order) else "; ").join(chosen)


def _pairs_in_words(question: Match, answer: tuple[object, ...], facts: Facts) -> str:
    """Return a line for each item that has a partner."""
    texts = answer_texts(question, facts)
    return "\n".join(
        f"{item} → {texts[partner]}"
        for item, partner in zip(item_texts(question, facts), answer, strict=False)
        if isinstance(partner, int) and 0 <= partner < len(texts)
    )


def never_says() -> str:
    """Return the answer that there is no witness, in words."""
    return _("They never differ")


def _grid_in_words(texts: list[str], columns: int) -> str:
    """Return cells with semicolons between, and rows with slashes between."""
    shown = [visible(text).replace("-", "−") for text in texts]
    return " / ".join("; ".join(shown[at : at + columns]) for at in range(0, len(shown), columns))


# ── right answers ────────────────────────────────────────────────────────────────────────────────


def truth(question: Question, facts: Facts) -> str:
    """Return the right answer, as the engine computes it."""
    if isinstance(question, Number):
        low, high = bounds_of(question.answer, facts)
        text = short(low, 4)
        if high > low:
            text = _("from {low} to {high}").format(low=text, high=short(high, 4))
        return text if question.unit is None else f"{text} {facts.fill(question.unit)}"
    if isinstance(question, Choice | Choices):
        texts = answer_texts(question, facts)
        return "\n".join(
            text for text, option in zip(texts, question.options, strict=True) if is_correct(option, facts)
        )
    if isinstance(question, Words):
        return facts.fill(question.answers[0])
    if isinstance(question, Match):
        return _pairs_in_words(question, right_partners(question), facts)
    if isinstance(question, FriendPick):
        return ", ".join(answer_in_words(question, name, facts) for name in question.right)
    if isinstance(question, Cells):
        return _cell_lines(question, blanks(question, facts), facts)
    if isinstance(question, Order):
        return answer_in_words(question, right_order(question, facts), facts)
    if isinstance(question, WitnessHunt):
        found = a_witness(question, facts)
        answer: Answer = NEVER if found is None else found
        shown = findings_in_words(question, grade(question, answer, facts).findings, facts)
        return f"{answer_in_words(question, answer, facts)}\n{shown}"
    return ""


def _cell_lines(question: Cells, places: Iterable[tuple[int, int]], facts: Facts) -> str:
    """Return a line for each cell: its place, and how it comes about."""
    stage, values = stage_of(question, facts), map_of(question, facts)
    lines = []
    for row, column in places:
        value = precise(float(values[row, column]))
        sum_of_it = value if stage is None else spell(stage, row, column, width=LONGEST)
        where = _("row {row}, column {column}:").format(row=row + 1, column=column + 1)
        lines.append(f"{where} {sum_of_it}")
    left_out = len(lines) - MOST_LINES
    if left_out > 1:
        more = ngettext("… and {n} more cell", "… and {n} more cells", left_out).format(n=left_out)
        lines[MOST_LINES:] = [more]
    return "\n".join(lines)


# ── what came of an answer ───────────────────────────────────────────────────────────────────────


def findings_in_words(question: Question, findings: Findings | None, facts: Facts) -> str:
    """Return what running an answer has shown; '' where it was not run, or there is nothing to say."""
    if isinstance(question, Cells) and isinstance(findings, CellFindings):
        return _cell_lines(question, sorted(findings.wrong), facts)
    if isinstance(question, Order) and isinstance(findings, OrderFindings):
        return _order_findings(findings)
    if isinstance(question, WitnessHunt) and isinstance(findings, WitnessFindings):
        return _witness_findings(question, findings, facts)
    return ""


def _order_findings(found: OrderFindings) -> str:
    if found.misfit is not None:
        one = found.misfit
        why = _("a window of {h}×{w} does not fit into {rows}×{columns} cells").format(
            h=one.window[0], w=one.window[1], rows=one.cells[0], columns=one.cells[1]
        )
        message = _("The layers do not fit: at layer {n} ({name}) {why}.")
        return message.format(n=one.position, name=layer_label(one.name), why=why)
    if found.shape != found.wanted_shape:
        message = _("The output has {rows}×{columns} cells, not {wanted_rows}×{wanted_columns}.")
        return message.format(
            rows=found.shape[0], columns=found.shape[1],
            wanted_rows=found.wanted_shape[0], wanted_columns=found.wanted_shape[1],
        )  # fmt: skip
    if found.differing:
        cells = found.shape[0] * found.shape[1]
        return _("Another output: {k} of {n} cells differ.").format(k=found.differing, n=cells)
    if found.differing_pictures:
        return _("The same on this picture, but another output on other pictures.")
    operations = ngettext("{n} operation", "{n} operations", found.operations).format(n=found.operations)
    if found.fewest is not None and found.operations > found.fewest:
        return _("The right output, but it takes {operations}, and it can be done with fewer.").format(
            operations=operations
        )
    return _("The same output, on this picture and on others; {operations}.").format(operations=operations)


def _witness_findings(question: WitnessHunt, found: WitnessFindings, facts: Facts) -> str:
    if found.traces is None:
        if question.exists:
            return _("There are such numbers.")
        if proved_equal(question, facts):
            return _("The layers alone prove it.")
        return _("A search has not found any such numbers.")
    cell = found.differing[0] if found.differing else (0, 0)
    lines = [
        f"{facts.lane_names(lane)[0]}: {_spelled(trace, cell)}"
        for lane, trace in zip(question.lanes, found.traces, strict=True)
    ]
    cells = int(np.prod(found.traces[0].output.shape[2:]))
    if cells > 1:
        place = _("row {row}, column {column}").format(row=cell[0] + 1, column=cell[1] + 1)
        count = _("{n} of {m} cells differ").format(n=len(found.differing), m=cells)
        lines.append(f"{count} ({place})." if found.differing else f"{count}.")
    elif not found.differing:
        lines.append(_("The two outputs are the same."))
    return "\n".join(lines)


def _spelled(trace: Trace, cell: tuple[int, int]) -> str:
    """Return how an output cell comes about, from the last layer with a window on."""
    if not trace.stages:
        return precise(float(trace.output[0, 0, cell[0], cell[1]]))
    windows = [number for number, stage in enumerate(trace.stages) if stage.layer.window is not None]
    first = windows[-1] if windows else 0
    return "  →  ".join(spell(stage, *cell, width=LONGEST) for stage in trace.stages[first:])
