"""The JSON Schema of lessons: a real validator takes what the model takes, and names what is wrong with the rest."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from jsonschema import Draft7Validator
from pydantic import ValidationError

from tutor.authoring.field_docs import docs_of
from tutor.authoring.new import KINDS, new_lesson
from tutor.authoring.schema import layer_pattern, lesson_schema, models_of
from tutor.bench.layers import KINDS as LAYERS
from tutor.bench.layers import LayerSpec
from tutor.folders import bundled_lessons
from tutor.lesson.files import lesson_files
from tutor.lesson.model import Lesson
from tutor.lesson.problem import LessonError
from tutor.lesson.source import parse, read
from tutor.lesson.values import with_values
from tutor.lesson.walk import plain

HERE = Path(__file__).parent
EXAMPLES = HERE.parents[1] / "docs" / "examples"
SOUND = [*lesson_files([bundled_lessons()]), *sorted(EXAMPLES.glob("*.yaml")), HERE / "good.yaml"]
FORM = {
    "unknown-key", "missing-key", "wrong-type", "unknown-word", "out-of-range", "empty-text", "malformed-id",
    "malformed-link", "unknown-layer",
}  # fmt: skip
SCHEMA = lesson_schema()
VALIDATOR = Draft7Validator(SCHEMA)
GOOD: Any = read(HERE / "good.yaml").data


def complaints(data: object) -> list[tuple[str, str]]:
    """Where and what: every complaint of the validator."""
    return [("/".join(map(str, error.path)), error.message) for error in VALIDATOR.iter_errors(data)]


def changed(**keys: object) -> dict[str, Any]:
    return {**copy.deepcopy(GOOD), **keys}


def step(**keys: object) -> dict[str, Any]:
    return changed(steps=[{"id": "one", "title": "One", **keys}])


def test_it_is_a_schema_of_draft_7() -> None:
    assert SCHEMA["$schema"] == "http://json-schema.org/draft-07/schema#"
    Draft7Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("path", SOUND, ids=lambda path: path.stem)
def test_sound_lessons_are_taken(path: Path) -> None:
    assert complaints(read(path).data) == []


@pytest.mark.parametrize("kind", [None, *KINDS])
def test_new_lessons_are_taken(kind: str | None) -> None:
    text = new_lesson("a.yaml", KINDS if kind is None else (kind,))
    assert complaints(parse(text.encode(), "a.yaml").data) == []


def broken_in_form() -> Iterator[Path]:
    """The lessons of the corpus that are sound YAML and whose form is broken."""
    for path in sorted((HERE / "broken").glob("*.yaml")):
        told = re.findall(r"\[([a-z0-9-]+)\]$", path.with_suffix(".txt").read_text(encoding="utf-8"), re.MULTILINE)
        if FORM.intersection(told):
            try:
                read(path)
            except LessonError:
                continue
            yield path


@pytest.mark.parametrize("path", list(broken_in_form()), ids=lambda path: path.stem)
def test_lessons_of_a_broken_form_are_refused(path: Path) -> None:
    assert complaints(read(path).data)


def test_the_corpus_has_such_lessons() -> None:
    assert len(list(broken_in_form())) >= 20


# ── what an editor says ──────────────────────────────────────────────────────────────────────────


def test_a_wrong_key_is_one_complaint_and_not_one_for_each_kind() -> None:
    page = step(kind="text", body="Read.", anwser=1)
    assert complaints(page) == [("steps/0", "Additional properties are not allowed ('anwser' was unexpected)")]
    assert complaints(step(kind="text")) == [("steps/0", "'body' is a required property")]


def test_a_wrong_kind_and_a_missing_one() -> None:
    ((place, message),) = complaints(step(kind="txet", body="Read."))
    assert place == "steps/0/kind"
    assert "'text'" in message
    assert complaints(step(body="Read.")) == [("steps/0", "'kind' is a required property")]


def test_predictions_are_told_apart_too_and_may_not_have_a_steps_keys() -> None:
    bench = {"kind": "bench", "lanes": ["alex"]}
    asked = {"kind": "number", "ask": "How many?", "answer": "{alex.relus}"}
    assert complaints(step(**bench, predict=asked)) == []
    assert complaints(step(**bench, predict={**asked, "title": "No"})) == [
        ("steps/0/predict", "Additional properties are not allowed ('title' was unexpected)")
    ]


def test_a_text_is_a_string_or_has_languages() -> None:
    assert complaints(changed(title="One for all")) == []
    assert complaints(changed(title={"ru": "Один"})) == []
    for wrong in ("", "  ", {}, {"de": "Eins"}, 7, ["x"]):
        assert [place for place, _message in complaints(changed(title=wrong))] == ["title"], wrong


def test_an_empty_key_is_told_though_a_lesson_may_have_one() -> None:
    assert complaints(changed(course=None))
    Lesson.model_validate(plain(changed(course=None)))


@pytest.mark.parametrize("where", ["data", "descent"])
def test_numbers_may_be_drawn_in_the_data_and_in_the_descent(where: str) -> None:
    drawn = {"data": {"picture": [["{a}", 1], [2, "{ a + 1 }"]], "bias": "{a}"}, "descent": {"step": "{a / 10}"}}
    lesson = changed(values={"a": {"whole": [1, 9]}}, **{where: drawn[where]})
    assert complaints(lesson) == []
    Lesson.model_validate(plain(with_values(lesson, 0)))
    assert complaints(changed(data={"picture": [["a", 1]]}))


def test_a_steps_own_settings_take_no_expressions() -> None:
    assert complaints(step(kind="descent", settings={"dims": "{a}"}))


def test_layers_are_checked_with_their_settings() -> None:
    def friend(layer: str) -> dict[str, Any]:
        return changed(friends=[{"id": "alex", "name": "Alex", "layers": [layer]}])

    for layer in (*LAYERS, "max_pool:size=3:stride=2", " conv:padding=1 "):
        assert complaints(friend(layer)) == [], layer
    for layer in ("maxpool", "conv:size=3", "relu:slope=1", "conv,relu", ""):
        assert complaints(friend(layer)), layer


@given(st.sampled_from(sorted(LAYERS)), st.data())
def test_the_pattern_takes_every_layer_that_can_be_read(kind: str, data: st.DataObject) -> None:
    known = LAYERS[kind]
    names = data.draw(st.lists(st.sampled_from(sorted(known)), unique=True)) if known else []
    text = ":".join([kind, *(f"{name}={known[name].default}" for name in names)])
    LayerSpec.parse(text)
    assert re.search(layer_pattern(), text)


def test_controls_that_a_step_hides_are_known() -> None:
    assert complaints(step(kind="descent", hidden=["start"], fixed=["steps"])) == []
    assert complaints(step(kind="descent", hidden=["begin"]))


# ── it says what the model says ──────────────────────────────────────────────────────────────────


def places(data: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    inside = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for key, value in inside:
        yield (*path, key)
        yield from places(value, (*path, key))


PLACES = list(places(GOOD))
VALUES = st.sampled_from(["x", "", 0, 3, 1.5, -1, True, [], ["x"], {}, {"en": "x"}, {"id": "x"}, "{alex.relus}"])


@settings(max_examples=400, deadline=None)
@given(st.sampled_from(PLACES), st.sampled_from(["drop", "rename", "put"]), VALUES)
def test_one_change_to_a_good_lesson_is_judged_as_the_model_judges_it(
    place: tuple[str | int, ...], how: str, value: object
) -> None:
    assume(not ("data" in place and value == "{alex.relus}"))  # a number there may be drawn
    lesson = copy.deepcopy(GOOD)
    holder = lesson
    for segment in place[:-1]:
        holder = holder[segment]
    if how == "put":
        holder[place[-1]] = value
    else:
        taken = holder.pop(place[-1])
        if how == "rename" and isinstance(holder, dict):
            holder[f"{place[-1]}s"] = taken
    try:
        Lesson.model_validate(plain(lesson))
    except ValidationError:
        taken_by_model = False
    else:
        taken_by_model = all(one.get("body") is not None for one in lesson["steps"] if one.get("kind") == "text")
    assert (complaints(lesson) == []) == taken_by_model


def test_every_key_is_described() -> None:
    silent = [
        f"{model.__name__}.{name}"
        for model in models_of(Lesson)
        for name in model.model_fields
        if name not in docs_of(model) and name != "kind"
    ]
    assert silent == []
    assert SCHEMA["properties"]["minutes"]["description"] == docs_of(Lesson)["minutes"]


def test_nothing_of_pythons_names_is_left() -> None:
    assert "oneOf" not in str(SCHEMA)
    assert "$defs" not in str(SCHEMA)
    assert "title" not in SCHEMA["properties"]["minutes"]
