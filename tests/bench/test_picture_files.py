"""Pictures from files: every kind that is read, and every way in which a file can fail to be one."""

from __future__ import annotations

import io
import os
import struct
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from tests.nn.reference import is_one_plain_sentence
from tutor.bench.image_parts import exif_orientation, necessary_jpeg, necessary_png
from tutor.bench.picture_arrays import parse_array
from tutor.bench.picture_files import read_picture
from tutor.bench.picture_images import parse_image
from tutor.bench.picture_problem import MOST_BYTES, PictureError
from tutor.bench.picture_tables import parse_table
from tutor.nn.arguments import FloatArray

GREY = np.array([[0, 50, 100], [150, 200, 255]], dtype=np.uint8)
COLOURS = np.array([[[255, 0, 0], [0, 255, 0]], [[0, 0, 255], [10, 20, 30]], [[1, 2, 3], [4, 5, 6]]], dtype=np.uint8)
PNG_START = b"\x89PNG\r\n\x1a\n"


def saved(tmp_path: Path, array: npt.NDArray[Any], name: str = "picture.png", **options: Any) -> Path:
    """Save an array as an image of the kind that its name tells."""
    path = tmp_path / name
    Image.fromarray(array).save(path, **options)
    return path


def written(tmp_path: Path, data: bytes | str, name: str = "picture.csv") -> Path:
    path = tmp_path / name
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return path


def refusal(path: Path) -> str:
    """Return the sentence with which a file is refused."""
    with pytest.raises(PictureError) as caught:
        read_picture(path)
    sentence = str(caught.value)
    assert is_one_plain_sentence(sentence)
    assert sentence.isprintable()
    return sentence


def parsed(parse: Callable[[bytes], tuple[FloatArray, float]], data: bytes) -> FloatArray | None:
    """Return the pixels, or None where the bytes are refused in one sentence; anything else is a fault."""
    sentence = ""
    try:
        return parse(data)[0]
    except PictureError as error:
        sentence = str(error)
    assert sentence.isprintable()  # it may quote anything
    assert sentence[:1].isalpha()
    return None


def chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def png_of(rows: int, columns: int, *parts: bytes) -> bytes:
    """Return a PNG that claims to be so large, with other chunks after its header."""
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", columns, rows, 8, 0, 0, 0, 0))
    return PNG_START + header + b"".join(parts)


# ── images ───────────────────────────────────────────────────────────────────────────────────────


def test_a_grey_png_has_one_channel(tmp_path: Path) -> None:
    picture = read_picture(saved(tmp_path, GREY))
    assert picture.name == "picture.png"
    assert picture.pixels.dtype == np.float32
    assert picture.pixels.tolist() == [GREY.tolist()]
    assert picture.brightest == 255
    assert not picture.pixels.flags.writeable


def test_a_coloured_png_has_red_green_and_blue(tmp_path: Path) -> None:
    picture = read_picture(saved(tmp_path, COLOURS))
    assert picture.pixels.shape == (3, 3, 2)
    assert np.array_equal(picture.pixels, COLOURS.transpose(2, 0, 1))


def test_sixteen_bits_stay_numbers_up_to_65535(tmp_path: Path) -> None:
    deep = np.array([[0, 1000], [40000, 65535]], dtype=np.uint16)
    picture = read_picture(saved(tmp_path, deep))
    assert picture.pixels.tolist() == [deep.tolist()]
    assert picture.brightest == 65535


def test_what_is_transparent_is_laid_over_black(tmp_path: Path) -> None:
    alpha = np.array([[255, 0, 51], [255, 255, 255]], dtype=np.uint8)
    grey = read_picture(saved(tmp_path, np.dstack([GREY, alpha])))
    assert grey.pixels.tolist() == [[[0, 0, pytest.approx(20)], [150, 200, 255]]]
    clear = np.dstack([COLOURS, np.zeros((3, 2), dtype=np.uint8)])
    assert not read_picture(saved(tmp_path, clear)).pixels.any()


def test_a_palette_is_looked_up_and_its_transparent_entry_is_black(tmp_path: Path) -> None:
    image = Image.new("P", (2, 1))
    image.putpalette([255, 0, 0, 0, 128, 0])
    image.putdata([0, 1])
    image.save(tmp_path / "plain.png")
    assert read_picture(tmp_path / "plain.png").pixels.tolist() == [[[255, 0]], [[0, 128]], [[0, 0]]]
    image.save(tmp_path / "clear.png", transparency=0)
    assert read_picture(tmp_path / "clear.png").pixels.tolist() == [[[0, 0]], [[0, 128]], [[0, 0]]]


def test_black_and_white_is_0_and_255(tmp_path: Path) -> None:
    picture = read_picture(saved(tmp_path, np.array([[True, False]])))
    assert picture.pixels.tolist() == [[[255, 0]]]


@pytest.mark.parametrize("mode", ["L", "RGB", "CMYK"])
@pytest.mark.parametrize("progressive", [False, True])
def test_a_jpeg_is_read_as_pillow_reads_it(tmp_path: Path, mode: str, progressive: bool) -> None:
    ramp = np.tile(np.arange(0, 256, 8, dtype=np.uint8), (24, 1))
    image = Image.fromarray(np.dstack([ramp, ramp.T[:24, :1] + ramp // 2, 255 - ramp])).convert(mode)
    image.save(tmp_path / "photo.JPG", quality=90, progressive=progressive, comment=b"hello", dpi=(72, 72))
    picture = read_picture(tmp_path / "photo.JPG")
    with Image.open(tmp_path / "photo.JPG") as reference:
        expected = np.asarray(reference.convert("L" if mode == "L" else "RGB"))
    assert np.array_equal(picture.pixels, expected[None] if mode == "L" else expected.transpose(2, 0, 1))
    assert picture.brightest == 255


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("name", ["camera.png", "camera.jpg"])
def test_the_orientation_of_the_camera_is_carried_out(tmp_path: Path, orientation: int, name: str) -> None:
    from PIL import ImageOps

    stored = np.kron(GREY, np.ones((16, 16), dtype=np.uint8))
    notes = Image.Exif()
    notes[0x010F] = "a maker with a long name"
    notes[0x0112] = orientation
    path = saved(tmp_path, stored, name, exif=notes.tobytes())
    with Image.open(path) as image:
        expected = np.asarray(ImageOps.exif_transpose(image))
    assert np.array_equal(read_picture(path).pixels[0], expected)


@pytest.mark.parametrize(
    "notes",
    [
        b"",
        b"II*\x00",
        b"II*\x00\xff\xff\xff\xff",
        b"MM\x00*\x00\x00\x00\x08\xff\xff" + b"\x01\x12\x00\x03",
        b"MM\x00*\x00\x00\x00\x08\x00\x01" + struct.pack(">HHIHH", 0x0112, 3, 1, 9, 0),
        b"nonsense and more of it",
    ],
)
def test_camera_notes_that_make_no_sense_leave_the_picture_upright(notes: bytes) -> None:
    assert exif_orientation(notes) == 1


def test_only_what_the_pixels_need_reaches_the_decoder(tmp_path: Path) -> None:
    path = saved(tmp_path, GREY, "noted.png")
    data = path.read_bytes()
    end = data.rindex(b"IEND") - 4
    chatty = data[:end] + chunk(b"tEXt", b"Comment\x00" + b"x" * 5000) + chunk(b"iCCP", b"junk") + data[end:]
    assert necessary_png(chatty)[0] == necessary_png(data)[0]
    assert np.array_equal(parse_image(chatty)[0][0], GREY)
    photo = saved(tmp_path, GREY, "noted.jpg").read_bytes()
    comment = b"\xff\xfe\x00\x05abc" + b"\xff\xe1\x00\x08Exif\x00\x00" + b"\xff\xff\xe2\x00\x02"
    assert necessary_jpeg(photo[:2] + comment + photo[2:])[0].replace(b"\xff\xff", b"\xff") == necessary_jpeg(photo)[
        0
    ].replace(b"\xff\xff", b"\xff")


@pytest.mark.parametrize("suffix", [".png", ".jpg"])
@pytest.mark.parametrize("keep", [0.5, 0.9])
def test_a_truncated_picture_is_refused(tmp_path: Path, suffix: str, keep: float) -> None:
    noise = np.random.default_rng(1).integers(0, 256, (40, 40), dtype=np.uint8)
    data = saved(tmp_path, noise, "whole" + suffix).read_bytes()
    path = written(tmp_path, data[: int(len(data) * keep)], "part" + suffix)
    assert "damaged or cut short" in refusal(path)


def test_a_picture_of_too_many_pixels_is_refused_before_it_is_decoded(tmp_path: Path) -> None:
    large = png_of(4001, 4000, chunk(b"IDAT", zlib.compress(b"")), chunk(b"IEND", b""))
    assert "4001×4000 pixels; 16 million at most" in refusal(written(tmp_path, large, "large.png"))
    bomb = png_of(2**31 - 1, 2**31 - 1, chunk(b"IDAT", zlib.compress(b"")), chunk(b"IEND", b""))
    assert "more than 16 million pixels" in refusal(written(tmp_path, bomb, "bomb.png"))


def test_many_parts_and_many_passes_are_refused() -> None:
    with pytest.raises(PictureError, match="too many parts"):
        parse_image(png_of(1, 1, chunk(b"tEXt", b"") * 30_000))
    with pytest.raises(PictureError, match="too many parts"):
        parse_image(b"\xff\xd8" + b"\xff\xfe\x00\x02" * 30_000)
    buffer = io.BytesIO()
    Image.fromarray(GREY).save(buffer, "JPEG", progressive=True)
    data = buffer.getvalue()
    last = data[data.rindex(b"\xff\xda") : -2]
    with pytest.raises(PictureError, match=r"written in 10\d passes"):
        parse_image(data[:-2] + last * 100 + data[-2:])


def test_the_kind_is_what_the_file_holds_and_not_what_its_name_says(tmp_path: Path) -> None:
    photo = saved(tmp_path, GREY, "photo.jpg").read_bytes()
    assert read_picture(written(tmp_path, photo, "photo.png")).pixels.shape == (1, 2, 3)
    assert "neither a PNG nor a JPEG" in refusal(written(tmp_path, "GIF89a, really", "moving.png"))


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_no_damage_to_an_image_gets_past_the_sentence(data: st.DataObject) -> None:
    kind = data.draw(st.sampled_from(["PNG", "JPEG"]))
    buffer = io.BytesIO()
    Image.fromarray(COLOURS).save(buffer, kind)
    broken = bytearray(buffer.getvalue())
    for place in data.draw(st.lists(st.integers(0, len(broken) - 1), max_size=6)):
        broken[place] = data.draw(st.integers(0, 255))
    pixels = parsed(parse_image, bytes(broken[: data.draw(st.integers(0, len(broken)))]))
    assert pixels is None or np.isfinite(pixels).all()


# ── tables ───────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "text",
    [
        "0,1.5\n-2,3\n",
        "0, 1.5\r\n-2, 3",
        "0;1,5\n-2;3",
        "0;1.5;\n\n−2;3;\n",
        "  0 1.5\n  -2 3 \n",
        "0\t1,5\n-2\t3\n",
        "0.0 1,5\r-2e0 3",
        "\ufeff0,1.5\n-2,+3",
    ],
)
def test_every_way_of_writing_a_table_gives_the_same_picture(tmp_path: Path, text: str) -> None:
    picture = read_picture(written(tmp_path, text))
    assert picture.pixels.tolist() == [[[0, 1.5], [-2, 3]]]
    assert picture.pixels.dtype == np.float32
    assert picture.brightest == 3


def test_full_brightness_of_a_table_is_the_largest_amount_and_1_where_all_is_dark(tmp_path: Path) -> None:
    assert read_picture(written(tmp_path, "1 2\n-8 3")).brightest == 8
    assert read_picture(written(tmp_path, "0 0\n0 0")).brightest == 1


@pytest.mark.parametrize("name", ["table.csv", "table.tsv", "table.txt", "TABLE.CSV"])
def test_tables_go_by_these_names(tmp_path: Path, name: str) -> None:
    assert read_picture(written(tmp_path, "7", name)).pixels.tolist() == [[[7]]]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("1,2\n3,x\n", "line 2, column 2: 'x' is not a number"),
        ("1,2\n3,,4\n", "line 2, column 2: '' is not a number"),
        ("1 2\n3 1_0\n", "line 2, column 2: '1_0' is not a number"),
        ("1 ٢\n", "line 1, column 2: '٢' is not a number"),
        ("1;2\n\n0;nan\n", "line 3, column 2: 'nan' is no brightness"),
        ("1;-inf\n", "line 1, column 2: '-inf' is no brightness"),
        ("1 1e999\n", "line 1, column 2: '1e999' is too large"),
        ("1 1e39\n", "too large for float32"),
        ("1,2\n3,4,5\n", "line 2 has 3 numbers, but line 1 has 2"),
        ("\n\n1,2\n\n3\n", "line 5 has 1 numbers, but line 3 has 2"),
        ("\n \n\t\n", "there are no numbers in it"),
        ("width,height\n1,2", "line 1, column 1: 'width' is not a number"),
        (b"\xff\xfe1\x00", "not a text in UTF-8"),
        ("1 \x1b[31m\n", "line 1, column 2: '\\x1b[31m' is not a number"),
        ("9" * 5000, "line 1, column 1: '99999999999999999999999999999…' is not a number"),
        ("0 " * 1_000_001, "the table is too long"),
        ("0," * 1_000_001, "the table is too long"),
        ("0\n" * 100_001, "the table is too long"),
        ("\n" * 300_000, "the table is too long"),
    ],
)
def test_a_table_that_is_none_is_refused_with_its_place(tmp_path: Path, text: str | bytes, words: str) -> None:
    assert words in refusal(written(tmp_path, text))


@given(st.text(alphabet="0123456789.,;-+e \t\n\r_xnaif", max_size=60))
def test_any_text_is_a_table_of_finite_numbers_or_refused(text: str) -> None:
    pixels = parsed(parse_table, text.encode())
    assert pixels is None or (pixels.ndim == 3 and np.isfinite(pixels).all())


# ── arrays ───────────────────────────────────────────────────────────────────────────────────────


def array_file(tmp_path: Path, array: npt.NDArray[Any]) -> Path:
    path = tmp_path / "array.npy"
    np.save(path, array, allow_pickle=False)
    return path


@pytest.mark.parametrize(
    ("shape", "becomes"),
    [
        ((2, 5), (1, 2, 5)),
        ((1, 4, 5), (1, 4, 5)),
        ((3, 4, 5), (3, 4, 5)),
        ((4, 5, 6), (4, 5, 6)),
        ((5, 6, 1), (1, 5, 6)),
        ((5, 6, 3), (3, 5, 6)),
        ((5, 6, 4), (4, 5, 6)),
        ((3, 5, 3), (3, 5, 3)),
    ],
)
@pytest.mark.parametrize("order", ["C", "F"])
def test_an_array_of_each_shape_becomes_channels_rows_columns(
    tmp_path: Path, shape: tuple[int, ...], becomes: tuple[int, ...], order: Any
) -> None:
    array = np.asarray(np.arange(np.prod(shape)).reshape(shape), order=order)
    pixels = read_picture(array_file(tmp_path, array)).pixels
    assert pixels.shape == becomes
    expected = array[None] if len(shape) == 2 else array if shape == becomes else array.transpose(2, 0, 1)
    assert np.array_equal(pixels, expected)


@pytest.mark.parametrize(
    ("kind", "brightest"),
    [("u1", 255), ("<u2", 65535), (">u2", 65535), ("i1", 7), ("i8", 7), ("f2", 7), (">f4", 7), ("f8", 7), ("?", 1)],
)
def test_full_brightness_of_an_array_goes_by_its_kind(tmp_path: Path, kind: str, brightest: float) -> None:
    picture = read_picture(array_file(tmp_path, np.array([[0, 7]]).astype(kind)))
    assert picture.brightest == brightest
    assert picture.pixels.tolist() == [[[0, 1 if kind == "?" else 7]]]


@pytest.mark.parametrize(
    ("array", "words"),
    [
        (np.zeros(3), "the array has the shape 3;"),
        (np.zeros((2, 5, 7)), "the array has the shape 2×5×7;"),
        (np.zeros(()), "the array has the shape ();"),
        (np.zeros((0, 4)), "the picture is empty"),
        (np.zeros((3, 0, 4)), "the picture is empty"),
        (np.array([[1j]]), "does not hold real numbers"),
        (np.array([["a"]]), "does not hold real numbers"),
        (np.zeros((2, 2), dtype=[("a", "f4")]), "does not hold real numbers"),
        (np.array([[0, np.nan]]), "NaN or infinity"),
        (np.array([[0, -np.inf]], dtype=np.float32), "NaN or infinity"),
        (np.array([[1e300]]), "too large for float32"),
        (np.zeros((4001, 4001), dtype=bool), "4001×4001 pixels"),
    ],
)
def test_an_array_that_is_no_picture_is_refused(tmp_path: Path, array: npt.NDArray[Any], words: str) -> None:
    assert words in refusal(array_file(tmp_path, array))


def header(text: str, body: bytes = b"") -> bytes:
    return b"\x93NUMPY\x01\x00" + struct.pack("<H", len(text) + 1) + text.encode() + b"\n" + body


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"\x93NUMPY", "damaged"),
        (b"PK\x03\x04 an archive", "damaged"),
        (b"\x80\x04\x95 a pickle", "damaged"),
        (header("(" * 9000), "damaged"),
        (header("-" * 9000 + "1"), "damaged"),
        (header("{'descr': '<f4', 'fortran_order': False, 'shape': (1.5, 2)}"), "damaged"),
        (header("{'descr': '<f4', 'fortran_order': False, 'shape': (-2, -2)}", bytes(99)), "empty"),
        (header("{'descr': '<f4', 'fortran_order': False, 'shape': (3000, 3000)}"), "cut short"),
        (header("{'descr': '|O', 'fortran_order': False, 'shape': (1, 1)}", bytes(99)), "real numbers"),
    ],
)
def test_a_made_up_header_is_refused(tmp_path: Path, data: bytes, words: str) -> None:
    assert words in refusal(written(tmp_path, data, "array.npy"))


def test_a_pickle_in_an_array_is_not_run(tmp_path: Path) -> None:
    class Trap:
        def __reduce__(self) -> tuple[Any, ...]:
            return (Path.touch, (tmp_path / "sprung",))

    np.save(tmp_path / "trap.npy", np.array([[Trap()]], dtype=object), allow_pickle=True)
    assert "does not hold real numbers" in refusal(tmp_path / "trap.npy")
    assert not (tmp_path / "sprung").exists()


@given(st.binary(max_size=200))
def test_any_bytes_behind_the_magic_word_are_refused_or_read(data: bytes) -> None:
    pixels = parsed(parse_array, b"\x93NUMPY\x01\x00" + data)
    assert pixels is None or pixels.ndim == 3


# ── files ────────────────────────────────────────────────────────────────────────────────────────


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    assert refusal(tmp_path / "gone.png").startswith("there is no file '")
    assert refusal(Path("a\x00b.png")) == r"there is no file 'a\x00b.png'"
    assert "…" in refusal(tmp_path / ("deep/" * 60 + "gone.png"))
    assert "gone.png" in refusal(tmp_path / ("deep/" * 60 + "gone.png"))


def test_a_folder_and_a_pipe_are_no_pictures(tmp_path: Path) -> None:
    (tmp_path / "folder.png").mkdir()
    assert "is a folder" in refusal(tmp_path / "folder.png")
    os.mkfifo(tmp_path / "pipe.csv")
    assert "is not a file" in refusal(tmp_path / "pipe.csv")


def test_a_file_that_may_not_be_read_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = written(tmp_path, "1 2")

    def locked(*_arguments: object, **_options: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", locked)
    assert refusal(path).endswith("cannot be read: Permission denied")


def test_an_empty_and_an_enormous_file_are_refused(tmp_path: Path) -> None:
    assert "is empty" in refusal(written(tmp_path, b"", "nothing.png"))
    with (tmp_path / "enormous.csv").open("wb") as file:
        file.truncate(MOST_BYTES + 1)  # a hole: it takes no room on the disk
    assert "is larger than 32 MB" in refusal(tmp_path / "enormous.csv")


def test_another_kind_of_file_is_told_which_kinds_there_are(tmp_path: Path) -> None:
    sentence = refusal(written(tmp_path, b"GIF89a", "moving.gif"))
    assert "there are: .png, .jpg, .jpeg, .csv, .tsv, .txt, .npy" in sentence


def test_nothing_of_a_hostile_name_reaches_the_terminal(tmp_path: Path) -> None:
    path = written(tmp_path, "x", "\x1b]0;owned\x07.csv")
    assert r"\x1b]0;owned\x07.csv" in refusal(path)
