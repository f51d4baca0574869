"""What a terminal can show, as far as its environment tells."""

from __future__ import annotations

import locale
import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:  # typing itself is not imported: the program's start is paid for in milliseconds
    from collections.abc import Mapping

WITHOUT_BRAILLE = ("linux", "dumb", "vt100", "vt102", "vt220", "cons25", "ansi")
"""Terminals whose fonts hold a few hundred characters, none of braille."""


def characters(environment: Mapping[str, str] | None = None, encoding: str | None = None) -> str:
    """Return what pictures are best drawn in: "braille", or "ascii" where the terminal or its encoding lacks it."""
    environment = os.environ if environment is None else environment
    encoding = encoding or getattr(sys.__stdout__, "encoding", None) or locale.getpreferredencoding(False)
    unicode = encoding.casefold().replace("-", "").replace("_", "").startswith(("utf", "gb18030"))
    return "braille" if unicode and environment.get("TERM") not in WITHOUT_BRAILLE else "ascii"
