"""The interface in other languages: the catalogue is whole and compiled, and the language can be switched."""

from __future__ import annotations

import ast
import gettext
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

import tutor
from tutor import language

SOURCES = Path(tutor.__file__).parent
MESSAGES = SOURCES / "locale" / "ru" / "LC_MESSAGES"
PO, MO = MESSAGES / f"{language.DOMAIN}.po", MESSAGES / f"{language.DOMAIN}.mo"
KEYWORDS = {"_": None, "ngettext": (1, 2)}
CALLS = {"_": 1, "ngettext": 2}
"""How many arguments of each call are messages."""
MessageId = str | tuple[str, ...]


@pytest.fixture(autouse=True)
def _english_again() -> Iterator[None]:
    """Give the language back as it was found."""
    before = language.current()
    language.use("en")
    yield
    language.use(before)


@cache
def extracted() -> frozenset[MessageId]:
    """Return what Babel finds in the program: a message, or a singular and its plural."""
    return frozenset(found[2] for found in extract_from_dir(SOURCES, keywords=KEYWORDS, strip_comment_tags=True))


@cache
def called() -> frozenset[MessageId]:
    """Return what the program hands to `_` and `ngettext`, by its syntax tree: inside f-strings Babel is blind."""
    found: set[MessageId] = set()
    for path in SOURCES.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in CALLS:
                constants = [part for part in node.args[: CALLS[node.func.id]] if isinstance(part, ast.Constant)]
                texts = [part.value for part in constants if isinstance(part.value, str)]
                if texts:
                    found.add(texts[0] if len(texts) == 1 else tuple(texts))
    return frozenset(found)


@cache
def catalogue() -> Catalog:
    """Return the Russian catalogue as its authors write it."""
    with PO.open("rb") as file:
        return read_po(file, abort_invalid=True)


@cache
def entries() -> dict[MessageId, Message]:
    """Return the entries of the Russian catalogue by what they translate, the header left out."""
    found: dict[MessageId, Message] = {}
    for message in catalogue():
        if message.id:
            found[message.id if isinstance(message.id, str) else tuple(message.id)] = message
    return found


def forms(text: object) -> tuple[str, ...]:
    """Return the forms of a message or of its translation, one where it has no plural."""
    assert isinstance(text, str | list | tuple)
    return (text,) if isinstance(text, str) else tuple(text)


def placeholders(text: str) -> set[str]:
    """Return what is filled in later: `{name}`, `%(name)s`."""
    return set(re.findall(r"\{\w*\}|%\(\w+\)[a-z]", text))


def plain(text: MessageId) -> str:
    """Return what to call a message in a report."""
    return text if isinstance(text, str) else text[0]


# ── the catalogue ────────────────────────────────────────────────────────────────────────────────


def test_babel_finds_the_strings_of_the_program() -> None:
    assert len(extracted()) > 200
    assert "max-pool" in extracted()
    assert ("{n} step", "{n} steps") in extracted()


def test_every_string_is_translated() -> None:
    missing = [
        plain(message)
        for message in extracted() | called()
        if message not in entries() or not all(forms(entries()[message].string))
    ]
    assert sorted(missing) == []


def test_no_translation_is_a_guess() -> None:
    assert [message.id for message in entries().values() if message.fuzzy] == []


def test_nothing_is_translated_that_the_program_never_says() -> None:
    assert sorted(map(plain, entries().keys() - extracted() - called())) == []
    assert not catalogue().obsolete


def test_the_catalogue_has_three_russian_plurals() -> None:
    assert catalogue().num_plurals == 3
    assert [
        message.id for message in entries().values() if message.pluralizable and len(forms(message.string)) != 3
    ] == []


def test_placeholders_survive_translation() -> None:
    changed = [
        (message.id, form)
        for message in entries().values()
        for form in forms(message.string)
        if placeholders(form) != set().union(*map(placeholders, forms(message.id)))
    ]
    assert changed == []


def test_the_header_names_nobody_and_no_date() -> None:
    header = PO.read_text(encoding="utf-8").partition("\n\n")[0]
    assert "charset=utf-8" in header
    assert '"Language: ru\\n"' in header
    assert not re.search(r"\d{4}-\d\d-\d\d|Last-Translator|Language-Team|@", header)


def test_the_compiled_catalogue_is_that_of_the_source() -> None:
    with MO.open("rb") as file:
        compiled = gettext.GNUTranslations(file)
    contents = {key: value for key, value in vars(compiled)["_catalog"].items() if key != ""}
    wanted: dict[str | tuple[str, int], str] = {}
    for message in entries().values():
        if message.pluralizable:
            wanted |= {(message.id[0], number): form for number, form in enumerate(forms(message.string))}
        else:
            wanted[str(message.id)] = str(message.string)
    assert contents == wanted
    assert compiled.charset() == "utf-8"


def test_the_compiled_catalogue_counts_as_the_source_does() -> None:
    with MO.open("rb") as file:
        compiled = gettext.GNUTranslations(file)
    for message in entries().values():
        if message.pluralizable:
            singular, plural = forms(message.id)
            for number in range(130):
                form = forms(message.string)[russian_form(number)]
                assert compiled.ngettext(singular, plural, number) == form, number


def russian_form(n: int) -> int:
    """Return which form goes with `n`: 0 шаг, 1 шага, 2 шагов."""
    if n % 10 == 1 and n % 100 != 11:
        return 0
    return 1 if n % 10 in (2, 3, 4) and n % 100 not in (12, 13, 14) else 2


# ── the language in use ──────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("n", "said"),
    [(0, "0 шагов"), (1, "1 шаг"), (2, "2 шага"), (5, "5 шагов"), (11, "11 шагов"), (21, "21 шаг"), (101, "101 шаг")],
)
def test_russian_has_three_plurals(n: int, said: str) -> None:
    language.use("ru")
    assert language.ngettext("{n} step", "{n} steps", n).format(n=n) == said


@pytest.mark.parametrize(("n", "said"), [(0, "0 steps"), (1, "1 step"), (2, "2 steps"), (21, "21 steps")])
def test_english_has_two_plurals(n: int, said: str) -> None:
    assert language.ngettext("{n} step", "{n} steps", n).format(n=n) == said


def test_a_message_is_said_in_the_language_in_use() -> None:
    assert language._("max-pool") == "max-pool"
    language.use("ru")
    assert language.current() == "ru"
    assert language._("max-pool") == "макс-пул"
    language.use("en")
    assert language.current() == "en"
    assert language._("max-pool") == "max-pool"


def test_a_message_without_a_translation_stays_english() -> None:
    language.use("ru")
    assert language._("never translated") == "never translated"
    assert language.ngettext("a thing", "things", 5) == "things"


def test_each_language_names_the_other() -> None:
    assert language._("по-русски") == "по-русски"
    language.use("ru")
    assert language._("по-русски") == "in English"


@pytest.mark.parametrize("code", ["", "de", "RU", "ru_RU", "english"])
def test_an_unknown_language_is_refused_by_name(code: str) -> None:
    language.use("ru")
    with pytest.raises(ValueError, match=re.escape(f"no language {code!r}; there are en, ru")):
        language.use(code)
    assert language.current() == "ru"


def test_languages_follow_each_other_in_a_circle() -> None:
    assert language.following("en") == "ru"
    assert language.following("ru") == "en"
    with pytest.raises(ValueError, match="not in tuple"):
        language.following("de")


@pytest.mark.parametrize(
    ("environment", "code"),
    [
        ({}, "en"),
        ({"LANG": "ru_RU.UTF-8"}, "ru"),
        ({"LANG": "ru.UTF-8"}, "ru"),
        ({"LANG": "RU"}, "ru"),
        ({"LANG": "en_GB.UTF-8"}, "en"),
        ({"LANG": "C"}, "en"),
        ({"LANG": "de_DE.UTF-8"}, "en"),
        ({"LANGUAGE": "ru:en", "LANG": "en_US.UTF-8"}, "ru"),
        ({"LANGUAGE": "", "LC_ALL": "", "LANG": "ru_RU.UTF-8"}, "ru"),
        ({"LC_ALL": "ru_RU.UTF-8", "LC_MESSAGES": "en_US.UTF-8", "LANG": "en_US.UTF-8"}, "ru"),
        ({"LC_MESSAGES": "en_US.UTF-8", "LANG": "ru_RU.UTF-8"}, "en"),
    ],
)
def test_the_locale_suggests_a_language(environment: dict[str, str], code: str) -> None:
    assert language.from_locale(environment) == code


def test_the_decimal_sign_is_that_of_the_language() -> None:
    assert language.decimal("12.50") == "12.50"
    language.use("ru")
    assert language.decimal("12.50") == "12,50"
    assert language.decimal("12") == "12"
