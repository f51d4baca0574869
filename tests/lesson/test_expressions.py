"""The closed little language: what it computes, what it refuses, and that nothing gets out of it."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutor import language
from tutor.lesson.expressions import ExpressionError, evaluate, parse, show, standard_functions, template

NAMES: Mapping[str, object] = {
    "alex": {"name": "Alex", "relu": {"operations": 36, "output": np.array([[0, 1], [2, 0]])}, "share": 0.0698},
    "ilya": {"name": "Ilya", "relu": {"operations": np.int64(9)}},
    "x": np.array([[1.0, -2.0], [3.0, 4.0]], dtype=np.float32),
    "small": np.array([200, 100], dtype=np.uint8),
    "mask": np.array([True, False]),
    "long": np.array([2**62, 2**62]),
    "row": [1, 2, 3],
    "zero_d": np.array(2.5),
    "one": np.float32(1.5),
    "nothing": None,
    "thing": object(),
    "endless": math.inf,
    "many": np.zeros((2000, 1)),
    "wide": np.zeros((1, 2000)),
}


def value(text: str) -> object:
    return evaluate(parse(text), NAMES, standard_functions())


def fault(text: str) -> ExpressionError:
    with pytest.raises(ExpressionError) as caught:
        value(text)
    assert caught.value.message == str(caught.value)
    assert caught.value.message.isprintable()
    assert 0 <= caught.value.offset <= len(text)
    return caught.value


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    language.use("en")
    yield
    language.use("en")


@pytest.fixture
def russian(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(language, "_current", "ru")  # its marks of punctuation, without its catalogue


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("1 + 2 * 3", 7),
        ("(1 + 2) * 3", 9),
        ("10 - 3 - 2", 5),
        ("2 ** 3 ** 2", 512),
        ("-2 ** 2", -4),
        ("2 ** -1", 0.5),
        ("7 // 2", 3),
        ("-7 % 3", 2),
        ("1 / 4", 0.25),
        (".5 + 1. + 1e-1", 1.6),
        ("--3", 3),
        ("1 < 2 and not 2 < 1", True),
        ("not 1 == 2", True),
        ("1 == 2 or 3 >= 3", True),
        ("1 == 1 and 2 != 2", False),
        ("1 == 2 and nothing_like_it", False),
        ("'a' == \"a\"", True),
        ("[1, -1]", (1, -1)),
        ("[]", ()),
        ("[1, 2] == [1, 2]", True),
        ("[[1, 2], [3, 4]][1][0]", 3),
        ("alex.relu.operations - ilya.relu.operations", 27),
        ("alex . name", "Alex"),
        ("alex.relu.output[1, 0]", 2),
        ("row[-1]", 3),
        ("x[0, 1]", -2.0),
        ("zero_d", 2.5),
        ("one", 1.5),
        ("(1 == 1) + 1", 2),
        ("max(row) + min([4, 5])", 7),
        ("max(x)", 4.0),
        ("max(x[0], 2)", 2.0),
        ("sum(row)", 6),
        ("sum(small)", 300),
        ("sum(long)", 2**63),
        ("mean([1, 2])", 1.5),
        ("abs(-3)", 3),
        ("round(2.5)", 3),
        ("round(-0.125, 2)", -0.13),
        ("count(x > 0)", 3),
        ("count(mask)", 1),
        ("count([0, 2, 0])", 1),
        ("size(x)", 4),
        ("size(['a', 'b'])", 2),
        ("equal(x, x)", True),
        ("equal([1, 2], [[1, 2]])", False),
        ("count_different(small, [200, 101])", 1),
        ("largest_difference(small, [100, 101])", 100),
        ("largest_difference(x, x + 0.5)", 0.5),
        ("any(x < 0)", True),
        ("all(x < 0)", False),
        ("sqrt(16)", 4.0),
        ("log(exp(1))", 1.0),
        ("percent(alex.share)", "6.98%"),
        ("percent(3/4)", "75%"),
        ("percent(-0.0026, 1)", "−0.3%"),
        ("percent(1)", "100%"),
        ("fixed(1.5, 2)", "1.50"),
        ("fixed(-0.001, 1)", "0.0"),
        ("fixed(1e300, 1)", "1" + "0" * 300 + ".0"),
        ("thousands(1234567)", "1\u202f234\u202f567"),
        ("thousands(-12)", "−12"),
    ],
)
def test_values(text: str, result: object) -> None:
    found = value(text)
    assert found == result
    assert type(found) is type(result)


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("x * 2", [[2, -4], [6, 8]]),
        ("-x", [[-1, 2], [-3, -4]]),
        ("-mask", [-1, 0]),
        ("x > 0", [[True, False], [True, True]]),
        ("x < 1e300", [[True, True], [True, True]]),
        ("small + small", [400, 200]),
        ("-small", [-200, -100]),
        ("mask - mask", [0, 0]),
        ("[1, 2] + [3, 4]", [4, 6]),
        ("[1, 2] ** -1", [1, 0.5]),
        ("x[0]", [1, -2]),
        ("abs(x[0])", [1, 2]),
        ("round(x / 3, 1)", [[0.3, -0.7], [1, 1.3]]),
        ("small == [200, 0]", [True, False]),
    ],
)
def test_arrays_are_computed_cell_by_cell(text: str, result: object) -> None:
    found = value(text)
    assert isinstance(found, np.ndarray)
    assert np.array_equal(found, np.array(result))


def test_an_array_keeps_its_precision_beside_a_number() -> None:
    found = value("x * 0.1")
    assert isinstance(found, np.ndarray)
    assert found.dtype == np.float32


@pytest.mark.parametrize(
    ("text", "words", "offset"),
    [
        ("", "ends too early", 0),
        ("1 +", "ends too early", 3),
        ("1 2", "'2' does not fit here", 2),
        ("(1", "')' is missing", 2),
        ("x[1", "']' is missing", 3),
        ("x[]", "']' does not fit", 2),
        ("'abc", "never closed", 0),
        ("a = 1", "==", 2),
        ("x:.2f", "fixed(x, 2)", 1),
        ("1 < 2 < 3", "two values at a time", 6),
        ("(1)(2)", "name can be called", 3),
        ("alex.relu(1)", "name can be called", 9),
        ("alex.1", "'.1' does not fit here", 4),
        ("alex.'a'", "a name must follow the dot", 5),
        ("1 + not 2", "'not' does not fit", 4),
        ("aelx", "did you mean 'alex'?", 0),
        ("alex.rleu", "did you mean 'relu'?", 5),
        ("1 + cuont(x)", "did you mean 'count'?", 4),
        ("zzzzzz", "there is no name 'zzzzzz' here", 0),
        ("1 + sum", "sum is a function", 4),
        ("1 / 0", "division by zero", 2),
        ("1 // 0", "division by zero", 2),
        ("1 % 0.0", "division by zero", 2),
        ("0 ** -1", "division by zero", 2),
        ("x / 0", "division by zero", 2),
        ("small // [1, 0]", "division by zero", 6),
        ("2 ** 65", "at most 64", 2),
        ("x ** 65", "at most 64", 2),
        ("9**9**9", "at most 64", 1),
        ("1e200 ** 2", "too large", 6),
        ("10 ** 64 ** 5", "at most 64", 3),
        ("1e300 * 10", "too large", 6),
        ("1e999", "too large", 0),
        ("(-1) ** 0.5", "no such power", 5),
        ("long + long", "too large", 5),
        ("many + wide", "too many cells", 5),
        ("x + [1, 2, 3]", "2×2 and 3", 2),
        ("'a' + 'b'", "not text", 4),
        ("'a' * 9", "not text", 4),
        ("'a' < 1", "cannot be compared", 4),
        ("alex == 1", "cannot be compared", 5),
        ("-'a'", "not text", 0),
        ("alex + 1", "a group of names", 5),
        ("not x", "any(…) and all(…)", 0),
        ("x and 1", "any(…) and all(…)", 0),
        ("row[3]", "out of range", 4),
        ("row[-4]", "out of range", 4),
        ("row[1.0]", "whole number", 4),
        ("row[1 == 1]", "whole number", 4),
        ("x[0, 0, 0]", "not from a number", 8),
        ("alex['name']", "not from a group of names", 5),
        ("'abc'[0]", "not from text", 6),
        ("row.size", "a list has no names", 4),
        ("nothing", "no value", 0),
        ("thing", "no value", 0),
        ("endless + 1", "not a finite", 8),
        ("sum([])", "no numbers", 0),
        ("max()", "no numbers", 0),
        ("sqrt()", "number of values: 0", 0),
        ("sqrt(1, 2)", "number of values: 2", 0),
        ("sqrt(-1)", "square root", 0),
        ("log(0)", "positive", 0),
        ("exp(1000)", "finite", 0),
        ("sum('abc')", "not text", 0),
        ("sum([1, [2]])", "equally long", 0),
        ("sum(['a'])", "numbers of moderate size", 0),
        ("round(1, 99)", "decimals", 0),
        ("round(1, -1)", "decimals", 0),
        ("fixed(row, 1)", "one number", 0),
        ("thousands(1.5)", "whole number", 0),
        ("count_different(x, row)", "2×2 and 3", 0),
        ("\x1b[0m", "'\\x1b'", 0),
    ],
)
def test_faults_are_one_plain_sentence_with_a_place(text: str, words: str, offset: int) -> None:
    error = fault(text)
    assert words in error.message
    assert error.offset == offset


@pytest.mark.parametrize(
    "text",
    [
        "__class__",
        "x.__class__",
        "alex.__dict__",
        "alex.keys",
        "alex.items()",
        "alex.__class__.__mro__",
        "row.__len__",
        "x.T",
        "'{0.__class__}'.format(x)",
        "__import__('os')",
        "eval('1')",
        "open('/etc/passwd')",
        "sum.__globals__",
        "lambda: 1",
        "[x for x in row]",
        "x if 1 else 2",
        "x := 1",
        "x; x",
        "f'{x}'",
        "1j",
        "0x10",
        "1_000",
        "*row",
        "sum(*row)",
        "round(1, digits=2)",
        "x[0:1]",
        "x[...]",
        "a\\b",
        "x @ x",
        "~1",
        "1 << 100",
    ],
)
def test_what_is_not_in_the_language_cannot_be_said(text: str) -> None:
    fault(text)


@pytest.mark.parametrize(
    "text",
    ["(" * 100_000, "[" * 200, "-" * 499 + "1", "not " * 100 + "1", "2**" * 100 + "1", "x" + "[x" * 100, "sum(" * 100],
)
def test_length_and_depth_are_bounded(text: str) -> None:
    assert any(word in fault(text).message for word in ("nested too deeply", "longer than"))


def test_long_flat_expressions_are_fine() -> None:
    assert value("+".join("1" * 250)) == 250
    assert value("[[1]]" + "[0]" * 2) == 1


def test_names_paths_and_functions() -> None:
    expression = parse("alex.relu.operations + sum(rows[i.j].cells) - alex.name")
    assert expression.names() == {"alex", "rows", "i"}
    assert expression.paths() == {("alex", "relu", "operations"), ("rows",), ("i", "j"), ("alex", "name")}
    assert expression.functions() == {"sum"}
    assert parse("a + 1") is parse("a + 1")


class Lazy(Mapping[str, object]):
    """Names that must not be computed unless they are used."""

    def __getitem__(self, name: str) -> object:
        if name == "broken":
            raise ValueError("the engine is cold")
        return {"a": 1}[name]

    def __iter__(self) -> Iterator[str]:
        return iter(("a", "broken"))

    def __len__(self) -> int:
        return 2


def test_lazy_names_are_computed_only_when_used() -> None:
    assert evaluate(parse("names.a"), {"names": Lazy()}, {}) == 1
    with pytest.raises(ExpressionError, match="did you mean 'broken'"):
        evaluate(parse("names.brokn"), {"names": Lazy()}, {})
    with pytest.raises(ExpressionError, match="cannot be computed"):
        evaluate(parse("names.broken"), {"names": Lazy()}, {})


@pytest.mark.parametrize(
    "function", [lambda: math.inf, lambda: None, lambda: [math.nan], lambda: NAMES["a"], lambda: 1 // 0, lambda: 1j]
)
def test_faults_of_functions_are_expression_errors(function: Callable[..., object]) -> None:
    with pytest.raises(ExpressionError):
        evaluate(parse("f()"), {}, {"f": function})


def test_templates() -> None:
    filled = template("{{{alex.name}}} evaluates {alex.relu.operations}, {ilya.name} { ilya.relu.operations }: {'}'}")
    assert filled.fill(NAMES, standard_functions(), show) == "{Alex} evaluates 36, Ilya 9: }"
    assert [expression.text.strip() for expression in filled.expressions][:2] == ["alex.name", "alex.relu.operations"]
    assert filled.single is None
    assert template("no names").parts == ("no names",)
    assert template("").fill({}, {}, show) == ""


def test_a_single_expression_is_an_answer() -> None:
    single = template("{alex.relu.operations}").single
    assert single is not None
    assert evaluate(single, NAMES, {}) == 36
    assert template("{1}{2}").single is None
    assert template("{{1}}").single is None


@pytest.mark.parametrize(
    ("text", "offset"), [("ab }", 3), ("ab {x", 3), ("ab {}", 4), ("ab {1 +}", 7), ("{alex.name's}", 0)]
)
def test_faults_in_templates_count_from_the_beginning_of_the_text(text: str, offset: int) -> None:
    with pytest.raises(ExpressionError) as caught:
        template(text)
    assert caught.value.offset == offset


@pytest.mark.parametrize(("text", "offset"), [("ab {alex.nme}", 9), ("ab {1 / 0}", 6), ("{alex}", 1), ("{many}", 1)])
def test_faults_while_filling_count_from_the_beginning_of_the_text(text: str, offset: int) -> None:
    with pytest.raises(ExpressionError) as caught:
        template(text).fill(NAMES, standard_functions(), show)
    assert caught.value.offset == offset


@pytest.mark.parametrize(
    ("shown", "text"),
    [
        (3, "3"),
        (-3, "−3"),
        (np.int64(7), "7"),
        (0.5, "0.5"),
        (-0.0, "0"),
        (1 / 3, "0.3333"),
        (2 / 3 * 10, "6.667"),
        (32768.0, "32768"),
        (12345.6, "12346"),
        (-1.5, "−1.5"),
        (0.00016, "0.00016"),
        (1.25e-7, "1.25e−7"),
        (-1.5e20, "−1.5e20"),
        (math.inf, "∞"),
        (-math.inf, "−∞"),
        (math.nan, "nan"),
        (True, "yes"),
        (np.bool_(False), "no"),
        ("as [it] is", "as [it] is"),
        ((1, (2.5, "a")), "[1, [2.5, a]]"),
        (np.array([[1, -1], [0, 2]]), "[[1, −1], [0, 2]]"),
    ],
)
def test_show(shown: object, text: str) -> None:
    assert show(shown) == text


@pytest.mark.usefixtures("russian")
def test_numbers_in_russian() -> None:
    assert show(1.5) == "1,5"
    assert show([1.5, 2]) == "[1,5; 2]"
    assert value("percent(0.0698)") == "6,98%"
    assert value("fixed(2, 1)") == "2,0"


@pytest.mark.parametrize("shown", [{"a": 1}, None, object(), np.zeros(100), np.array(["a"]), 1j, tuple(range(100))])
def test_what_cannot_be_shown(shown: object) -> None:
    with pytest.raises(ExpressionError):
        show(shown)


PIECES = (
    "alex ilya x small mask long row zero_d many wide nothing . .name .relu [ ] ( ) , + - * / // % ** == != < > <= >= "
    "and or not 0 1 2 64 1e300 .5 'a' \"b\" sum( max( round( percent( equal( sqrt( count( size( fixed( abs( log("
)
WORDS = st.sampled_from(PIECES.split(" "))


def fault_of(act: Callable[[], object]) -> ExpressionError | None:
    """Return the one kind of error there may be; any other passes through and fails the test."""
    try:
        act()
    except ExpressionError as error:
        return error
    return None


@given(st.one_of(st.text(max_size=80), st.lists(WORDS, max_size=14).map(" ".join)))
def test_arbitrary_text_gives_a_value_or_an_expression_error(text: str) -> None:
    error = fault_of(lambda: show(value(text)))
    assert error is None or (error.message.isprintable() and 0 <= error.offset <= len(text))


@given(st.text(alphabet="{}ab1+'\" .", max_size=40))
def test_arbitrary_text_is_a_template_or_an_expression_error(text: str) -> None:
    error = fault_of(lambda: template(text).fill(NAMES, standard_functions(), show))
    assert error is None or 0 <= error.offset <= len(text)
