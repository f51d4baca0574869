"""Which characters a lesson may not hold, and its text as it goes onto a screen."""

from __future__ import annotations

import re

from tutor.language import _
from tutor.quoting import escaped, visible

_JOINED = r"\w\u0300-\u036f\u0900-\u0dff\ufe0f\u2190-\u2bff\U0001f000-\U0001faff"
"""What a joiner may stand between: letters with their marks, and the parts of emoji."""

# Control characters but tab and newline; line breaks an editor does not count (U+2028, U+2029); characters that turn
# the reading direction (U+061C, U+200E, U+200F, U+202A to 202E, U+2066 to 2069) or are not seen at all, and so show a
# reader other text than the computer has; a byte-order mark inside the file, halves of surrogate pairs and the two
# non-characters, which PyYAML refuses. Some scripts and emoji need joiners, but only inside a word.
FORBIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ud800-\udfff\ufeff"
    "\ufff9-\ufffb\ufffe\uffff\U000e0000-\U000e007f]"
    f"|(?<![{_JOINED}])[\u200c\u200d]|[\u200c\u200d](?![{_JOINED}])"
)
_KEPT = "\n\t\u200c\u200d"
"""What does not print but may stand in a text, beside no-break spaces."""


def forbidden_character(character: str) -> str:
    """Return the sentence that refuses a character matched by `FORBIDDEN`."""
    return _("the character U+{code} cannot be used in a lesson: it does not show, or hides other text").format(
        code=f"{ord(character):04X}"
    )


def legible(text: str) -> str:
    """Return the text of a lesson fit for a screen: what does not print, or hides other text, written as its escape.

    Lines, tabs, no-break spaces and joiners inside words stay. What is legible stays as it is.
    """
    if text.isprintable():
        return text
    return FORBIDDEN.sub(lambda found: escaped(found.group()), visible(text, _KEPT))
