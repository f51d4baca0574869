"""The language of the interface: stdlib gettext catalogues, switchable while the program runs.

English is the language of the source; every other language is a catalogue under `tutor/locale`.
"""

from __future__ import annotations

import gettext as _gettext
import os

TYPE_CHECKING = False
if TYPE_CHECKING:  # neither typing nor pathlib is imported: --help and --version are paid for in milliseconds
    from collections.abc import Mapping

DOMAIN = "layer-tutor"
LANGUAGES = ("en", "ru")
"""Codes the program speaks, in the order in which a key cycles through them."""

_CATALOGUES = os.path.join(os.path.dirname(__file__), "locale")  # noqa: PTH118, PTH120
_current = "en"
_translations: _gettext.NullTranslations = _gettext.NullTranslations()


def use(code: str) -> None:
    """Speak `code` from now on; ValueError names the languages there are."""
    global _current, _translations
    if code not in LANGUAGES:
        raise ValueError(f"no language {code!r}; there are {', '.join(LANGUAGES)}")
    _current = code
    if code == "en":
        _translations = _gettext.NullTranslations()
    else:
        _translations = _gettext.translation(DOMAIN, _CATALOGUES, languages=[code], fallback=True)


def current() -> str:
    """Return the code of the language in use."""
    return _current


def following(code: str) -> str:
    """Return the language after `code` in the cycle."""
    return LANGUAGES[(LANGUAGES.index(code) + 1) % len(LANGUAGES)]


def from_locale(environment: Mapping[str, str] = os.environ) -> str:
    """Guess the language from LANGUAGE, LC_ALL, LC_MESSAGES and LANG, the first that is set deciding."""
    for name in ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        value = environment.get(name, "")
        if value:
            code = value.split(":")[0].split("_")[0].split(".")[0].lower()
            return code if code in LANGUAGES else "en"
    return "en"


def _(message: str) -> str:
    """Translate `message`; fill its `{}` placeholders afterwards, never before."""
    return _translations.gettext(message)


def ngettext(singular: str, plural: str, n: int) -> str:
    """Translate a message whose form depends on the count `n` (Russian has three forms)."""
    return _translations.ngettext(singular, plural, n)


def decimal(text: str) -> str:
    """Write a number's decimal point, given as `.`, as the language in use writes it."""
    return text.replace(".", ",") if _current == "ru" else text
