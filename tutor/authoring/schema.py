"""The JSON Schema of a lesson file, made from the model that reads it, for editors that check while one types.

It is draft 7, which is what yaml-language-server reads. Steps and predictions are told apart by `if` their kind is this
one `then` these keys, so that an editor complains about the wrong key and not about thirteen kinds that do not fit.
What only a run can tell (names, expressions, keys of answers) is left to `layer-tutor check`. In one thing the schema
asks for more: a key with nothing behind it is allowed in a lesson, but whoever writes one has forgotten something.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema

from tutor.authoring.field_docs import docs_of
from tutor.bench.layers import KINDS
from tutor.lesson.descent_model import CONTROL_IDS
from tutor.lesson.form import models_in
from tutor.lesson.model import Lesson

DRAFT = "http://json-schema.org/draft-07/schema#"
LESSON_DESCENT = "LessonDescent"
"""The settings of a whole lesson, in which a number may be an expression; in those of a step it may not."""

Schema = dict[str, Any]


class _Generator(GenerateJsonSchema):
    ignored_warning_kinds = {"skipped-choice", "non-serializable-default"}  # noqa: RUF012  # declared so by pydantic


def lesson_schema() -> Schema:
    """Return the JSON Schema of a lesson as JSON-able values."""
    raw = Lesson.model_json_schema(schema_generator=_Generator)
    shapes: Schema = {**raw.pop("$defs"), Lesson.__name__: raw}
    for model in models_of(Lesson):
        properties = shapes[model.__name__]["properties"]
        for name, said in docs_of(model).items():
            properties[name]["description"] = said
    shapes = {name: _rewritten(shape) for name, shape in shapes.items()}
    _loosen(shapes)
    _tighten(shapes)
    lesson = shapes.pop(Lesson.__name__)
    return {"$schema": DRAFT, "title": "A lesson of layer-tutor", **lesson, "definitions": dict(sorted(shapes.items()))}


def models_of(model: type[BaseModel]) -> list[type[BaseModel]]:
    """Return a model and all that it is made of, each once, in the order in which they are met."""
    found: dict[type[BaseModel], None] = {model: None}
    waiting = [model]
    while waiting:
        for field in waiting.pop(0).model_fields.values():
            inside = [one for part in (field.annotation, *field.metadata) for one in models_in(part)]
            waiting += [one for one in inside if one not in found]
            found |= dict.fromkeys(inside)
    return list(found)


# ── from pydantic's schema to one for editors ────────────────────────────────────────────────────


def _rewritten(shape: Any) -> Any:
    """Return pydantic's schema in draft 7: no null, no titles made of Python's names, unions told apart by kind."""
    if isinstance(shape, list):
        return [_rewritten(part) for part in shape]
    if not isinstance(shape, dict):
        return shape
    shape = {
        key: {name: _rewritten(part) for name, part in value.items()}
        if key in ("properties", "patternProperties")
        else _rewritten(value)
        for key, value in shape.items()
        if not (key == "title" or (key == "default" and not isinstance(value, bool | int | float | str)))
    }
    if "discriminator" in shape:
        shape |= _by_kind(shape.pop("discriminator")["mapping"])
        del shape["oneOf"]
    if "prefixItems" in shape:
        shape["items"] = shape.pop("prefixItems")
    if "patternProperties" in shape:
        shape["additionalProperties"] = False
    parts = shape.pop("anyOf", None) or shape.pop("oneOf", None)
    if parts is not None:
        shape = {**_one_of(parts), **shape}
    if "$ref" in shape:
        reference = {"$ref": shape.pop("$ref").replace("#/$defs/", "#/definitions/")}
        shape = {"allOf": [reference], **shape} if shape else reference  # beside $ref draft 7 reads nothing
    return shape


def _one_of(parts: list[Schema]) -> Schema:
    """Return what is any of the parts, null left out; plain types as a list of types."""
    parts = [part for part in parts if part != {"type": "null"}]
    if len(parts) == 1:
        return parts[0]
    if all(set(part) == {"type"} for part in parts):
        types = [part["type"] for part in parts]
        return {"type": [one for one in types if not (one == "integer" and "number" in types)]}
    flat = [inner for part in parts for inner in (part["anyOf"] if set(part) == {"anyOf"} else [part])]
    return {"anyOf": flat}


def _by_kind(mapping: dict[str, str]) -> Schema:
    kinds = sorted(mapping)
    return {
        "type": "object",
        "required": ["kind"],
        "properties": {"kind": {"enum": kinds, "description": "What kind of page or question this is."}},
        "allOf": [
            {
                "if": {"properties": {"kind": {"const": kind}}, "required": ["kind"]},
                "then": {"$ref": mapping[kind].replace("#/$defs/", "#/definitions/")},
            }
            for kind in kinds
        ],
    }


# ── what pydantic cannot know ────────────────────────────────────────────────────────────────────


def _loosen(shapes: Schema) -> None:
    """Allow what is turned into the model's form before the model reads it."""
    text = shapes["Text"]
    line = next(iter(text["properties"].values()))
    plain = {key: value for key, value in line.items() if key != "description"}
    description = text.pop("description")
    shapes["Text"] = {"description": description, "anyOf": [plain, {**text, "minProperties": 1}]}
    shapes[LESSON_DESCENT] = copy.deepcopy(shapes["DescentSettings"])
    shapes[Lesson.__name__]["properties"]["descent"]["allOf"] = [{"$ref": f"#/definitions/{LESSON_DESCENT}"}]
    for name in ("Data", LESSON_DESCENT):
        properties = shapes[name]["properties"]
        for key, shape in properties.items():
            said = {word: shape.pop(word) for word in ("description", "default") if word in shape}
            properties[key] = {**said, **_or_computed(shape)}


def _or_computed(shape: Schema) -> Schema:
    """Return a schema in which every number may also be an expression in braces, of values that are drawn."""
    if shape.get("type") in ("number", "integer"):
        return {"anyOf": [shape, {"type": "string", "pattern": r"^\s*\{.*\}\s*$"}]}
    if "items" in shape:
        return {**shape, "items": _or_computed(shape["items"])}
    if "anyOf" in shape:
        parts = [_or_computed(part) for part in shape["anyOf"]]
        return {**shape, **_one_of([inner for part in parts for inner in part.get("anyOf", [part])])}
    return shape


def _tighten(shapes: Schema) -> None:
    """Say what the model asks other code about: words that there are, and a key that is needed."""
    shapes["TextStep"]["required"].append("body")
    layer = {"anyOf": [{"enum": list(KINDS)}, {"type": "string", "maxLength": 200, "pattern": layer_pattern()}]}
    for name in ("Friend", "Order", "OrderStep"):
        shapes[name]["properties"]["layers"]["items"] = layer
    for key in ("hidden", "fixed"):
        shapes["DescentStep"]["properties"][key]["items"] = {"enum": list(CONTROL_IDS)}


def layer_pattern() -> str:
    """Return the regular expression of a layer: a kind, and settings that this kind has."""
    return rf"^\s*({'|'.join(_layer_patterns())})\s*$"


def _layer_patterns() -> Iterator[str]:
    for kind, settings in KINDS.items():
        yield f"{kind}(:({'|'.join(settings)})=[^:]*)*" if settings else kind
