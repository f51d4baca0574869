"""What the marks before the numbers mean, and the signs of the ledger."""

from __future__ import annotations

from tutor.language import _
from tutor.paint.ledger import COMPARISON, EVALUATION, MULTIPLY_ADD
from tutor.paint.number import TINY


def legend() -> str:
    """Return the legend, on five lines."""
    return "\n".join(
        [
            ":  " + _("read now") + "  ▸  " + _("made now"),
            "•  " + _("kept by the pool") + "  ·  " + _("lost in it"),
            "×  " + _("computed, then thrown away"),
            f"{TINY}  " + _("not 0, but too small to write"),
            f"{MULTIPLY_ADD} "
            + _("multiply-add")
            + f"  {COMPARISON} "
            + _("compare")
            + f"  {EVALUATION} "
            + _("other"),
        ]
    )
