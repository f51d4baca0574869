"""What an author may not write in questions and beside them, and the sentence that says so."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image as Pillow

from tests.lesson.exercises import HEAD, lesson, problem, step
from tests.lesson.tiny import NAME
from tutor.lesson import load as load_module
from tutor.lesson.check_questions import SEEDS
from tutor.lesson.load import examine, load
from tutor.lesson.patience import Patience
from tutor.lesson.problem import LessonError
from tutor.lesson.rules import Rule

NUMBER = "kind: number, answer: 4, mistakes: [{answer: 5, because: One too many.}, {answer: 3, because: One less.}]"
CHOICE = "kind: choice, options: [{text: ReLU, correct: true}, {text: GELU}, {text: sine}]"
WORDS = "kind: words, answers: [max-pool, pool], mistakes: [{answers: [relu, rule], because: No.}]"
FOLDED = "(capitals, ё and outer punctuation do not count)"
UNJUDGED = "nothing is judged at this step, so that there are no points to give"
IMAGE = "answer: 4, image: {file: ../a.png, alt: A.},"
VALUES = "answer: 4, values: {alex: {whole: [1, 2]}},"
MATCH = "kind: match, pairs: [{left: a, right: one}, {left: b, right: two}], extra: [three]"


def test_what_is_sound_is_taken() -> None:
    assert [one.id for one in lesson(NUMBER, CHOICE, WORDS, MATCH).steps] == ["one", "two", "three", "four"]
    lesson("kind: reflect", MATCH.replace("right: two", "right: one"))


@pytest.mark.parametrize(
    ("keys", "old", "new", "at", "sentence"),
    [
        (NUMBER, "answer: 5", "answer: 4", "4, because", "this mistake would be taken for the right answer"),
        (NUMBER, "answer: 4,", "answer: 4.5, tolerance: 0.5,", "5", "this mistake would be taken for the right answer"),
        (NUMBER, "answer: 4,", "answer: 4.5, relative: 0.12,", "5", "this mistake would be taken for the right answer"),
        (NUMBER, "answer: 4,", "answer: {low: 4, high: 6},", "5", "this mistake would be taken for the right answer"),
        (NUMBER, "answer: 3", "answer: 5.0", "5.0", "mistake number 1 already covers this answer"),
        (NUMBER, "answer: 4,", "answer: {low: 4, high: 3},", "{low", "low is above high: 4.0 and 3.0"),
        (NUMBER, "answer: 4,", "answer: {low: 4},", "{low", "the key 'high' is missing"),
        (CHOICE, "GELU", "relu.", "relu", "this says the same as number 1: 'relu.'"),
        (CHOICE, "GELU}, {text: sine", "'{1 + 1}'}, {text: '2'", "'2'", "this says the same as number 2: '2'"),
        (WORDS, "pool]", "Max—pool]", "Max", f"this is an answer already: 'max-pool' {FOLDED}"),
        (WORDS, "rule]", "RELU]", "RELU", f"this is a mistake already: 'relu' {FOLDED}"),
        (WORDS, "rule]", "Pool]", "Pool", f"this is an answer already: 'pool' {FOLDED}"),
        (WORDS, "rule]", "'?!']", "'?!'", "nothing is left of this text once it is compared"),
        (MATCH, "left: b", "left: A", "A", "this says the same as number 1: 'A'"),
        (MATCH, "right: two", "right: One", "One", "this says the same as number 1: 'One'"),
        (MATCH, "[three]", "[three, Two]", "Two", "this says the same as number 2: 'Two'"),
        (MATCH, "[three]", "[three, two]", "two]", "this partner is there already"),
        (MATCH, "[three]", "[three, three]", "three]", "this partner is there already"),
        (MATCH, "[three]", "[c, d, e, f, g, h, i]", "", ""),
        (NUMBER, "answer: 4,", "answer: 4, objectives: [count],", "count", "there is no objective 'count'"),
        ("kind: reflect", "reflect", "reflect, points: 2", "2", UNJUDGED),
        ("kind: friend", "friend", "friend, points: 2", "2", UNJUDGED),
        (NUMBER, "answer: 4,", VALUES, "{whole", "the name 'alex' means something else already"),
        (NUMBER, "answer: 4,", IMAGE, "../a", "a picture lies beside the lesson or below: no .. and no hidden files"),
    ],
)  # fmt: skip
def test_each_fault_has_a_place_and_a_sentence(keys: str, old: str, new: str, at: str, sentence: str) -> None:
    assert old in keys
    if not sentence:
        lesson(keys.replace(old, new))
    else:
        assert problem(keys.replace(old, new), at) == sentence


@pytest.mark.parametrize("values", ["{}", "{whole: [1, 2], among: [1]}", "{whole: [2, 1]}", "{decimal: [0, 1]}"])
def test_values_that_cannot_be_drawn(values: str) -> None:
    with pytest.raises(LessonError) as caught:
        lesson(f"kind: number, answer: 1, values: {{a: {values}}}")
    assert caught.value.problems[0].line == HEAD.count("\n") + 1


def test_too_many_partners() -> None:
    pairs = ", ".join(f"{{left: l{n}, right: r{n}}}" for n in range(9))
    keys = f"kind: match, pairs: [{pairs}], extra: [one more]"
    assert problem(keys, "[one") == "10 different partners are too many to choose from; 9 at most"


# ── with other learners' numbers ─────────────────────────────────────────────────────────────────


def examined(keys: str) -> list[str]:
    found = examine((HEAD + step(keys)).encode(), NAME)
    return [f"{one.rule}: {one.message}" for one in found.problems if one.severity == "error"]


def test_a_key_must_hold_for_every_learner() -> None:
    keys = 'kind: number, values: {a: {whole: [1, 9]}}, answer: "{a}", mistakes: [{answer: 6, because: Six.}]'
    (found,) = examined(keys)
    assert found.endswith("this mistake would be taken for the right answer")
    assert "with the numbers of learner" in found
    assert examined(keys.replace("answer: 6", "answer: 60")) == []


def test_an_expression_must_be_computable_for_every_learner() -> None:
    keys = 'kind: number, values: {a: {whole: [0, 60]}}, answer: "{1 / (a - 17)}", tolerance: 0.1'
    (found,) = examined(keys)
    assert "division by zero" in found
    assert examined(keys.replace("a - 17", "a + 17")) == []


# ── pictures ─────────────────────────────────────────────────────────────────────────────────────


def test_a_picture_must_be_there(tmp_path: Path) -> None:
    path = tmp_path / "lesson.yaml"
    path.write_text(HEAD + step("kind: reflect, image: {file: a.png, alt: A.}"), encoding="utf-8")
    with pytest.raises(LessonError, match=r"there is no file 'a\.png'"):
        load(path)
    Pillow.new("L", (3, 3)).save(tmp_path / "a.png")
    assert load(path).steps[0].image is not None


class _Tired(Patience):
    """Patience that is over when it has been asked so many times, however fast the machine is."""

    left = 0

    @property
    def is_over(self) -> bool:
        _Tired.left -= 1
        return _Tired.left < 0


def test_a_check_that_runs_out_of_time_says_how_many_learners_were_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    text = HEAD + step("kind: number, answer: '{a + 1}', values: {a: {whole: [1, 50]}}")
    monkeypatch.setattr(load_module, "Patience", _Tired)
    found = []
    for _Tired.left in range(0, 900, 23):
        done = examine(text.encode(), NAME)
        if done.lesson is not None:
            found.append(done.learners)
        else:
            assert [problem.rule for problem in done.problems] == [Rule.COSTLY]
    assert found == sorted(found)
    assert found[0] < found[-2] < SEEDS
    assert len(set(found)) > 10


def test_in_a_lesson_without_drawn_numbers_nobody_is_missed() -> None:
    assert examine((HEAD + step(NUMBER)).encode(), NAME).learners == SEEDS
