"""Words, pairs, reflections, shuffled options, drawn values and pictures, in the real program."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image as Pillow

from tests.ui.driver import (
    HUGE,
    LARGE,
    SMALL,
    at_home,
    at_step,
    commit,
    commit_right,
    note_texts,
    open_first,
    press,
    quick_app,
    read_on,
    saved_steps,
    screen_text,
    send_fast,
    too_wide,
    wait_for,
    wait_for_text,
    words_on,
)
from tutor import language
from tutor.lesson.draws import shown_order
from tutor.lesson.matching import NO_PARTNER, right_partners
from tutor.lesson.questions import Match
from tutor.ui.screens.lesson import LessonScreen
from tutor.ui.widgets.image_view import ImagePixels
from tutor.ui.widgets.matching import Matching
from tutor.ui.widgets.options import MultiOptions
from tutor.ui.widgets.words_field import WordsField, WritingField

WORDS = """\
  - id: word
    kind: words
    title: {en: Word, ru: Слово}
    ask: {en: "Which layer?", ru: "Какой слой?"}
    answers: [{en: max pool, ru: макс-пул}]
    mistakes: [{answers: [relu], because: {en: "That bends.", ru: "Он гнёт."}}]
    hints: [{en: "It compares.", ru: "Он сравнивает."}]
    points: 2
"""
PAIRS = """\
  - id: pairs
    kind: match
    title: {en: Pairs, ru: Пары}
    ask: {en: "Who does what?", ru: "Кто что делает?"}
    credit: partial
    points: 3
    pairs:
      - {left: {en: convolution, ru: свёртка}, right: {en: adds up a window, ru: складывает окно}}
      - {left: {en: ReLU, ru: ReLU}, right: {en: drops negatives, ru: убирает отрицательные}}
      - {left: {en: max-pool, ru: макс-пул}, right: {en: keeps the largest of a window of cells that may be very long to read, ru: оставляет наибольшее в окне из клеток}}
    extra: [{en: sorts, ru: сортирует}]
"""  # noqa: E501
THINK = """\
  - id: think
    kind: reflect
    title: {en: Think, ru: Подумайте}
    ask: {en: "Why?", ru: "Почему?"}
"""
END = """\
  - {id: end, kind: text, title: {en: The end, ru: Конец}, body: {en: Over., ru: Всё.}, recall: think}
"""
SEVERAL = """\
  - id: several
    kind: choices
    title: {en: Several, ru: Несколько}
    ask: {en: "Which ones?", ru: "Какие?"}
    shuffle: true
    credit: partial
    options:
      - {text: {en: Odd, ru: Нечет}, correct: true}
      - {text: {en: Even, ru: Чёт}}
      - {text: {en: Prime, ru: Простое}, correct: true}
      - {text: {en: Square, ru: Квадрат}}
      - {text: {en: None of these, ru: Ни одно}, pin: last}
"""
DRAWN = """\
  - id: drawn
    kind: number
    title: {en: Drawn, ru: Жребий}
    values: {a: {whole: [2, 9]}, b: {whole: [2, 9]}}
    ask: {en: "How much is {a} times {b}?", ru: "Сколько будет {a} на {b}?"}
    answer: "{a * b}"
"""
PICTURE = """\
  - id: look
    kind: text
    title: {en: Look, ru: Смотрите}
    body: {en: "Look.", ru: "Смотрите."}
    image: {file: a.png, alt: {en: "A red square.", ru: "Красный квадрат."}}
"""


def last_answer(screen: LessonScreen) -> object:
    last = screen.session.state.last
    return None if last is None else last.answer


# ── words ────────────────────────────────────────────────────────────────────────────────────────


async def test_words_are_typed_and_judged(tmp_path: Path) -> None:
    app = quick_app(tmp_path, WORDS)
    async with app.run_test(size=SMALL) as pilot:
        screen = await open_first(pilot, app)
        await press(pilot, "enter")
        await wait_for_text(pilot, "Type your answer in words.")
        await commit(pilot, screen, *"Relu", "enter")
        assert note_texts(screen)[0] == ("wrong", "✗ Not yet. Points: 0 of 2.  That bends.")
        await press(pilot, "r")
        await wait_for(pilot, lambda: screen.query(WordsField) and screen.query_one(WordsField).has_focus, "the field")
        assert screen.query_one(WordsField).value == ""
        await commit(pilot, screen, *"MAX", "space", *"Pool.", "enter")
        assert note_texts(screen) == [
            ("right", "✓ Right. Points: 2 of 2.  "),
            ("said", "What you have done\n  Points: 2 of 2."),
        ]


async def test_escape_leaves_the_field_for_the_keys_of_the_screen(tmp_path: Path) -> None:
    app = quick_app(tmp_path, WORDS)
    async with app.run_test(size=SMALL) as pilot:
        screen = await open_first(pilot, app)
        await press(pilot, "h", "q", "g", "question_mark")
        assert screen.query_one(WordsField).value == "hqg?"
        await press(pilot, "escape", "h")
        await wait_for(pilot, lambda: note_texts(screen), "the hint")
        assert note_texts(screen) == [("hint", "Hint 1  It compares.")]
        await press(pilot, "enter")
        assert screen.query_one(WordsField).has_focus, "Enter leads back into the field"
        await press(pilot, "escape", "escape")
        await at_home(pilot, app)


async def test_a_click_on_a_key_is_no_letter_in_the_field(tmp_path: Path) -> None:
    app = quick_app(tmp_path, WORDS)
    async with app.run_test(size=SMALL) as pilot:
        screen = await open_first(pilot, app)
        await press(pilot, "a")
        line = screen_text(app).splitlines()[-1]
        await pilot.click("#keys", offset=(line.index("h hint"), 0))
        await wait_for(pilot, lambda: note_texts(screen), "the hint")
        assert screen.query_one(WordsField).value == "a"


async def test_the_answer_is_shown_after_the_last_hint_and_earns_nothing(tmp_path: Path) -> None:
    app = quick_app(tmp_path, WORDS + END.replace(", recall: think", ""))
    async with app.run_test(size=SMALL) as pilot:
        screen = await open_first(pilot, app)
        await press(pilot, "escape", "h", "h")
        await wait_for(pilot, lambda: len(note_texts(screen)) == 2, "the answer")
        assert note_texts(screen)[1] == ("said", "The answer  max pool")
        await press(pilot, "r")
        await wait_for(pilot, lambda: screen.query_one(WordsField).has_focus, "the field")
        await commit(pilot, screen, *"max", "space", *"pool", "enter")
        assert note_texts(screen)[-1] == ("right", "✓ Right. Points: 0 of 2.  ")


# ── pairs ────────────────────────────────────────────────────────────────────────────────────────


def matching(screen: LessonScreen) -> Matching:
    return screen.query_one(Matching)


async def test_partners_are_given_by_digits_and_arrows(tmp_path: Path) -> None:
    app = quick_app(tmp_path, PAIRS)
    async with app.run_test(size=SMALL) as pilot:
        screen = await open_first(pilot, app)
        order = matching(screen).order
        assert sorted(order) == [0, 1, 2, 3]
        await press(pilot, "3", "right", "right", "down", "left")
        assert matching(screen).chosen == (order[2], order[1], order[3])
        await press(pilot, "up", "backspace")
        assert matching(screen).chosen == (order[2], NO_PARTNER, order[3])
        await press(pilot, "full_stop")
        missing = matching(screen).items[1]
        await wait_for_text(pilot, f"Give every item a partner. This one has none: {missing}")
        assert matching(screen).at == 1
        await commit(pilot, screen, "1", "enter")
        assert last_answer(screen) == (order[2], order[0], order[3]), "as indices of the lesson file"


async def test_wrong_pairs_are_marked_and_open_again_while_right_ones_stay(tmp_path: Path) -> None:
    app = quick_app(tmp_path, PAIRS)
    async with app.run_test(size=SMALL) as pilot:
        screen = await open_first(pilot, app)
        order = matching(screen).order
        await commit(pilot, screen, *(str(1 + order.index(partner)) for partner in (0, 3, 2)), "enter")
        assert note_texts(screen)[0][1].startswith("◐ Partly right: 67 %. Points: 2 of 3.")
        assert "✓ convolution" in screen_text(app)
        assert "✗ ReLU" in screen_text(app)
        await press(pilot, "r")
        await wait_for(pilot, lambda: screen.query(Matching) and matching(screen).has_focus, "the pairs")
        assert matching(screen).chosen == (0, NO_PARTNER, 2)
        await press(pilot, "down")
        await commit(pilot, screen, str(1 + order.index(1)), "enter")
        assert note_texts(screen)[0] == ("right", "✓ Right. Points: 3 of 3.  ")


async def test_pairs_by_mouse(tmp_path: Path) -> None:
    app = quick_app(tmp_path, PAIRS)
    async with app.run_test(size=SMALL) as pilot:
        screen = await open_first(pilot, app)
        widget = matching(screen)

        def line_of(text: str) -> int:
            rows = widget._rows(widget.size.width)
            return next(y for y, row in enumerate(rows) if text in row.text and row.kind != "item")

        question = screen.session.step.question
        assert isinstance(question, Match)
        for partner in ("adds up", "drops", "keeps"):
            await pilot.click(widget, offset=(6, line_of(partner)))
        assert widget.chosen == right_partners(question)
        await pilot.click(widget, offset=(6, 1))
        assert widget.at == 1
        await pilot.click(widget, offset=(6, line_of("commit these pairs")))
        await wait_for(pilot, lambda: screen.session.committed, "the pairs to be committed")
        assert screen.session.state.solved
        chosen = widget.chosen
        await pilot.click(widget, offset=(6, line_of("sorts")))
        assert widget.chosen == chosen, "what is committed stays"


async def test_half_made_pairs_survive_a_change_of_language(tmp_path: Path) -> None:
    app = quick_app(tmp_path, PAIRS)
    async with app.run_test(size=SMALL) as pilot:
        screen = await open_first(pilot, app)
        await press(pilot, "2")
        chosen = matching(screen).chosen
        await press(pilot, "g")
        await wait_for_text(pilot, "Кто что делает?")
        assert matching(screen).chosen == chosen


# ── reflections ──────────────────────────────────────────────────────────────────────────────────


async def test_a_reflection_is_kept_and_shown_again(tmp_path: Path) -> None:
    app = quick_app(tmp_path, THINK + END)
    async with app.run_test(size=SMALL) as pilot:
        screen = await open_first(pilot, app)
        await press(pilot, "enter")
        await wait_for_text(pilot, "Write at least a word.")
        await commit(pilot, screen, *"[b]no", "enter")
        assert note_texts(screen) == [("said", "Noted.  ")]
        assert saved_steps(tmp_path / "home", "quick")["think"]["attempts"][0]["answer"] == "[b]no"
        await press(pilot, "enter")
        await at_step(pilot, screen, "end")
        assert note_texts(screen) == [("said", "You wrote  [b]no")]
        await press(pilot, "b")
        await at_step(pilot, screen, "think")
        await press(pilot, "r")
        await wait_for(pilot, lambda: screen.query_one(WritingField).has_focus, "the field")
        assert screen.query_one(WritingField).text == "[b]no", "to go on writing"


async def test_what_is_pasted_brings_lines_and_no_escape_codes(tmp_path: Path) -> None:
    from textual import events

    app = quick_app(tmp_path, THINK)
    async with app.run_test(size=SMALL) as pilot:
        screen = await open_first(pilot, app)
        field = screen.query_one(WritingField)
        app.post_message(events.Paste("one\r\n\x1b[31mtwo\u202e"))
        await wait_for(pilot, lambda: field.text, "the paste")
        assert field.text == "one\n [31mtwo "
        await commit(pilot, screen, "enter")
        assert last_answer(screen) == "one\n [31mtwo "


# ── orders and values of the learner's own ───────────────────────────────────────────────────────


async def test_shuffled_options_are_answered_by_what_they_are(tmp_path: Path) -> None:
    app = quick_app(tmp_path, SEVERAL)
    async with app.run_test(size=SMALL) as pilot:
        screen = await open_first(pilot, app)
        assert app._record is not None
        assert screen.session.facts.seed == app._record.seed()
        question = screen.session.step.question
        assert question is not None
        order = shown_order(question, screen.session.facts)
        shown = [line for line in screen_text(app).splitlines() if "[ ]" in line]
        names = ("Odd", "Even", "Prime", "Square", "None of these")
        assert [line.split("] ")[1] for line in shown] == [names[index] for index in order]
        await commit(pilot, screen, str(1 + order.index(2)), str(1 + order.index(0)), "enter")
        assert last_answer(screen) == (0, 2)
        assert note_texts(screen)[0][1].startswith("✓ Right.")
        ticked = screen.query_one(MultiOptions).ticked
        await press(pilot, "r")
        await wait_for(pilot, lambda: screen.query_one(MultiOptions).has_focus, "the options")
        assert screen.query_one(MultiOptions).ticked == ticked, "the same places, with the same ticks"


async def test_a_tick_just_before_enter_counts(tmp_path: Path) -> None:
    app = quick_app(tmp_path, SEVERAL.replace("    shuffle: true\n", ""))
    async with app.run_test(size=SMALL) as pilot:
        screen = await open_first(pilot, app)
        send_fast(app, "1", "3", "enter")
        await wait_for(pilot, lambda: screen.session.committed, "the answer to be taken")
        assert last_answer(screen) == (0, 2)


async def test_a_record_from_before_the_shuffle_means_the_same_options(tmp_path: Path) -> None:
    data = tmp_path / "home"
    plain = SEVERAL.replace("    shuffle: true\n", "")
    app = quick_app(tmp_path, plain, data=data)
    async with app.run_test(size=SMALL) as pilot:
        screen = await open_first(pilot, app)
        await commit(pilot, screen, "1", "3", "enter")
    app = quick_app(tmp_path, SEVERAL, data=data)
    async with app.run_test(size=SMALL) as pilot:
        screen = await open_first(pilot, app)
        assert screen.session.state.solved
        await wait_for(pilot, lambda: note_texts(screen), "the verdict")
        lines = [line for line in screen_text(app).splitlines() if "[×]" in line]
        assert sorted(line.split("] ")[1] for line in lines) == ["Odd", "Prime"]


async def test_values_are_the_learners_own_and_the_same_again(tmp_path: Path) -> None:
    asked = []
    for _visit in range(2):
        app = quick_app(tmp_path, DRAWN, data=tmp_path / "home")
        async with app.run_test(size=SMALL) as pilot:
            screen = await open_first(pilot, app)
            question = screen.session.step.question
            assert question is not None
            asked.append(screen.session.facts.fill(question.ask))
            assert asked[-1] in words_on(app)
            if not screen.session.committed:
                await commit_right(pilot, screen.session)
            assert screen.session.verdict is not None
            assert screen.session.verdict.correct
    assert asked[0] == asked[1]


# ── pictures ─────────────────────────────────────────────────────────────────────────────────────


def red_square(tmp_path: Path) -> None:
    (tmp_path / "lessons").mkdir(exist_ok=True)
    Pillow.new("RGB", (20, 20), (255, 0, 0)).save(tmp_path / "lessons" / "a.png")


async def test_a_picture_stands_beside_its_words(tmp_path: Path) -> None:
    red_square(tmp_path)
    app = quick_app(tmp_path, PICTURE)
    async with app.run_test(size=SMALL) as pilot:
        screen = await open_first(pilot, app)
        await wait_for_text(pilot, "Picture: A red square.")
        pixels = screen.query_one(ImagePixels)
        assert (pixels.size.width, pixels.size.height) == (20, 10)
        (segment,) = [part for part in pixels.render_line(3) if part.text]
        assert segment.style is not None
        assert segment.style.color is not None
        assert segment.style.color.triplet == (255, 0, 0)
        await press(pilot, "g")
        await wait_for_text(pilot, "Красный квадрат.")


async def test_without_colours_there_are_only_the_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    red_square(tmp_path)
    app = quick_app(tmp_path, PICTURE)
    async with app.run_test(size=SMALL) as pilot:
        screen = await open_first(pilot, app)
        await wait_for_text(pilot, "Picture: A red square.")
        assert not screen.query(ImagePixels)
        assert "▀" not in screen_text(app)


# ── every kind, everywhere ───────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("code", language.LANGUAGES)
@pytest.mark.parametrize("size", [(60, 18), SMALL, LARGE, HUGE])
async def test_every_kind_fits_any_window(tmp_path: Path, size: tuple[int, int], code: str) -> None:
    language.use(code)
    red_square(tmp_path)
    app = quick_app(tmp_path, PICTURE + WORDS + PAIRS + SEVERAL + DRAWN + THINK + END)
    async with app.run_test(size=size) as pilot:
        screen = await open_first(pilot, app)
        for step in screen.session.lesson.steps[:-1]:
            await at_step(pilot, screen, step.id)
            assert too_wide(app) == []
            if step.question is not None:
                await commit_right(pilot, screen.session)
                await wait_for(pilot, lambda: note_texts(screen), "the verdict")
                assert screen.session.state.solved
            await read_on(pilot, screen)
        await at_step(pilot, screen, "end")
        assert screen.session.earned == screen.session.possible == 5
        await press(pilot, "enter")
        home = await at_home(pilot, app)
        await wait_for_text(pilot, "5")
        assert home is app.screen
