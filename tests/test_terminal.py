"""Which characters a terminal is trusted with, from its environment and its encoding."""

from __future__ import annotations

import io
import sys

import pytest

from tutor.terminal import WITHOUT_BRAILLE, characters


@pytest.mark.parametrize("encoding", ["utf-8", "UTF-8", "utf8", "UTF_8", "utf-16", "gb18030", "GB18030"])
@pytest.mark.parametrize("term", ["xterm-256color", "screen", "tmux-256color", "xterm-kitty", None])
def test_unicode_and_a_terminal_with_fonts_mean_braille(encoding: str, term: str | None) -> None:
    assert characters({} if term is None else {"TERM": term}, encoding) == "braille"


@pytest.mark.parametrize("term", WITHOUT_BRAILLE)
def test_a_console_without_braille_gets_ascii(term: str) -> None:
    assert characters({"TERM": term}, "utf-8") == "ascii"


@pytest.mark.parametrize("encoding", ["ascii", "ANSI_X3.4-1968", "latin-1", "iso8859-15", "koi8-r", "cp1251", "cp437"])
def test_an_encoding_without_braille_gets_ascii(encoding: str) -> None:
    assert characters({"TERM": "xterm-256color"}, encoding) == "ascii"
    with pytest.raises(UnicodeEncodeError):  # which is why
        "⠤".encode(encoding)


def test_it_asks_the_process_where_nothing_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")
    for encoding, found in (("utf-8", "braille"), ("koi8-r", "ascii")):
        monkeypatch.setattr(sys, "__stdout__", io.TextIOWrapper(io.BytesIO(), encoding=encoding))
        assert characters() == found
    monkeypatch.setattr(sys, "__stdout__", io.TextIOWrapper(io.BytesIO(), encoding="utf-8"))
    monkeypatch.setenv("TERM", "linux")
    assert characters() == "ascii"


def test_a_process_without_an_output_still_gets_an_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "__stdout__", None)
    assert characters({"TERM": "xterm"}) in ("braille", "ascii")
