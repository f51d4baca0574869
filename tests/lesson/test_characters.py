"""Characters that do not show, or make others show elsewhere."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutor.lesson.card import Card, in_language
from tutor.lesson.characters import FORBIDDEN, legible
from tutor.lesson.text import Text

UNSEEN = "\u00ad\u061c\u200b\u200e\u200f\u2028\u202a\u202e\u2060\u2066\u2069\ufeff\ufff9\ufffb\U000e0000\U000e007f\x1b"


@pytest.mark.parametrize("character", UNSEEN, ids=ascii)
def test_what_is_not_seen_is_refused_and_shown_as_its_escape(character: str) -> None:
    assert FORBIDDEN.search(f"a{character}b")
    escaped = character.encode("unicode_escape").decode()
    assert legible(f"a{character}b") == f"a{escaped}b"
    assert Text(en=f"a{character}b").in_language("en") == f"a{escaped}b"


@pytest.mark.parametrize(
    "text", ["👩\u200d💻", "👩🏽\u200d💻", "🏳\ufe0f\u200d🌈", "می\u200cخواهم", "ക്\u200dക", "1\u00a0000 %", "a\tb\nc"]
)
def test_joiners_within_words_and_spaces_stay(text: str) -> None:
    assert not FORBIDDEN.search(text)
    assert legible(text) == text


@pytest.mark.parametrize("text", ["a \u200db", "a\u200d b", "\u200d", "a\u200c", "a\u200d\u200db", "\u200ca"])
def test_a_joiner_that_joins_nothing_is_refused(text: str) -> None:
    assert FORBIDDEN.search(text)
    assert "\u200c" not in legible(text)
    assert "\u200d" not in legible(text)


@given(st.text())
def test_a_screen_gets_no_control_codes_and_no_turning_of_the_reading_direction(text: str) -> None:
    shown = legible(text)
    assert not any(unicodedata.category(ch) in ("Cc", "Cs") for ch in shown if ch not in "\n\t")
    assert not any(
        unicodedata.bidirectional(ch) in ("LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI") for ch in shown
    )
    assert legible(shown) == shown


def test_the_words_of_a_list_are_shown_in_the_same_way() -> None:
    title = {"en": "\x1b]0;owned\x07 \u202e"}
    assert in_language(title) == "\\x1b]0;owned\\x07 \\u202e"
    assert Card("x.yaml", title=title).name == in_language(title)
    assert re.fullmatch("[ -~]+", in_language(title))
