"""Lines of `check` in a narrow frame: the mark stays below its place."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tutor.ui.widgets.check_report import LEAST, fitted

HEAD = "a.yaml:7:3: unknown key 'x' [unknown-key]"


def lines(before: int, word: int, after: int, number: int = 7) -> list[str]:
    """A headline, a line with `word` letters x somewhere in it, and the mark below them."""
    margin = f"  {number} | "
    return [
        HEAD,
        f"{margin}{'-' * before}{'x' * word}{'-' * after}",
        f"{' ' * (len(margin) - 2)}| {' ' * before}^{'~' * (word - 1)}",
    ]


def test_what_fits_is_left_as_it_is() -> None:
    given_lines = lines(4, 3, 5)
    assert list(fitted(given_lines, 60)) == given_lines


def test_a_long_line_is_cut_on_both_sides() -> None:
    assert list(fitted(lines(60, 4, 60), 30)) == [
        HEAD,
        "  7 | …" + "-" * 7 + "xxxx" + "-" * 11 + "…",
        "    | " + " " * 8 + "^~~~",
    ]


def test_headlines_are_left_to_be_wrapped_even_if_they_have_a_mark_in_them() -> None:
    odd = ["x" * 200, "  7 | a line without a mark", "a.yaml: ^ is not known"]
    assert list(fitted(odd, 30)) == odd


@given(st.integers(0, 110), st.integers(1, 30), st.integers(0, 110), st.integers(1, 9999), st.integers(0, 120))
def test_the_mark_always_stands_below_its_word(before: int, word: int, after: int, number: int, width: int) -> None:
    head, line, mark = fitted(lines(before, word, after, number), width)
    assert head == HEAD
    assert max(len(line), len(mark)) <= max(width, LEAST)
    at = mark.index("^")
    assert line[at] in "x…"
    shown = line[at : at + len(mark.rstrip()) - at]
    assert set(shown) <= {"x", "…"}
