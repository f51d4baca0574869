"""`layer-tutor schema`: the JSON Schema of lesson files, for editors."""

from __future__ import annotations

import json
import os

# Nobody's plugins are looked for, which takes a twentieth of a second.
os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")

from tutor.authoring.schema import lesson_schema


def schema_text() -> str:
    """Return the schema as it is written into a file."""
    return json.dumps(lesson_schema(), ensure_ascii=False, indent=1) + "\n"
