"""A new lesson to begin with: commented, sound, and with an example of each kind of step, in one language or in two.

It is made of `template.yaml`, in which every text has both languages and every comment begins with its language, as in
`#en …`. Nothing here reads YAML: lines are chosen, so that the comments and the layout stay as they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from tutor.language import LANGUAGES
from tutor.quoting import visible

TEMPLATE = Path(__file__).with_name("template.yaml")
KINDS = (
    "text", "friend", "bench", "number", "choice", "choices", "words", "match", "cells", "order", "witness", "descent",
    "reflect",
)  # fmt: skip
"""The kinds of steps, in the order in which a new lesson has them."""
SCHEMA_FILE = "lesson.schema.json"
"""The name of the schema, which lies beside the lessons that name it."""
_BETWEEN = re.compile(r"  # ── ([a-z]+) ─+\n")
_WORD = re.compile(r"^( *(?:- )?)(en|ru):(?: (.*))?$")
_LONGEST_ID = 60
_WORDS_OF_YAML = ("true", "false", "null")
"""What YAML would not take for text."""


def new_lesson(
    name: str, kinds: Sequence[str] = KINDS, *, texts: Sequence[str] = LANGUAGES, comments: str = "en"
) -> str:
    """Return the text of a lesson for a file called `name`, with one step of each kind in `kinds`, in their order.

    `texts` are the languages of what learners read, `comments` is that of the comments. ValueError for a kind or a
    language that there is not.
    """
    for wanted, known in ((kinds, KINDS), (texts, LANGUAGES), ((comments,), LANGUAGES)):
        for word in wanted:
            if word not in known:
                raise ValueError(f"{word!r} is none of {', '.join(known)}")
    head, *parts = _BETWEEN.split(TEMPLATE.read_text(encoding="utf-8"))
    steps = dict(zip(parts[::2], parts[1::2], strict=True))
    text = head + "\n".join(steps[kind].strip("\n") + "\n" for kind in kinds)
    lines = _in_languages(_comments(text.splitlines(), comments), texts)
    filled = {"{file}": visible(name), "{id}": id_for(name), "{minutes}": str(max(len(kinds), 1))}
    for mark, value in filled.items():
        lines = [line.replace(mark, value) for line in lines]
    return "\n".join([f"# yaml-language-server: $schema={SCHEMA_FILE}", *lines]) + "\n"


def id_for(name: str) -> str:
    """Return an id made of a file's name: small Latin letters, digits and hyphens; `lesson` where none are left."""
    stem = re.sub(r"\.ya?ml$", "", Path(name).name).lower()
    made = re.sub(r"[^a-z0-9_]+", "-", stem).strip("-_")
    made = re.sub(r"^[^a-z]+", "", made)[:_LONGEST_ID].rstrip("-_")
    return f"lesson-{made}" if made in _WORDS_OF_YAML else made or "lesson"


def _comments(lines: Sequence[str], language: str) -> Iterator[str]:
    """Yield the lines without the comments in another language."""
    for line in lines:
        mark = line.lstrip()[:4]
        if mark in ("#en ", "#ru "):
            if mark[1:3] == language:
                yield line.replace(mark, "# ", 1)
        else:
            yield line


def _in_languages(lines: Iterator[str], wanted: Sequence[str]) -> list[str]:
    """Return the lines with the texts of one language only, as plain strings; unchanged where both are wanted."""
    if len(wanted) != 1:
        return list(lines)
    found: list[str] = []
    # Of the text in hand: where its language stands, whether it is wanted, and whether it is an item of a list.
    column, kept, item = 0, False, False
    for line in lines:
        word = _WORD.match(line)
        if word is not None:
            before, language, value = word[1], word[2], word[3]
            column, kept = len(before), language == wanted[0]
            if language == "en":  # the first of the two has the hyphen, if there is one
                item = "-" in before
            if kept and item:
                found.append(f"{' ' * (column - 2)}- {value}")
            elif kept:
                found[-1] += f" {value}"
        elif column and line.startswith(" " * (column + 1)):  # the text goes on
            if kept:
                found.append(line[2:])
        else:
            column = 0
            found.append(line)
    return found
