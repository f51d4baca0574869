"""What was found about two lanes, in sentences: every verdict, names as given, numbers that can be read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest

from tutor import language
from tutor.bench.command import BenchOptions, from_options
from tutor.bench.verdict import Judgement, judge
from tutor.paint.witness import judgement_sentences, shape_text, values_text, verdict_sentences

TITLES = ("Alex", "Ilya")
HOSTILE = ("{n} {one} [red]", "%s {values} \\N")
BENCHES = {
    "here": BenchOptions("conv,avg_pool,relu", ["conv,relu,avg_pool"]),
    "found": BenchOptions("avg_pool,relu", ["relu,avg_pool"], picture="1,1/1,1"),
    "equal": BenchOptions("conv,relu,max_pool", ["conv,max_pool,relu"]),
    "shapes": BenchOptions("conv", ["conv,max_pool"]),
    "unknown": BenchOptions("max_pool:stride=1,max_pool:stride=1", ["max_pool:size=3:stride=1"]),
    "rounding": BenchOptions("avg_pool,avg_pool:size=4", ["avg_pool:size=4,avg_pool"]),
}


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    yield
    language.use("en")


def judged(options: BenchOptions) -> Judgement:
    setup = from_options(options)
    return judge(setup.layers(0), setup.layers(1), setup.input(0))


def said(kind: str, titles: tuple[str, str] = TITLES, *, told: bool = False) -> list[str]:
    return judgement_sentences(judged(BENCHES[kind]), titles, told=told)


def test_they_differ_here() -> None:
    assert said("here") == [
        "Alex and Ilya differ on this very picture, first in the output cell (1, 1).",
        "With [1  −1; 0  0] coming out of the shared layers: Alex gives 0, Ilya gives 0.25.",
    ]
    assert said("here", told=True) == said("here")[1:]


def test_in_which_channel() -> None:
    sentences = judgement_sentences(judged(BenchOptions("conv,relu", ["conv,abs"], kernel="sum:filters=4")), TITLES)
    assert sentences[0].endswith("first in the output cell (1, 1) of channel 3.")


def test_they_differ_elsewhere() -> None:
    assert said("found") == [
        "Alex and Ilya agree on this picture, but not on every one.",
        "With [1  −1; 0  0] as the picture: Alex gives 0, Ilya gives 0.25.",
    ]
    assert said("found", told=True) == said("found")


def test_they_are_equal_and_why() -> None:
    assert said("equal") == [
        "Alex and Ilya never differ, whatever the picture.",
        "ReLU and max-pool may change places: the function never falls, so max f(x) = f(max x).",
        "Equal bit for bit, and not just nearly.",
    ]


@pytest.mark.parametrize(
    ("one", "other", "sentence"),
    [
        ("relu", "relu", "Both are the same layers in the same order."),
        ("leaky_relu,relu", "relu", "Leaky ReLU can be left out: the next layer makes it needless."),
        ("max_pool:size=1,relu", "relu", "Max-pool can be left out: it changes nothing of what reaches it."),
        ("relu,max_pool:size=1:stride=2", "max_pool:size=1:stride=2,relu", "a window of one cell only skips cells."),
        ("sigmoid,max_pool", "max_pool,sigmoid", "Equal in real arithmetic; in floats the last digit may differ."),
    ],
)
def test_reasons(one: str, other: str, sentence: str) -> None:
    assert any(sentence in each for each in judgement_sentences(judged(BenchOptions(one, [other])), TITLES))


def test_shapes() -> None:
    assert said("shapes") == ["The outputs have different shapes, 6×6 and 3×3."]
    assert said("shapes", told=True) == []
    assert shape_text((1, 3, 6, 5)) == "6×5×3"


def test_nothing_is_known() -> None:
    assert said("unknown") == [
        "No difference between Alex and Ilya was found in 2000 tries.",
        "That is no proof that there is none.",
    ]
    one = replace(judged(BENCHES["unknown"]).verdict, tries=1)
    assert verdict_sentences(one, TITLES)[0].endswith("was found in 1 try.")


def test_a_difference_in_the_last_digits_is_shown_with_its_digits() -> None:
    sentence = next(each for each in said("rounding") if each.startswith("With"))
    first, second = sentence.rstrip(".").split("Alex gives ")[1].split(", Ilya gives ")
    assert first != second
    assert float(first) == pytest.approx(float(second), rel=1e-5)
    assert said("rounding")[-1].startswith("By rounding only")


@pytest.mark.parametrize("kind", BENCHES)
@pytest.mark.parametrize("code", language.LANGUAGES)
def test_names_stay_as_they_are_in_every_language(kind: str, code: str) -> None:
    language.use(code)
    sentences = said(kind, HOSTILE)
    assert sentences
    assert all(sentence[-1] in ".…" for sentence in sentences)
    text = " ".join(sentences)
    if kind != "shapes":
        assert all(name in text for name in HOSTILE)
    for name in HOSTILE:
        text = text.replace(name, "")
    assert "{" not in text


# ── numbers ──────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("values", "text"),
    [
        ([[[[-1]]]], "−1"),
        ([[[[1]], [[0.5]]]], "1, 0.5"),
        ([[[[1, -2], [0, 3]]]], "[1  −2; 0  3]"),
        ([[[[1, 2]], [[3, 4]]]], "[1  2] [3  4]"),
        ([[[[1e-9, np.nan, -np.inf]]]], "[1e−9  NaN  −∞]"),
    ],
)
def test_numbers_on_a_line(values: object, text: str) -> None:
    assert values_text(np.array(values)) == text


def test_of_a_large_map_only_what_is_not_zero() -> None:
    values = np.zeros((1, 1, 8, 9))
    assert values_text(values) == "8×9 zeros"
    values[0, 0, 2, 3], values[0, 0, 7, 8] = -1, 0.25
    assert values_text(values) == "8×9 zeros but for (3, 4): −1, (8, 9): 0.25"
    several = np.concatenate([values, values], axis=1)
    assert values_text(several).startswith("8×9×2 zeros but for (1, 3, 4): −1, (1, 8, 9): 0.25, (2, 3, 4): −1")


def test_a_map_that_is_not_mostly_zero_is_written_out() -> None:
    assert values_text(np.ones((1, 1, 4, 4))) == "[" + "; ".join(["1  1  1  1"] * 4) + "]"


def test_a_russian_comma() -> None:
    language.use("ru")
    assert values_text(np.array([[[[0.25]]]])) == "0,25"
    assert values_text(np.array([[[[-1.5e-8]]]]), digits=9) == "−1,5e−08"
