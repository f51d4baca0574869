"""How a slip in the YAML is passed over, so that one reading finds those that come after it too.

What a slip spoils is replaced by characters that are sound YAML and say nothing, as many as there were wherever another
place could move. The result is only ever read for further slips and for what stands elsewhere; it is never a lesson.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from tutor.lesson.yaml_faults import Slip

FILLER = "\ufffd"
"""The character for what cannot be shown; a value that holds it in a repaired text is no value."""
_KEYED = re.compile(r"\s*(?:- +)*(?:[^\s:#\[{'\"-][^:#\[{]*:\s+|- +)")
"""A line of a block up to its value: `  - key: `."""
_TABBED = re.compile(r" *\t[ \t]*(?=\S)")


def repaired(lines: Sequence[str], slip: Slip) -> list[str] | None:
    """Return the lines with what the slip spoils replaced; None where nobody can say how much that is."""
    line, column = slip.place
    if line > len(lines) or slip.extent == "none":
        return None
    result = list(lines)
    text = lines[line - 1]
    if slip.extent == "tabs":
        result = [_TABBED.sub(lambda found: found[0].replace("\t", "  "), other) for other in lines]
    elif slip.extent == "value":
        result[line - 1] = _without(text, column - 1, _end_of_value(text, column - 1))
    elif slip.extent == "key":
        result[line - 1] = text.rstrip() + ":"
    elif slip.extent == "block":
        _blank_block(result, line - 1)
    else:
        start = _start_of_value(text, column - 1) if slip.extent == "whole value" else column - 1
        if start is None or not _one_line(lines, line - 1):
            return None
        result[line - 1] = _without(text, start, len(text))
    return result if result != list(lines) else None


def tabbed(lines: Sequence[str]) -> list[tuple[int, int]]:
    """Return where each line is that is indented with a tab: line and column of the tab, from 1."""
    found = ((number, _TABBED.match(line)) for number, line in enumerate(lines, 1))
    return [(number, match[0].index("\t") + 1) for number, match in found if match]


def _without(text: str, start: int, end: int) -> str:
    return text[:start] + FILLER * max(end - start, 1) + text[end:]


def _start_of_value(text: str, before: int) -> int | None:
    found = _KEYED.match(text)
    return found.end() if found and found.end() <= before else None


def _end_of_value(text: str, start: int) -> int:
    """Return where the value that begins at `start` ends: within brackets of its line at the next comma or bracket."""
    opened = sum(text.count(sign, 0, start) for sign in "[{") - sum(text.count(sign, 0, start) for sign in "]}")
    ends = [at for sign in ",]}" if (at := text.find(sign, start + 1)) >= 0] if opened > 0 else []
    return min(ends, default=len(text))


def _one_line(lines: Sequence[str], index: int) -> bool:
    """Return whether nothing on the next lines belongs to the value on this one."""
    after = next((line for line in lines[index + 1 :] if line.strip()), "")
    return _indent(after) <= _indent(lines[index])


def _blank_block(lines: list[str], index: int) -> None:
    """Empty a line that is indented wrongly, and those after it that are indented as far or farther.

    Of what stands at the margin only a list's item has more lines than one: up to the next item of the list it left.
    """
    depth, item = _indent(lines[index]), lines[index].startswith("- ")
    margin = next((_indent(line) for line in lines[:index] if _indent(line) and line.lstrip().startswith("- ")), 0)
    for at in range(index, len(lines)):
        left = _indent(lines[at]) <= margin if depth == 0 and at > index else _indent(lines[at]) < depth
        if lines[at].strip() and left:
            return
        lines[at] = ""
        if depth == 0 and not item:
            return


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))
