"""`layer-tutor new` and `schema`: a lesson to begin with, and what an editor wants to know about lessons."""

from __future__ import annotations

import shlex
import sys
from argparse import Namespace
from collections.abc import Iterable, Sequence
from pathlib import Path

from tutor.authoring.new import KINDS, SCHEMA_FILE, new_lesson
from tutor.language import LANGUAGES, _, current
from tutor.plain.usage import refuse
from tutor.quoting import quote, visible

DONE = 0
_ENDINGS = (".yaml", ".yml")


def carry_out(options: Namespace) -> int:
    """Carry out `new` or `schema`; return the exit status."""
    if options.command == "schema":
        sys.stdout.write(_schema_text())
        return DONE
    texts = LANGUAGES if options.texts is None else (options.texts,)
    return write_new(options.path, options.kinds, texts=texts)


def write_new(name: str, kinds: Iterable[str] = (), *, texts: Sequence[str] = LANGUAGES) -> int:
    """Write a lesson with a step of each kind (each word may name several, with commas) and, if need be, the schema.

    Returns the exit status. No file that is there already is touched.
    """
    wanted = [kind.strip() for word in kinds for kind in word.split(",") if kind.strip()]
    for kind in wanted:
        if kind not in KINDS:
            return _unknown_kind(kind)
    path = Path(name if name.endswith(_ENDINGS) else f"{name}.yaml")
    comments = texts[0] if len(texts) == 1 else current()
    text = new_lesson(path.name, [kind for kind in KINDS if kind in wanted] or KINDS, texts=texts, comments=comments)
    try:
        _write(path, text)
    except FileExistsError:
        return refuse(_("{path} is there already").format(path=quote(str(path), 200)))
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or str(error)
        return refuse(_("{path} cannot be written: {why}").format(path=quote(str(path), 200), why=why))
    schema = _schema_beside(path)
    shown = visible(str(path))
    sys.stdout.write(shown + "\n")
    if schema is not None:
        sys.stderr.write(_("{path} is for your editor.").format(path=visible(str(schema))) + "\n")
    sys.stderr.write(_("Look at it with: layer-tutor preview {path}").format(path=shlex.quote(shown)) + "\n")
    return DONE


def _write(path: Path, text: str) -> None:
    with path.open("x", encoding="utf-8", newline="\n") as file:
        file.write(text)


def _schema_beside(path: Path) -> Path | None:
    """Write the schema beside a lesson; return its path, or None where it is there already or cannot be."""
    schema = path.with_name(SCHEMA_FILE)
    if schema.exists():
        return None
    try:
        _write(schema, _schema_text())
    except OSError:  # the lesson is as good without it
        return None
    return schema


def _schema_text() -> str:
    from tutor.plain.schema import schema_text

    return schema_text()


def _unknown_kind(kind: str) -> int:
    from tutor.lesson.faults import advised

    return refuse(advised(_("there is no kind {name}").format(name=quote(kind)), kind, KINDS, KINDS))
