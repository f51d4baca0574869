"""The ledger of real networks, as lines and sentences."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutor import language
from tutor.nn.network_timing import Spread, Timings
from tutor.nn.networks import ALEXNET, CELLS, LENET5, NETWORKS, RESNET50_STEM, VGG16, Block, Conv, Network, Pool
from tutor.paint.network_ledger import Measured, Role, amount, milliseconds, network_table, percent, shapes, whole
from tutor.paint.network_words import (
    counting_line,
    fusion_lines,
    measured_line,
    network_title,
    saving_line,
    unit_line,
)


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    language.use("en")
    yield
    language.use("en")


def texts(network: Network, width: int = 76, measured: Measured | None = None) -> list[str]:
    return ["".join(part.text for part in line) for line in network_table(network, width, measured)]


def cells(network: Network, role: Role, width: int = 110, measured: Measured | None = None) -> list[str]:
    """Return the texts of one role, line by line."""
    table = network_table(network, width, measured)
    return [part.text.strip() for line in table for part in line if part.role == role]


def timed(network: Network, before: float, after: float, jitter: float = 0.0) -> dict[int, tuple[Timings, Timings]]:
    """Return a measurement of every block: so many seconds in both orders, give or take."""

    def of(seconds: float, order: str) -> Timings:
        passes = ((seconds - jitter,), (seconds,), (seconds + jitter,))
        return Timings("relu_first" if order == "relu" else "pool_first", passes, 1.0)

    return {place: (of(before, "relu"), of(after, "pool")) for place in range(len(network.blocks))}


@pytest.mark.parametrize("code", language.LANGUAGES)
@pytest.mark.parametrize("width", [56, 66, 75, 76, 100, 109, 110, 190])
@pytest.mark.parametrize("network", NETWORKS, ids=lambda net: net.name)
def test_all_lines_are_equally_long_and_fit(network: Network, width: int, code: str) -> None:
    language.use(code)
    lines = texts(network, width, timed(network, 1.2345, 1.2301, 0.5))
    assert {len(line) for line in lines} == {len(lines[0])}
    assert len(lines[0]) <= width


def test_each_block_has_a_line_for_each_order_and_a_network_a_sum() -> None:
    assert len(texts(CELLS)) == 1 + 2 * 4
    assert len(texts(LENET5)) == 1 + 2 * 4
    assert len(texts(VGG16)) == 1 + 2 * 6
    assert len(texts(RESNET50_STEM)) == 1 + 2
    assert cells(LENET5, "order") == ["ReLU→pool", "pool→ReLU"] * 4


def test_the_toy_cell_reads_as_in_the_lesson() -> None:
    first, second = texts(CELLS)[1:3]
    assert first.split() == ["8²×1→1", "ReLU→pool", "324", "63", "██████", "904"]
    assert second.split() == ["1×8²→1×3²", "pool→ReLU", "324", "36", "█████▋", "688", "7.0", "%"]


def test_the_saving_melts_from_cell_to_cell() -> None:
    assert [text for text in cells(CELLS, "saving") if text] == ["7.0 %", "2.6 %", "0.13 %", "0.016 %"]


def test_where_there_is_no_pool_nothing_can_be_saved() -> None:
    assert [text for text in cells(LENET5, "saving") if text] == ["2.8 %", "0.49 %", "—", "1.1 %"]


def test_a_pair_of_bars_has_its_own_scale() -> None:
    operations = cells(VGG16, "bar")[::2]
    assert operations == ["█" * 10] * 6
    bytes_bars = cells(CELLS, "pool_bar")[1::2]
    assert bytes_bars == ["███████▋", "██████▌", "██████▉", "█████████▌"]


def test_where_pooling_first_costs_more_its_bar_is_the_long_one() -> None:
    padded = Network("odd", (Block("b", (1, 6, 6), (Conv(1, 1),), Pool(2, 1, 1)),), chained=False)
    assert cells(padded, "pool_bar")[1] == "█" * 10
    assert len(cells(padded, "bar")[1]) < 10
    assert cells(padded, "saving")[1].startswith("−")


def test_wide_says_more_and_narrow_leaves_out_bars_bytes_and_products_in_turn() -> None:
    assert "multiply-adds comparisons operations" in texts(VGG16, 110)[0]
    assert texts(VGG16, 75)[0].split() == ["block", "order", "MACs", "compares", "bytes", "saved", "ms"]
    assert cells(VGG16, "bar", 75)
    assert not cells(VGG16, "bar", 74)
    assert texts(VGG16, 56)[0].split() == ["block", "order", "compares", "saved", "ms"]


def test_times_stand_where_they_were_measured() -> None:
    half = {0: timed(LENET5, 0.0123, 0.0119, 0.0004)[0]}
    assert cells(LENET5, "time", measured=half) == ["12.3±0.2", "11.9±0.2", *[""] * 6]
    full = cells(LENET5, "time", measured=timed(LENET5, 0.0123, 0.0119, 0.0004))
    assert full[-2:] == ["36.9±0.6", "35.7±0.6"]


def test_the_whole_is_known_when_every_block_is() -> None:
    complete = timed(VGG16, 0.1, 0.2)
    assert whole(VGG16, {}) == (None, None)
    assert whole(VGG16, {place: complete[place] for place in range(4)}) == (None, None)
    before, after = whole(VGG16, complete)
    assert before is not None
    assert after is not None
    assert [before.median, after.median] == pytest.approx([0.5, 1.0])


def test_shapes_are_written_short() -> None:
    assert shapes(VGG16.blocks[1]) == "64×112²→128×56²"
    assert shapes(Block("b", (1, 4, 6), (Conv(2),))) == "1×4×6→2×2×4"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0"), (999, "999"), (1000, "1.00 k"), (9994, "9.99 k"), (9995, "10.0 k"), (99_949, "99.9 k"),
        (99_950, "100 k"), (999_499, "999 k"), (999_500, "1.00 M"), (1_936_392_192, "1.94 G"),
        (15_346_630_656, "15.3 G"), (10**16, "10000 T"),
    ],
)  # fmt: skip
def test_amounts_have_three_digits(value: int, text: str) -> None:
    assert amount(value) == text


@pytest.mark.parametrize(
    ("share", "text"),
    [
        (0.0697674, "7.0 %"), (0.026087, "2.6 %"), (0.001298, "0.13 %"), (0.0001627, "0.016 %"), (0.75, "75 %"),
        (0.75901, "75.9 %"), (0.0995, "10 %"), (0.0994, "9.9 %"), (0.1, "10 %"), (-0.2656, "−26.6 %"), (0, "0 %"),
        (0.00996, "1.0 %"), (0.000996, "0.10 %"), (1, "100 %"),
    ],
)  # fmt: skip
def test_shares_have_two_digits(share: float, text: str) -> None:
    assert percent(share) == text


@given(st.floats(1e-9, 1))
def test_a_share_reads_back_within_its_digits(share: float) -> None:
    assert float(percent(share).removesuffix(" %")) / 100 == pytest.approx(share, rel=0.051)


@pytest.mark.parametrize(
    ("spread", "text"),
    [
        (Spread(0.0117, 0.0123, 0.0129), "12.3±0.6"),
        (Spread(0.3, 0.376, 0.398), "376±49"),
        (Spread(0.000035, 0.00004, 0.000045), "0.040±.005"),
        (Spread(0.001, 0.0012, 0.0014), "1.20±0.20"),
        (Spread(0.5, 0.5, 0.5), "500"),
        (Spread(0.0001, 0.0009, 0.0041), "0.90±2.00"),
    ],
)
def test_times_come_with_their_spread(spread: Spread, text: str) -> None:
    assert milliseconds(spread) == text


def test_numbers_follow_the_language() -> None:
    language.use("ru")
    assert amount(1_936_392_192).startswith("1,94")
    assert percent(0.0013) == "0,13 %"
    assert milliseconds(Spread(0.000035, 0.00004, 0.000045)) == "0,040±,005"


# ── sentences ────────────────────────────────────────────────────────────────────────────────────


def test_the_saving_is_said_with_all_three_shares() -> None:
    assert saving_line(ALEXNET) == (
        "Pooling first saves 61.2 % of the ReLUs: 0.037 % of all operations, 11.8 % of the bytes moved."
    )
    assert "75 % of its ReLUs" in saving_line(CELLS)
    assert "7.0 % in the toy and 0.016 % in the last cell" in saving_line(CELLS)


def test_every_network_says_what_it_is_called_and_how_it_is_counted() -> None:
    assert [network_title(network) for network in NETWORKS] == [
        "Single cells", "LeNet-5", "AlexNet", "VGG16", "ResNet-50 stem",
    ]  # fmt: skip
    assert len({counting_line(network) for network in NETWORKS}) == len(NETWORKS)
    assert all(counting_line(network) for network in NETWORKS)
    assert unit_line()


def test_who_fuses_what_names_its_sources() -> None:
    said = " ".join(fusion_lines())
    for source in ("TensorRT", "cudnnConvolutionBiasActivationForward", "pytorch/glow #2653", "onnx-mlir #3109"):
        assert source in said


def test_a_measured_difference_within_the_spread_is_called_so() -> None:
    assert measured_line(VGG16, timed(VGG16, 0.100, 0.101, 0.010)).endswith("drowns in the spread.")
    assert measured_line(VGG16, timed(VGG16, 0.100, 0.090)).endswith("Pooling first is 10 % faster here.")
    assert measured_line(VGG16, timed(VGG16, 0.100, 0.150)).endswith("Pooling first is 50 % slower here.")
    assert measured_line(VGG16, {}) == ""
    assert measured_line(CELLS, timed(CELLS, 0.1, 0.2)) == ""
