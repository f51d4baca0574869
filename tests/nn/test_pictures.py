"""The built-in pictures: what each of them is there to show must be true of it."""

from __future__ import annotations

from dataclasses import FrozenInstanceError

import numpy as np
import pytest
import yaml

from tutor.folders import bundled_lessons
from tutor.nn import avg_pool2d, conv2d, max_pool2d
from tutor.nn.arguments import FloatArray
from tutor.nn.pictures import PICTURES, Picture

EDGE = np.array([[-1, 0, 1]] * 3, dtype=np.float64)


def under(name: str, kernel: FloatArray = EDGE, *, padding: int = 0) -> FloatArray:
    """Return the map of one picture under one kernel, the same for every channel."""
    pixels = PICTURES[name].pixels[None]
    answers: FloatArray = conv2d(pixels, np.repeat(kernel[None, None], pixels.shape[1], axis=1), padding=padding)[0, 0]
    return answers


@pytest.mark.parametrize("name", PICTURES)
def test_every_picture_is_a_read_only_map_whose_brightest_cell_is_brightest(name: str) -> None:
    picture = PICTURES[name]
    assert picture.name == name
    assert picture.pixels.dtype == np.float32
    assert picture.pixels.ndim == 3
    assert picture.pixels.min() == 0
    assert picture.pixels.max() == picture.brightest
    with pytest.raises(ValueError, match="read-only"):
        picture.pixels[0, 0, 0] = 1
    with pytest.raises(FrozenInstanceError):
        picture.name = "another"  # type: ignore[misc]


def test_there_are_at_least_ten_and_they_differ() -> None:
    assert len(PICTURES) >= 10
    assert len({picture.pixels.tobytes() for picture in PICTURES.values()}) == len(PICTURES)
    with pytest.raises(TypeError):
        PICTURES["moon"] = PICTURES["dot"]  # type: ignore[index]


def test_moon_and_staircase_are_those_of_the_lesson() -> None:
    lesson = yaml.safe_load((bundled_lessons() / "layer-order.yaml").read_text(encoding="utf-8"))
    assert PICTURES["moon"].pixels[0].tolist() == lesson["data"]["picture"]
    assert PICTURES["moon"].brightest == lesson["data"]["brightest"]
    unseen = next(experiment for experiment in lesson["experiments"] if experiment["id"] == "unseen")
    assert PICTURES["staircase"].pixels[0].tolist() == unseen["data"]["picture"]


def test_a_picture_keeps_its_own_copy() -> None:
    mine = np.ones((1, 2, 2))
    picture = Picture("mine", mine, 1)
    mine[0, 0, 0] = 5
    assert picture.pixels[0, 0, 0] == 1


@pytest.mark.parametrize("shape", [(2, 2), (1, 0, 2), (1, 1, 2, 2)])
def test_pixels_of_another_shape_are_refused(shape: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match="pixels must have the shape"):
        Picture("odd", np.zeros(shape), 1)


def test_the_edge_is_found_where_it_is_and_nowhere_else() -> None:
    assert under("step").tolist() == [[0, 0, 3, 3, 0, 0]] * 6


def test_on_the_ramp_every_response_is_the_same_and_positive() -> None:
    assert (under("ramp") == 6).all()


def test_in_fading_light_every_response_is_negative() -> None:
    assert (under("fade") < 0).all()


def test_on_the_staircase_edge_kernels_answer_with_one_sign_and_whole_windows_are_negative() -> None:
    for kernel in (EDGE, -EDGE.T):
        answers = under("staircase", kernel)
        assert (answers <= 0).all()
        assert (max_pool2d(answers[None, None]) < 0).any()


def test_the_eyes_and_the_mouth_of_the_face_are_found_by_a_negative_middle() -> None:
    spots = np.ones((3, 3))
    spots[1, 1] = -8
    answers = under("face", spots)  # its cell (r, c) is the picture's (r + 1, c + 1)
    assert (answers[2:4, [2, 7]] > 0).all()
    assert (answers[8, 4:7] > 0).all()
    assert (answers[4, 1:9] <= 0).all(), "the plain cheeks"


def test_the_checkerboard_tells_the_pools_apart_and_hides_from_the_edge_kernel() -> None:
    board = PICTURES["checkerboard"].pixels[None]
    assert (max_pool2d(board) == 1).all()
    assert (avg_pool2d(board) == 0.5).all()
    assert (under("checkerboard") == 0).all()


def test_the_dot_draws_the_kernel_turned_by_180_degrees() -> None:
    kernel = np.arange(1.0, 10).reshape(3, 3)
    drawn = np.zeros((5, 5))
    drawn[1:4, 1:4] = kernel[::-1, ::-1]
    assert under("dot", kernel).tolist() == drawn.tolist()


def test_the_corner_is_met_by_one_window_and_by_four_with_padding() -> None:
    everything = np.ones((3, 3))
    assert np.count_nonzero(under("corner", everything)) == 1
    assert np.count_nonzero(under("corner", everything, padding=1)) == 4


def test_the_stripes_answer_to_their_own_diagonal_and_not_to_its_mirror_image() -> None:
    diagonal = np.array([[-1, -1, 2], [-1, 2, -1], [2, -1, -1]], dtype=np.float64)
    assert under("stripes", diagonal).max() == 6
    assert (under("stripes", diagonal[:, ::-1]) == 0).all()


def test_the_coloured_corners_differ_by_channel() -> None:
    red, green, blue = PICTURES["colours"].pixels
    assert [(int(red[r, c]), int(green[r, c]), int(blue[r, c])) for r in (0, 7) for c in (0, 7)] == [
        (1, 0, 0), (0, 1, 0), (0, 0, 1), (1, 1, 1),
    ]  # fmt: skip


def test_the_noise_has_every_digit_and_no_bias_to_one_side() -> None:
    noise = PICTURES["noise"].pixels[0]
    assert set(noise.ravel().tolist()) == set(range(10))
    assert abs(float(noise.mean()) - 4.5) < 0.5
    assert 0 < (under("noise") < 0).mean() < 1


def test_the_blob_is_larger_than_what_is_shown_as_numbers_and_symmetric() -> None:
    blob = PICTURES["blob"].pixels[0]
    assert blob.shape == (28, 28)
    assert np.array_equal(blob, blob.T)
    assert np.array_equal(blob, blob[::-1])
    assert (np.diff(blob[14, 14:]) <= 0).all()
