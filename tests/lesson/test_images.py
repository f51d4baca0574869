"""Pictures beside a lesson: which files are read, and what becomes of their pixels."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image as Pillow

from tutor.bench.picture_files import read_picture
from tutor.bench.picture_problem import PictureError
from tutor.lesson import images
from tutor.lesson.images import MOST_BYTES, fitting, image_path, images_problems, read_image, sampled
from tutor.lesson.step_parts import Image
from tutor.lesson.text import Text
from tutor.nn.pictures import Picture


def image(file: str) -> Image:
    return Image(file=file, alt=Text(en="A picture."))


def png(path: Path, size: tuple[int, int] = (6, 4), colour: tuple[int, int, int] = (10, 200, 30)) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    Pillow.new("RGB", size, colour).save(path)
    return path


def picture(rows: int, columns: int, channels: int = 3) -> Picture:
    return Picture("x", np.zeros((channels, rows, columns), dtype=np.float32), 255.0)


def test_a_png_beside_the_lesson_is_read(tmp_path: Path) -> None:
    png(tmp_path / "in" / "a.png")
    assert read_image(tmp_path, image("in/a.png")).pixels.shape == (3, 4, 6)


@pytest.mark.parametrize(
    "file",
    ["/etc/a.png", "../a.png", "in/../../a.png", "./.a.png", ".hidden/a.png", "a.jpg", "a", "", "in\\a.png", "C:a.png",
     "a\x1b[2J.png", "a\n.png", "in/", "~/a.txt"],
)  # fmt: skip
def test_no_other_file_can_be_named(tmp_path: Path, file: str) -> None:
    png(tmp_path / "a.png")
    png(tmp_path / "in" / "a.png")
    with pytest.raises(PictureError):
        image_path(tmp_path / "in", file)


def test_no_link_leads_out_of_the_folder(tmp_path: Path) -> None:
    png(tmp_path / "secret" / "a.png")
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.png").symlink_to(tmp_path / "secret" / "a.png")
    (tmp_path / "in" / "folder").symlink_to(tmp_path / "secret")
    (tmp_path / "in" / "round.png").symlink_to(tmp_path / "in" / "round.png")
    for file in ("a.png", "folder/a.png", "round.png"):
        with pytest.raises(PictureError):
            read_image(tmp_path / "in", image(file))


def test_a_folder_that_is_itself_a_link_is_no_way_out(tmp_path: Path) -> None:
    png(tmp_path / "real" / "a.png")
    (tmp_path / "linked").symlink_to(tmp_path / "real")
    assert read_image(tmp_path / "linked", image("a.png")).pixels.size


@pytest.mark.parametrize("data", [b"", b"no picture", b"\x89PNG\r\n\x1a\n", b"GIF89a" + b"\x00" * 100])
def test_what_is_no_png_is_refused(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "a.png").write_bytes(data)
    with pytest.raises(PictureError):
        read_image(tmp_path, image("a.png"))


def test_what_is_missing_or_a_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "folder.png").mkdir()
    for file in ("none.png", "folder.png"):
        with pytest.raises(PictureError):
            read_image(tmp_path, image(file))


def test_a_large_file_is_refused_and_so_are_many_pixels(tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(png(tmp_path / "b.png").read_bytes() + b"\x00" * MOST_BYTES)
    with pytest.raises(PictureError, match="at most 2 MB"):
        read_image(tmp_path, image("a.png"))
    png(tmp_path / "c.png", (2000, 1001))
    with pytest.raises(PictureError, match="at most 2 million pixels"):
        read_image(tmp_path, image("c.png"))


# ── into characters ──────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("size", "width", "room", "expected"),
    [
        ((80, 120), None, (76, 30), (40, 13)),  # the usual width; two rows of pixels to a line
        ((80, 120), 60, (76, 30), (60, 20)),
        ((80, 120), 60, (30, 30), (30, 10)),
        ((80, 120), 60, (76, 10), (30, 10)),
        ((10, 10), None, (76, 30), (10, 5)),
        ((1, 400), None, (76, 30), (40, 1)),
        ((400, 1), None, (76, 12), (1, 12)),
    ],
)
def test_a_picture_keeps_its_shape_in_the_room_there_is(
    size: tuple[int, int], width: int | None, room: tuple[int, int], expected: tuple[int, int]
) -> None:
    assert fitting(picture(*size), width, *room) == expected


def test_blocks_of_pixels_become_their_mean() -> None:
    grey = np.array([[0, 100, 50, 50], [100, 200, 50, 50]], dtype=np.float32)
    small = sampled(Picture("x", grey[None], 255.0), 2, 1)
    assert small.tolist() == [[[100, 100, 100], [50, 50, 50]]]


def test_pixels_are_repeated_where_there_are_too_few() -> None:
    two = np.array([[[0, 255]], [[255, 0]], [[7, 9]]], dtype=np.float32)
    assert sampled(Picture("x", two, 255.0), 4, 2).tolist() == [[[0, 255, 7]] * 2 + [[255, 0, 9]] * 2] * 2


@given(st.integers(1, 40), st.integers(1, 40), st.integers(1, 30), st.integers(1, 30), st.integers(0, 255))
def test_one_colour_stays_that_colour(rows: int, columns: int, wide: int, high: int, value: int) -> None:
    flat = Picture("x", np.full((3, rows, columns), value, dtype=np.float32), 255.0)
    assert (sampled(flat, wide, high) == value).all()
    assert sampled(flat, wide, high).shape == (high, wide, 3)


# ── all pictures of a lesson ─────────────────────────────────────────────────────────────────────


def test_a_file_that_several_steps_show_is_decoded_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    png(tmp_path / "a.png")
    png(tmp_path / "b.png")
    (tmp_path / "c.png").symlink_to("a.png")
    decoded: list[str] = []

    def read(path: Path) -> Picture:
        decoded.append(path.name)
        return read_picture(path)

    monkeypatch.setattr(images, "read_picture", read)
    shown = [image(f"{name}.png") for name in "abacb"]
    asked: list[None] = []
    assert list(images_problems(tmp_path, shown, lambda: asked.append(None))) == [""] * 5
    assert decoded == ["a.png", "b.png"]
    assert len(asked) == 2


def test_all_pictures_of_a_lesson_have_a_limit_together(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(images, "MOST_TOGETHER", 50)
    shown = [image(png(tmp_path / f"{name}.png").name) for name in "abc"]  # 24 pixels each
    *fine, last = images_problems(tmp_path, shown, lambda: None)
    assert fine == ["", ""]
    assert last.startswith("the pictures of a lesson have at most")


def test_a_picture_that_cannot_be_read_is_not_called_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = png(tmp_path / "a.png")

    def refuse(*_path: object) -> bytes:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(images, "read_ordinary", refuse)
    with pytest.raises(PictureError, match=r"the file 'a\.png' cannot be read: Permission denied"):
        read_image(tmp_path, image("a.png"))
