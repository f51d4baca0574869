"""What questions must mean whose answers are run: `cells`, `order` and `witness`."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from tutor.language import _
from tutor.lesson.answers import parse_number
from tutor.lesson.arranging import workbench
from tutor.lesson.cells import MOST_BLANKS, MOST_SIDE, blanks, close, map_of, stage_names, typeable
from tutor.lesson.facts import Facts
from tutor.lesson.faults import Fault, unknown
from tutor.lesson.lanes import lane_data, lesson_layer
from tutor.lesson.model import Lesson, RunStep
from tutor.lesson.problem import quote
from tutor.lesson.questions import Cells, Order, Question, WitnessHunt
from tutor.lesson.rules import Rule
from tutor.lesson.walk import Place
from tutor.lesson.witness_hunt import a_witness, output_shapes


def questions(lesson: Lesson) -> Iterator[tuple[Place, Question]]:
    """Yield every question of a lesson with its place in the file."""
    for index, step in enumerate(lesson.steps):
        if step.question is not None:
            yield ("steps", index, *(("predict",) if isinstance(step, RunStep) else ())), step.question


def question_lanes(question: Question) -> Iterator[tuple[Place, str]]:
    """Yield every lane that a question runs, with its place within the question."""
    if isinstance(question, Cells):
        yield ("lane",), question.lane
    elif isinstance(question, Order):
        yield ("target",), question.target
    elif isinstance(question, WitnessHunt):
        yield from ((("lanes", number), lane) for number, lane in enumerate(question.lanes))


def exercise_faults(lesson: Lesson, facts: Facts, unrun: Collection[str] = ()) -> Iterator[Fault]:
    """Yield what is wrong with the questions whose answers are run; those that name a lane in `unrun` are left out."""
    for place, question in questions(lesson):
        if any(lane in unrun for _inside, lane in question_lanes(question)):
            continue
        if isinstance(question, Cells):
            yield from _cells_faults(question, place, facts)
        elif isinstance(question, Order):
            yield from _order_faults(question, place, facts)
        elif isinstance(question, WitnessHunt):
            yield from _witness_faults(question, place, facts)


def _cells_faults(question: Cells, place: Place, facts: Facts) -> Iterator[Fault]:
    known = stage_names(question, facts)
    if question.stage not in known:
        yield from unknown((*place, "stage"), question.stage, known, _("stage"))
        return
    values = map_of(question, facts)
    rows, columns = values.shape
    if max(rows, columns) > MOST_SIDE:
        message = _("a map of {rows}×{columns} cells is too large to fill in; {n}×{n} at most")
        yield (*place, "stage"), message.format(rows=rows, columns=columns, n=MOST_SIDE), Rule.EXERCISE
        return
    missing = list(_blank_faults(question, place, rows, columns))
    yield from missing
    if missing:
        return
    wanted = blanks(question, facts)
    if len(wanted) > MOST_BLANKS:
        yield (
            (*place, "blank"),
            _("{n} cells are too many to fill in; {most} at most").format(n=len(wanted), most=MOST_BLANKS),
            Rule.EXERCISE,
        )
        return
    for row, column in wanted:
        value = float(values[row, column])
        if not close(parse_number(typeable(value)), value, question.tolerance):
            message = _("the cell {row}, {column} is {value}, which nobody can type in full; give a tolerance")
            yield (*place, "blank"), message.format(row=row + 1, column=column + 1, value=f"{value:.9g}"), Rule.EXERCISE
            return


def _blank_faults(question: Cells, place: Place, rows: int, columns: int) -> Iterator[Fault]:
    cells = () if question.blank == "all" else question.blank
    for index, (row, column) in enumerate(cells):
        here = (*place, "blank", index)
        if row > rows or column > columns:
            message = _("the map has no cell {row}, {column}: it has {rows} rows and {columns} columns")
            yield here, message.format(row=row, column=column, rows=rows, columns=columns), Rule.EXERCISE
        elif (row, column) in cells[:index]:
            yield here, _("the cell {row}, {column} is named twice").format(row=row, column=column), Rule.EXERCISE


def _order_faults(question: Order, place: Place, facts: Facts) -> Iterator[Fault]:
    data = lane_data(facts.lesson, question.target)
    broken = False
    for index, text in enumerate(question.layers):
        try:
            spec = lesson_layer(text, data)
        except ValueError as error:
            broken = True
            yield (*place, "layers", index), str(error), Rule.LAYER
            continue
        if spec.kind == "conv" and data.kernel is None:
            broken = True
            yield (*place, "layers", index), _("there is no kernel for the convolution"), Rule.EXERCISE
    if broken:
        return
    try:
        bench = workbench(question, facts)
        best = bench.best
    except ValueError as error:
        yield (*place, "layers"), str(error), Rule.EXERCISE
        return
    if best is None:
        message = _("no arrangement of these layers computes what {lane} computes")
        yield (*place, "layers"), message.format(lane=quote(question.target)), Rule.EXERCISE
        return
    everything = bench.findings(range(len(question.layers)))
    if everything.same and (not question.cheapest or everything.operations <= best[1]):
        yield (*place, "layers"), _("the layers stand in a right order already; shuffle them"), Rule.EXERCISE


def _witness_faults(question: WitnessHunt, place: Place, facts: Facts) -> Iterator[Fault]:
    try:
        one, other = output_shapes(question, facts)
    except ValueError as error:
        yield (*place, "shape"), _("the numbers do not fit: {why}").format(why=error), Rule.EXERCISE
        return
    if one != other:
        message = _("the two outputs differ in size for any numbers: {one} and {other}")
        yield (*place, "lanes"), message.format(one=_sizes(one), other=_sizes(other)), Rule.EXERCISE
        return
    found = a_witness(question, facts)
    if question.exists and found is None:
        message = _("no numbers were found for which these lanes differ; if there are none, say exists: false")
        yield (*place, "lanes"), message, Rule.EXERCISE
    elif not question.exists and found is not None:
        message = _("there are numbers for which these lanes differ: {numbers}")
        yield (*place, "exists"), message.format(numbers=", ".join(found)), Rule.EXERCISE


def _sizes(shape: tuple[int, ...]) -> str:
    return "×".join(map(str, shape[1:] if shape[1] > 1 else shape[2:]))
