"""Pictures beside a lesson: which files may be named, how they are read, and how they are made smaller."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path, PurePosixPath

import numpy as np
import numpy.typing as npt

from tutor.bench.image_parts import png_size
from tutor.bench.picture_files import read_picture
from tutor.bench.picture_problem import PictureError
from tutor.language import _
from tutor.lesson.files import NOT_IN_NAMES
from tutor.lesson.ordinary import read_ordinary
from tutor.lesson.step_parts import Image
from tutor.nn.pictures import Picture
from tutor.quoting import quote

MOST_BYTES, MOST_PIXELS = 2 * 2**20, 2_000_000
"""How large the file of a picture may be, and what is in it."""
MOST_TOGETHER = 10_000_000
"""Pixels of all pictures of a lesson: each is decoded when it is checked."""
USUAL_COLUMNS = 40

Pixels = npt.NDArray[np.uint8]


def image_path(folder: Path, file: str) -> Path:
    """Return where the file `file` of a lesson in `folder` lies, links followed. PictureError where it must not."""
    parts = PurePosixPath(file).parts
    if not file.isprintable() or not parts or file.startswith("/") or any(ch in NOT_IN_NAMES for ch in file):
        raise PictureError(_("a picture is named by its path from the lesson's folder on, with / between"))
    if any(part.startswith(".") for part in parts):
        raise PictureError(_("a picture lies beside the lesson or below: no .. and no hidden files"))
    if not file.lower().endswith(".png"):
        raise PictureError(_("a picture is a PNG, and its name ends with .png"))
    try:
        home, path = folder.resolve(), (folder / file).resolve()
    except (OSError, RuntimeError):  # a link that leads to itself
        raise PictureError(_("there is no file {path}").format(path=quote(file))) from None
    if not path.is_relative_to(home):
        raise PictureError(_("a link leads out of the lesson's folder"))
    return path


def pixels_in(path: Path, file: str) -> int:
    """Return how many pixels a picture says that it has, 0 where it does not say; only its head is read.

    `file` is what the lesson calls it. PictureError where it is missing, not readable or too large.
    """
    try:
        size = path.stat().st_size
        if size > MOST_BYTES:
            raise PictureError(_("a picture has at most {n} MB").format(n=MOST_BYTES // 2**20))
        head = read_ordinary(path, 24)
    except FileNotFoundError:
        raise PictureError(_("there is no file {path}").format(path=quote(file))) from None
    except OSError as error:
        why = error.strerror or _("this is not an ordinary file")
        raise PictureError(_("the file {path} cannot be read: {why}").format(path=quote(file), why=why)) from None
    columns, rows = png_size(head) or (0, 0)  # known before anything is decoded
    if columns * rows > MOST_PIXELS:
        raise PictureError(_("a picture has at most {n} million pixels").format(n=MOST_PIXELS // 1_000_000))
    return columns * rows


def read_image(folder: Path, image: Image) -> Picture:
    """Return the picture of a step, pixels (C, H, W).

    PictureError where the file is missing, too large, no PNG, damaged, or not below the lesson's folder.
    """
    path = image_path(folder, image.file)
    pixels_in(path, image.file)
    return read_picture(path)


def images_problems(folder: Path, images: Iterable[Image], go_on: Callable[[], None]) -> Iterator[str]:
    """Yield for each picture what keeps it from being shown, or nothing; each file is read once.

    `go_on` is called before each of them, and ends the work by raising.
    """
    told: dict[Path, str] = {}
    together = 0
    for image in images:
        try:
            path = image_path(folder, image.file)
            if path not in told:
                go_on()
                together += pixels_in(path, image.file)
                told[path] = _problem(path, together)
            yield told[path]
        except PictureError as error:
            yield str(error)


def _problem(path: Path, together: int) -> str:
    if together > MOST_TOGETHER:
        message = _("the pictures of a lesson have at most {n} million pixels together")
        return message.format(n=MOST_TOGETHER // 1_000_000)
    try:
        read_picture(path)
    except PictureError as error:
        return str(error)
    return ""


def fitting(picture: Picture, width: int | None, columns: int, lines: int) -> tuple[int, int]:
    """Return into how many (columns, lines) of characters a picture goes, two square pixels to a character.

    `width` is what the lesson asks for; `columns` and `lines` are the most there is room for.
    """
    _channels, rows, across = picture.pixels.shape
    wide = max(1, min(width or min(across, USUAL_COLUMNS), columns))
    high = max(1, round(wide * rows / across / 2))
    if high > lines:
        wide = max(1, round(wide * lines / high))
        high = lines
    return wide, high


def sampled(picture: Picture, columns: int, rows: int) -> Pixels:
    """Return red, green and blue from 0 to 255, (rows, columns, 3): means over blocks of pixels, or pixels repeated."""
    values = picture.pixels[:3] if len(picture.pixels) >= 3 else np.repeat(picture.pixels[:1], 3, axis=0)
    for axis, count in ((1, rows), (2, columns)):
        size = values.shape[axis]
        edges = np.arange(count) * size // count
        if count > size:
            values = values.take(edges, axis=axis)
        else:
            sums = np.add.reduceat(values, edges, axis=axis, dtype=np.float64)
            lengths = np.diff(np.append(edges, size))
            values = sums / lengths.reshape([-1 if at == axis else 1 for at in range(3)])
    scaled: Pixels = np.rint(values / picture.brightest * 255).clip(0, 255).astype(np.uint8)
    return scaled.transpose(1, 2, 0)
