"""Names and captions of the built-in pictures."""

from __future__ import annotations

import pytest

from tutor.nn.pictures import PICTURES
from tutor.paint import pictures
from tutor.paint.pictures import picture_caption, picture_title


@pytest.mark.parametrize("name", PICTURES)
def test_every_picture_has_a_name_and_a_caption_of_one_line(name: str) -> None:
    assert picture_title(name)
    caption = picture_caption(name)
    assert caption.endswith(".")
    assert len(caption) <= 110


def test_no_two_pictures_are_called_or_described_the_same() -> None:
    assert len({picture_title(name) for name in PICTURES}) == len(PICTURES)
    assert len({picture_caption(name) for name in PICTURES}) == len(PICTURES)


def test_any_other_name_stays_and_has_no_caption() -> None:
    assert picture_title("cat.png") == "cat.png"
    assert picture_caption("cat.png") == ""


def test_the_words_are_those_of_the_language_at_the_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pictures, "_", str.upper)
    assert picture_title("moon") == "MOON"
    assert picture_caption("blob").isupper()
