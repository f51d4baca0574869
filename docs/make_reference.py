"""Write the reference of lesson files in docs/authoring.md, from the model that reads them.

python docs/make_reference.py          # rewrites what stands between the two marks
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, get_args

from pydantic import BaseModel

from tutor.authoring.new import KINDS, new_lesson
from tutor.authoring.schema import LESSON_DESCENT, lesson_schema, models_of
from tutor.bench.layers import KINDS as LAYERS
from tutor.bench.layers import Setting
from tutor.lesson.facts import RUNS, Facts
from tutor.lesson.load import build
from tutor.lesson.model import IDENTIFIER, LINK, NAME, AnyStep, Frame, Lesson, QuestionStep, RunStep
from tutor.lesson.questions import Question
from tutor.lesson.source import parse

PAGE = Path(__file__).with_name("authoring.md")
BEGIN = "<!-- From here on the page is written by docs/make_reference.py. -->"
TITLES = {
    "Lesson": "A lesson", "Text": "Texts", "Friend": "friends", "Data": "data", "Experiment": "experiments",
    "DescentSettings": "descent, settings, solution", "Reference": "sources", "Objective": "objectives",
    "Values": "values", "Image": "image", "Option": "options", "Range": "A range of numbers",
    "Mistake": "mistakes of a number", "Slip": "mistakes of words", "Pair": "pairs", "Goal": "goal",
}  # fmt: skip
"""The headings of parts, in the order of the page; most are the keys that they stand under."""
OUTER = 10
"""How many of them are parts of a lesson; the others are parts of steps."""
MANY = 12
"""Of so many words and more, only the first are listed."""

Schema = dict[str, Any]


def reference() -> str:
    """Return the reference as Markdown."""
    schema = lesson_schema()
    shapes: Schema = {**schema["definitions"], "Lesson": schema}
    models = {model.__name__: model for model in models_of(Lesson)}
    parts = [section(title, models[name], shapes[name]) for name, title in TITLES.items()]
    common = [
        section("Every step", Frame, shapes["ReflectStep"], "The keys that all steps have, whatever their kind."),
        section("Every question", Question, shapes["NumberStep"], "The keys of steps that ask, and of `predict`."),
        section("Every run", RunStep, shapes["BenchStep"], "`bench` and `descent`.", without=Frame),
    ]
    kinds = [section(f"kind: {kind}", *of_kind(kind, shapes), without=Frame) for kind in KINDS]
    head = ["## Reference", "Keys in **bold** are needed; the others may be left out."]
    whole = [*head, *parts[:OUTER], *common, *kinds, *parts[OUTER:], *layers(), *expressions()]
    return "\n\n".join(whole) + "\n"


def of_kind(kind: str, shapes: Schema) -> tuple[type[BaseModel], Schema]:
    """Return the model and the schema of the steps of a kind."""
    members: Sequence[type[BaseModel]] = get_args(get_args(AnyStep)[0])
    model = next(one for one in members if get_args(one.model_fields["kind"].annotation) == (kind,))
    return model, shapes[model.__name__]


def section(
    title: str, model: type[BaseModel], shape: Schema, said: str = "", without: type[BaseModel] | None = None
) -> str:
    """Return a heading, a sentence and a table of the keys of one part."""
    left_out = set(without.model_fields) if without is not None else set()
    for base in (Question, RunStep, QuestionStep):
        if issubclass(model, base) and model is not base:
            left_out |= set(base.model_fields)
    said = said or " ".join(str(shape.get("description", model.__doc__)).split())
    objects = [one for one in shape.get("anyOf", [shape]) if "properties" in one]
    rows = [
        row(name, part, needed=name in objects[0].get("required", ()))
        for name, part in objects[0]["properties"].items()
        if name in model.model_fields and name not in left_out and name != "kind"
    ]
    table = ["| key | takes | |", "|---|---|---|", *rows] if rows else ["It has no keys of its own."]
    return "\n".join([f"### {title}", "", said, "", *table])


def row(name: str, shape: Schema, *, needed: bool) -> str:
    """Return the line of one key."""
    said = shape.get("description", "")
    usual = shape.get("default")
    if usual is not None and usual is not False:
        shown_usual = "true" if usual is True else f"{usual:g}" if isinstance(usual, int | float) else usual
        said += f" Otherwise `{shown_usual}`."
    shown = f"**`{name}`**" if needed else f"`{name}`"
    return f"| {shown} | {takes(shape)} | {said.strip()} |".replace("|x|", "\\|x\\|")


def takes(shape: Schema) -> str:
    """Return in words what a schema allows."""
    if "properties" in shape and "allOf" in shape:  # told apart by kind
        return "steps" if "text" in shape["properties"]["kind"]["enum"] else "a question"
    if "$ref" in shape or "allOf" in shape:
        name = (shape.get("$ref") or shape["allOf"][0]["$ref"]).rpartition("/")[2]
        return "text" if name == "Text" else linked("DescentSettings" if name == LESSON_DESCENT else name)
    if any("max_pool" in part.get("enum", ()) for part in shape.get("anyOf", ())):
        return "[layers](#layers)"
    if "anyOf" in shape:
        kinds = dict.fromkeys(takes(part) for part in shape["anyOf"])
        return " or ".join(kinds)
    if "enum" in shape:
        words = [f"`{word}`" for word in shape["enum"][:MANY]]
        return ", ".join(words) + (" …" if len(shape["enum"]) > MANY else "")
    if "const" in shape:
        return f"`{shape['const']}`"
    kind = shape.get("type")
    if isinstance(kind, list):
        return " or ".join(plain(one) for one in kind)
    if kind == "array":
        return a_list(shape)
    if kind == "object":
        inside = shape.get("additionalProperties") or next(iter(shape["patternProperties"].values()))
        return f"names, each with {takes(inside)}"
    return plain(str(kind), shape)


def linked(name: str) -> str:
    """Return the words for a part, which lead to its section."""
    title = TITLES[name]
    anchor = "".join(
        character for character in title.lower().replace(" ", "-") if character.isalnum() or character == "-"
    )
    return f"[these keys](#{anchor})"


def a_list(shape: Schema) -> str:
    """Return the words for a list."""
    items = shape["items"]
    if isinstance(items, list):
        return f"two {several(items[0])}"
    if items.get("type") == "array" and isinstance(items["items"], dict):
        return f"up to {shape['maxItems']} rows of up to {items['maxItems']} {several(items['items'])}"
    most, least = shape.get("maxItems"), shape.get("minItems", 0)
    bounds = f" ({least} to {most})" if most and least else f" (at most {most})" if most else ""
    return f"a list of {several(items)}{bounds}"


def several(shape: Schema) -> str:
    """Return the words for several of what a schema allows."""
    if shape.get("type") == "array":
        return "pairs of " + several(shape["items"][0])
    words = takes(shape)
    for one, many in {
        "a whole number": "whole numbers",
        "a number": "numbers",
        "an id": "ids",
        "text": "texts",
    }.items():
        if words.startswith(one):
            return many + words.removeprefix(one)
    return words


def plain(kind: str, shape: Schema | None = None) -> str:
    """Return the words for a plain value with its bounds."""
    shape = shape or {}
    pattern = shape.get("pattern", "")
    if kind == "string":
        if pattern in (IDENTIFIER, NAME):
            return "an id"
        return {LINK: "a link"}.get(pattern, '`"{…}"`' if r"\{" in pattern else "words")
    if kind == "boolean":
        return "`true` or `false`"
    low, high = shape.get("minimum", shape.get("exclusiveMinimum")), shape.get("maximum")
    if "exclusiveMaximum" in shape:
        high = shape["exclusiveMaximum"] - 1  # it is a whole number wherever it stands
    if low == high and low is not None:
        return f"`{low}`"
    words = "a whole number" if kind == "integer" else "a number"
    shown = [f"{bound:,.15g}".replace(",", " ").replace("-", "−") for bound in (low, high) if bound is not None]
    above = "above" if "exclusiveMinimum" in shape else "from"
    if low is not None and high is not None:
        return f"{words} {above} {shown[0]} {'up ' if above == 'above' else ''}to {shown[1]}"
    return f"{words} {above} {shown[0]}{' on' if above == 'from' else ''}" if low is not None else words


# ── what texts of the file may name ──────────────────────────────────────────────────────────────


def layers() -> Iterator[str]:
    """Yield the table of layers."""
    rows = [f"| `{kind}` | {', '.join(map(setting, known.items())) or '·'} |" for kind, known in LAYERS.items()]
    said = (
        "A layer is its name, or its name and settings: `max_pool:size=3:stride=2`. What is not said of a convolution "
        "or a pool is taken from `data`; a stride of 0 is as long as the window."
    )
    yield "\n".join(["### Layers", "", said, "", "| layer | settings, with their usual values |", "|---|---|", *rows])


def setting(item: tuple[str, Setting]) -> str:
    """Return a setting as it is written."""
    name, one = item
    return f"`{name}={one.default:g}`" if isinstance(one.default, int | float) else f"`{name}={one.default}`"


def expressions() -> Iterator[str]:
    """Yield what expressions may name: of lanes, of their stages, of descents; and the functions."""
    facts = Facts(build(parse(new_lesson("a.yaml").encode(), "a.yaml")))
    lane: Any = facts.names["alex"]
    stages = ("conv", "relu", "max_pool")
    lines = [
        ("a friend, `{alex.…}`, or with an experiment `{dark.alex.…}`", [name for name in lane if name not in stages]),
        ("a layer of a friend, `{alex.relu.…}`", list(dict.fromkeys(n for stage in stages for n in lane[stage]))),
        (
            "a descent, `{descent.unit.…}` on [0, 1] or `{descent.signed.…}` on [−1, 1]",
            list(facts.names["descent"]["unit"]),
        ),  # type: ignore[index]
        (
            "the descents of a step `two-walks`, `{descent.two_walks.…}`; where it has a goal also `solved`, with the "
            "same runs of the goal's solution",
            RUNS,
        ),
        ("one of these runs, `{descent.two_walks.first.…}`: as above, and the medians over many", ["typical"]),
        ("medians over many such descents, `{typical.unit.…}`", list(facts.names["typical"]["unit"])),  # type: ignore[index]
        ("functions", sorted(facts.functions)),
    ]
    rows = [f"| {what} | {' '.join(f'`{name}`' for name in names)} |" for what, names in lines]
    yield "\n".join(["### Names in expressions", "", "| of | names |", "|---|---|", *rows])


def page() -> str:
    """Return the whole page with the reference as it must be."""
    before, mark, _old = PAGE.read_text(encoding="utf-8").partition(BEGIN)
    if not mark:
        raise ValueError(f"{PAGE} lacks the line {BEGIN}")
    return f"{before}{BEGIN}\n\n{reference()}"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
