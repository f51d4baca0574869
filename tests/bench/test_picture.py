"""The picture of a bench: where it comes from, cells that are changed, and files that vanish or change."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings

from tests.bench.setups import NUMBERS, PICTURE_SPECS
from tutor.bench.picture import PictureSpec, parse_cell, write_cell
from tutor.bench.problem import BenchError
from tutor.nn.pictures import PICTURES


def refusal(text: str) -> str:
    with pytest.raises(BenchError) as caught:
        PictureSpec.parse(text)
    assert str(caught.value).isprintable()
    return str(caught.value)


def table(path: Path, text: str = "1,2\n3,4\n") -> str:
    path.write_text(text)
    return str(path)


@given(PICTURE_SPECS)
@settings(deadline=None)
def test_a_picture_reads_back_with_its_cells(picture: PictureSpec) -> None:
    read = PictureSpec.parse(str(picture))
    for place, value in picture.edits:
        read = read.with_cell(*parse_cell(write_cell(place, value)))
    assert repr(read) == repr(picture)
    assert read.pixels.tobytes() == picture.pixels.tobytes()


@given(PICTURE_SPECS, NUMBERS)
@settings(deadline=None)
def test_a_changed_cell_is_changed_alone_and_can_be_changed_back(picture: PictureSpec, value: float) -> None:
    before = picture.pixels
    place = (0, before.shape[1] - 1, 0)
    changed = picture.with_cell(place, value)
    expected = before.copy()
    expected[place] = value
    np.testing.assert_array_equal(changed.pixels, expected)
    assert changed.with_cell(place, float(before[place])).pixels.tolist() == before.tolist()
    assert not changed.pixels.flags.writeable


def test_a_cell_with_its_own_value_is_no_change() -> None:
    moon = PictureSpec()
    assert moon.with_cell((0, 0, 0), 0.0) == moon
    assert moon.with_cell((0, 0, 0), 5).with_cell((0, 0, 0), 0.0) == moon


def test_where_brightness_comes_from() -> None:
    assert PictureSpec().white == PICTURES["moon"].brightest
    assert PictureSpec.parse("0,-4/2,1").white == 4
    assert PictureSpec.parse("0,0").white == 1
    assert PictureSpec.parse("1e-9,0").white == 1e-3
    assert PictureSpec(brightest=7.0).white == 7


# ── names and files ──────────────────────────────────────────────────────────────────────────────


def test_did_you_mean() -> None:
    assert refusal("mon") == "there is no picture 'mon'; did you mean 'moon'?"
    assert refusal("Moon") == "there is no picture 'Moon'; did you mean 'moon'?"


@pytest.mark.parametrize(
    "text", ["", "xyzzy", "x" * 5000, "/", "~", "~nobody-of-that-name", "\x1b[31m", "a\x00b", "no/such/folder"]
)
def test_what_is_no_picture(text: str) -> None:
    sentence = refusal(text)
    assert len(sentence) < 400
    if text not in ("/", "~"):
        assert sentence.startswith("there is no picture '")
        assert sentence.endswith("colours, or the path of a file")


@pytest.mark.parametrize("text", ["no.png", "~nobody-of-that-name/x.png", "a\x00b.png", "x" * 5000 + ".png"])
def test_a_file_that_is_not_there(text: str) -> None:
    assert "file" in refusal(text)


def test_a_picture_that_is_typed_has_bounds() -> None:
    assert PictureSpec.parse("//".join("1" * 8)).pixels.shape == (8, 1, 1)
    assert refusal("//".join("1" * 9)) == "a typed picture has at most 8 channels"
    assert refusal("/".join("1" * 65)) == "a typed grid has at most 64 rows and columns"


def test_a_file_is_known_by_its_whole_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    table(tmp_path / "a b.csv")
    monkeypatch.chdir(tmp_path)
    picture = PictureSpec.parse("a b.csv")
    monkeypatch.chdir("/")
    assert str(picture) == str(tmp_path / "a b.csv")
    assert picture.pixels.tolist() == [[[1, 2], [3, 4]]]
    monkeypatch.setenv("HOME", str(tmp_path))
    assert PictureSpec.parse("~/a b.csv") == picture


@pytest.mark.parametrize("name", ["moon.csv", "1,2.csv", "-1.csv", "--kernel.csv", "it's.csv", "a\nb.csv", "1e5.csv"])
def test_a_file_with_an_odd_name_is_a_file(tmp_path: Path, name: str) -> None:
    picture = PictureSpec.parse(table(tmp_path / name))
    assert picture.kind == "file"
    assert PictureSpec.parse(str(picture)) == picture


def test_a_file_that_vanishes_stays_on_the_bench(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    picture = PictureSpec.parse(table(path))
    path.unlink()
    assert picture.pixels.tolist() == [[[1, 2], [3, 4]]]
    assert picture.with_cell((0, 0, 0), 9).pixels.tolist() == [[[9, 2], [3, 4]]]
    assert "there is no file" in refusal(str(path))


def test_a_file_that_changes_is_another_picture(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    before = PictureSpec.parse(table(path))
    table(path, "5,6\n")
    os.utime(path, ns=(1, 1))
    after = PictureSpec.parse(str(path))
    assert before != after
    assert before.pixels.tolist() == [[[1, 2], [3, 4]]]
    assert after.pixels.tolist() == [[[5, 6]]]


def test_what_was_forgotten_is_not_mixed_with_what_is_there_now(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    before = PictureSpec.parse(table(path))
    for number in range(40):  # more than are kept
        assert PictureSpec.parse(str(number)).pixels.size == 1
    table(path, "5,6\n")
    os.utime(path, ns=(1, 1))
    with pytest.raises(BenchError, match="has changed since it was read; choose it again"):
        _ = before.pixels


# ── cells ────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("1,3=0.5", ((0, 0, 2), 0.5)),
        ("2,1,3=-7", ((1, 0, 2), -7)),
        (" 1 , 3 = 1e-7", ((0, 0, 2), 1e-7)),
        ("1,1=-0", ((0, 0, 0), 0)),
    ],
)
def test_how_cells_are_read(text: str, cell: object) -> None:
    assert parse_cell(text) == cell


@pytest.mark.parametrize(
    "text",
    ["", "=", "1,1", "1,1=", "1=1", "0,1=1", "1,0=1", "-1,1=1", "1.5,1=1", "1,1,1,1=1", "1,1=nan", "1,1=x", "1e9,1=1",
     "1,1=1=2", "a,b=c", "\x1b[31m,1=2", "1,1=" + "9" * 5000],
)  # fmt: skip
def test_what_sets_no_cell(text: str) -> None:
    with pytest.raises(BenchError, match=r"sets no cell; write row,column=value, as in 1,3=0\.5$") as caught:
        parse_cell(text)
    assert str(caught.value).isprintable()
    assert len(str(caught.value)) < 200


@pytest.mark.parametrize(("text", "place"), [("9,1=0", "9,1"), ("1,9=0", "1,9"), ("2,1,1=0", "2,1,1")])
def test_a_cell_that_is_not_there(text: str, place: str) -> None:
    with pytest.raises(BenchError) as caught:
        PictureSpec().with_cell(*parse_cell(text))
    assert str(caught.value) == f"the picture has no cell {place}"


@pytest.mark.parametrize("value", [float("nan"), float("inf"), 1.1e6, -1.1e6])
def test_a_value_that_no_cell_holds(value: float) -> None:
    with pytest.raises(BenchError, match="a cell holds a number from −1000000 to 1000000"):
        PictureSpec().with_cell((0, 0, 0), value)
