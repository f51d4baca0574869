"""Which lessons there are, warm and cold, and whatever happens to the index and the files."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.lesson.tiny import lesson_text, tiny, write_lesson
from tutor import language
from tutor.lesson.card import Card
from tutor.lesson.catalogue import Catalogue
from tutor.lesson.files import lesson_files, lesson_folders_in
from tutor.lesson.index import FIRST_PAGE, MOST_INDICES
from tutor.lesson.model import Lesson

CHECKOUT = Path(__file__).resolve().parents[2]
OTHER = ("id: tiny", "id: next")
BROKEN = ("minutes: 5", "minutes: five")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "lessons"
    write_lesson(folder, "a.yaml")
    write_lesson(folder, "b.yml", OTHER)
    return folder


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    return tmp_path / "cache"


def index_of(cache: Path) -> Path:
    (path,) = cache.iterdir()
    return path


def ids(cards: list[Card]) -> list[str]:
    return [card.id for card in cards]


def spoil(cache: Path, change: Callable[[dict[str, Any], dict[str, Any]], object]) -> None:
    """Change the two lines of an index: what the first frame shows, and what is known of each file."""
    page, entries = map(json.loads, index_of(cache).read_text().splitlines())
    change(page, entries)
    index_of(cache).write_text(f"{json.dumps(page)}\n{json.dumps(entries)}\n")


# ── cold and warm ────────────────────────────────────────────────────────────────────────────────


def test_a_cold_index_knows_nothing_and_a_warm_one_everything(folder: Path, cache: Path) -> None:
    catalogue = Catalogue([folder], cache)
    assert catalogue.first_page() == ([], 2)
    cards = catalogue.cards()
    assert ids(cards) == ["tiny", "next"]
    assert catalogue.first_page() == (cards, 0)
    assert Catalogue([folder], cache).first_page() == (cards, 0)
    assert Catalogue([folder], cache).cards() == cards


def test_the_first_frame_shows_some_and_counts_the_others(folder: Path, cache: Path) -> None:
    for number in range(FIRST_PAGE + 5):
        write_lesson(folder, f"c{number:03}.yaml", ("id: tiny", f"id: third-{number}"))
    every = Catalogue([folder], cache).cards()
    cards, more = Catalogue([folder], cache).first_page()
    assert (cards, more) == (every[:FIRST_PAGE], len(every) - FIRST_PAGE)


def test_a_list_is_made_without_a_check_and_the_check_finds_what_is_broken(folder: Path, cache: Path) -> None:
    path = write_lesson(folder, "c.yaml", BROKEN, ("id: tiny", "id: third"))
    catalogue = Catalogue([folder], cache)
    cards = catalogue.cards()
    assert ids(cards) == ["tiny", "next", "third"]
    assert not any(card.problems or card.checked for card in cards)
    assert list(catalogue.check()) == [False, False, True]
    assert [bool(card.problems) for card in catalogue.listing()] == [False, False, True]
    assert all(card.checked for card in catalogue.listing())
    assert ids(catalogue.listing()) == ["tiny", "next", "third"]
    assert Catalogue([folder], cache).first_page()[0][2].problems == (
        f"{path}:5:10: expected a whole number, found 'five'",
    )


def test_a_check_that_is_stopped_keeps_what_it_has_found(folder: Path, cache: Path) -> None:
    catalogue = Catalogue([folder], cache)
    answers = iter([False, True])
    assert list(catalogue.check(lambda: next(answers))) == [False]
    assert [card.checked for card in Catalogue([folder], cache).cards()] == [True, False]


def test_a_card_says_what_home_shows(folder: Path, cache: Path) -> None:
    card = Catalogue([folder], cache).cards()[0]
    assert (card.path, card.id, card.minutes, card.steps) == (str(folder / "a.yaml"), "tiny", 5, 9)
    assert card.say(card.title) == "Tiny"
    language.use("ru")
    try:
        assert card.say(card.title) == "Крошка"
        assert card.say({"en": "only English"}) == "only English"
        assert card.say({}) == ""
    finally:
        language.use("en")


def test_a_warm_index_reads_no_lesson(folder: Path, cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cards = Catalogue([folder], cache).checked_cards()

    def refuse(path: object) -> None:
        raise AssertionError(path)

    monkeypatch.setattr("tutor.lesson.load.load", refuse)
    monkeypatch.setattr("tutor.lesson.outline.read_outline", refuse)
    assert Catalogue([folder], cache).checked_cards() == cards
    monkeypatch.setattr("tutor.lesson.catalogue._content", refuse)
    assert Catalogue([folder], cache).cards() == cards


def test_an_index_that_says_it_already_is_not_written_again(folder: Path, cache: Path) -> None:
    write_lesson(folder, "c.yaml", BROKEN)
    Catalogue([folder], cache).checked_cards()
    before = index_of(cache).stat()
    Catalogue([folder], cache).checked_cards()
    after = index_of(cache).stat()
    assert (before.st_mtime_ns, before.st_ino) == (after.st_mtime_ns, after.st_ino)


def test_a_new_file_is_listed_with_the_others(folder: Path, cache: Path) -> None:
    Catalogue([folder], cache).cards()
    write_lesson(folder, "c.yaml", ("id: tiny", "id: third"))
    assert ids(Catalogue([folder], cache).first_page()[0]) == ["tiny", "next"]
    assert ids(Catalogue([folder], cache).cards()) == ["tiny", "next", "third"]


def test_a_changed_file_is_not_in_the_first_frame_and_read_again(folder: Path, cache: Path) -> None:
    Catalogue([folder], cache).checked_cards()
    write_lesson(folder, "a.yaml", ("id: tiny", "id: changed"))
    cards, more = Catalogue([folder], cache).first_page()
    assert (ids(cards), more) == (["next"], 1)
    assert ids(Catalogue([folder], cache).cards()) == ["changed", "next"]


def test_a_file_put_in_the_place_of_another_of_the_same_size_and_time_is_read_again(folder: Path, cache: Path) -> None:
    Catalogue([folder], cache).cards()
    before = (folder / "a.yaml").stat()
    other = write_lesson(folder.parent, "other", ("id: tiny", "id: tidy"))
    os.utime(other, ns=(before.st_atime_ns, before.st_mtime_ns))
    other.replace(folder / "a.yaml")
    assert ids(Catalogue([folder], cache).cards()) == ["tidy", "next"]


def test_changed_content_of_the_same_size_time_and_place_is_noticed_by_the_check(folder: Path, cache: Path) -> None:
    Catalogue([folder], cache).checked_cards()
    path = folder / "a.yaml"
    before = path.stat()
    with path.open("r+", encoding="utf-8") as file:
        file.write(lesson_text(("id: tiny", "id: tidy")))
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    after = path.stat()
    same = ("st_size", "st_mtime_ns", "st_ino")
    assert [getattr(before, name) for name in same] == [getattr(after, name) for name in same]
    catalogue = Catalogue([folder], cache)
    assert ids(catalogue.cards()) == ["tiny", "next"]
    assert list(catalogue.check()) == [True]
    assert ids(catalogue.listing()) == ["tidy", "next"]


def test_a_deleted_file_disappears_from_the_list_and_from_the_index(folder: Path, cache: Path) -> None:
    catalogue = Catalogue([folder], cache)
    catalogue.cards()
    (folder / "a.yaml").unlink()
    assert ids(catalogue.first_page()[0]) == ["next"]
    assert ids(catalogue.cards()) == ["next"]
    assert "a.yaml" not in index_of(cache).read_text()


def test_another_version_of_the_program_reads_the_lessons_again(
    folder: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Catalogue([folder], cache).checked_cards()
    monkeypatch.setattr("tutor.lesson.index.__version__", "99")
    assert Catalogue([folder], cache).first_page() == ([], 2)
    assert not any(card.checked for card in Catalogue([folder], cache).cards())


def test_other_folders_have_an_index_of_their_own_and_old_ones_are_forgotten(folder: Path, cache: Path) -> None:
    for number in range(MOST_INDICES + 3):
        Catalogue([folder, folder / str(number)], cache).cards()
    assert len(list(cache.iterdir())) == MOST_INDICES


# ── broken lessons ───────────────────────────────────────────────────────────────────────────────


def test_a_broken_lesson_has_a_card_with_its_problems(folder: Path, cache: Path) -> None:
    path = write_lesson(folder, "c.yaml", BROKEN, ("id: tiny", "id: third"))
    card = Catalogue([folder], cache).checked_cards()[2]
    assert card.problems == (f"{path}:5:10: expected a whole number, found 'five'",)
    assert (card.id, card.name, card.minutes, card.steps) == ("third", "Tiny", 0, 9)
    assert Catalogue([folder], cache).first_page()[0][2] == card


def test_what_a_broken_file_does_not_say_is_not_made_up(folder: Path, cache: Path) -> None:
    write_lesson(folder, "c.yaml", ("id: tiny", "id: Tiny!"), ("title: {en: Tiny, ru: Крошка}", "title: [Tiny]"))
    card = Catalogue([folder], cache).checked_cards()[2]
    assert (card.id, card.name, bool(card.problems)) == ("", "c.yaml", True)


def test_a_mended_lesson_opens(folder: Path, cache: Path) -> None:
    write_lesson(folder, "a.yaml", BROKEN)
    assert Catalogue([folder], cache).checked_cards()[0].problems
    write_lesson(folder, "a.yaml")
    assert not Catalogue([folder], cache).checked_cards()[0].problems


def test_what_was_broken_is_read_again_because_the_program_may_have_been_mended(
    folder: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write_lesson(folder, "c.yaml", BROKEN)
    Catalogue([folder], cache).checked_cards()
    read: list[Path] = []
    good = tiny()

    def load(path: Path, **_found: object) -> Lesson:
        read.append(path)
        return good

    monkeypatch.setattr("tutor.lesson.load.load", load)
    assert not Catalogue([folder], cache).checked_cards()[2].problems
    assert read == [path]


def test_each_language_has_its_own_sentences(folder: Path, cache: Path) -> None:
    write_lesson(folder, "c.yaml", BROKEN)
    english = Catalogue([folder], cache).checked_cards()[2].problems
    language.use("ru")
    try:
        catalogue = Catalogue([folder], cache)
        assert catalogue.first_page() == ([], 3)
        russian = catalogue.checked_cards()[2].problems
    finally:
        language.use("en")
    assert english != russian
    assert Catalogue([folder], cache).first_page()[0][2].problems == english


def test_a_file_that_is_too_large_to_be_a_lesson_is_a_broken_one(folder: Path, cache: Path) -> None:
    (folder / "big.yaml").write_bytes(b"#" * (1 << 20) + b"#")
    card = Catalogue([folder], cache).checked_cards()[2]
    assert card.name == "big.yaml"
    assert "larger" in card.problems[0]


def test_a_file_that_vanishes_or_cannot_be_opened_is_a_broken_one(folder: Path, cache: Path) -> None:
    (folder / "c.yaml").symlink_to(folder / "nowhere")
    (folder / "d.yaml").mkdir()
    cards = Catalogue([folder], cache).checked_cards()
    assert [bool(card.problems) for card in cards] == [False, False, True, True]


@pytest.mark.skipif(sys.platform in ("darwin", "win32"), reason="file names are Unicode there")
def test_a_file_name_that_is_no_text_stops_nothing(folder: Path, cache: Path) -> None:
    write_lesson(folder, "\udcff.yaml", ("id: tiny", "id: odd"))
    (folder / "\udcfe.yaml").write_text("[")
    cards = Catalogue([folder], cache).checked_cards()
    assert ids(cards) == ["tiny", "next", "", "odd"]
    assert cards[2].name == "\\udcfe.yaml"
    assert Catalogue([folder], cache).first_page() == (cards, 0)
    cards[2].problems[0].encode()


# ── folders ──────────────────────────────────────────────────────────────────────────────────────


def test_folders_come_in_their_order_and_files_by_name(tmp_path: Path) -> None:
    late, early = tmp_path / "z", tmp_path / "a"
    for path in (late / "b.yaml", late / "a.yml", early / "c.yaml", early / "notes.txt"):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    assert lesson_files([late, tmp_path / "missing", early, early / "c.yaml"]) == [
        late / "a.yml", late / "b.yaml", early / "c.yaml",
    ]  # fmt: skip


def test_a_course_folder_is_a_course_and_nothing_lies_deeper(tmp_path: Path) -> None:
    paths = [tmp_path / name for name in ("b.yaml", "one/c.yaml", "two/a.yml")]
    for path in (*paths, tmp_path / "one/course.yaml", tmp_path / "none/x.txt", tmp_path / "two/deep/d.yaml",
                 tmp_path / ".hidden/e.yaml", tmp_path / ".f.yaml"):  # fmt: skip
        path.parent.mkdir(exist_ok=True)
        path.touch()
    assert lesson_files([tmp_path]) == paths
    found = [(Path(one.path).name, one.is_course, one.course_file) for one in lesson_folders_in([tmp_path])]
    assert found == [(tmp_path.name, False, ""), ("one", True, "course.yaml"), ("two", True, "")]
    assert lesson_files([tmp_path / "one", tmp_path]) == [paths[1], paths[0], paths[2]]


def test_a_folder_under_two_names_is_one_folder(tmp_path: Path) -> None:
    write_lesson(tmp_path / "real", "a.yaml")
    (tmp_path / "link").symlink_to(tmp_path / "real")
    assert lesson_files([tmp_path / "real", tmp_path / "link", tmp_path]) == [tmp_path / "real" / "a.yaml"]


def test_a_lesson_is_found_by_its_id_or_its_file_name(folder: Path, cache: Path) -> None:
    catalogue = Catalogue([folder], cache)
    assert [ids(catalogue.matching(wanted)) for wanted in ("next", "b.yml", "tiny", "zzz", "")] == [
        ["next"], ["next"], ["tiny"], [], [],
    ]  # fmt: skip


def test_two_lessons_with_one_id_name_each_other_and_the_first_owns_the_record(tmp_path: Path, cache: Path) -> None:
    early = write_lesson(tmp_path / "z", "b.yaml")
    late = write_lesson(tmp_path / "a", "a.yaml")
    alone = write_lesson(tmp_path / "a", "c.yaml", OTHER)
    catalogue = Catalogue([early.parent, late.parent], cache)
    told = {card.path: (card.same_id, card.owns_record) for card in catalogue.cards()}
    both = (str(early), str(late))
    assert told == {str(early): (both, True), str(late): (both, False), str(alone): ((), True)}
    assert [card.path for card in catalogue.matching("tiny")] == [str(early), str(late)]
    assert (catalogue.owner("tiny"), catalogue.owner("next"), catalogue.owner("zzz")) == (early, alone, None)


# ── courses ──────────────────────────────────────────────────────────────────────────────────────


def in_course(tmp_path: Path, course_file: str) -> list[Card]:
    """Write a course of three lessons and return how it is listed."""
    for name in ("one", "two", "three"):
        write_lesson(tmp_path / "shelf" / "cells", f"{name}.yaml", ("id: tiny", f"id: {name}"))
    (tmp_path / "shelf" / "cells" / "course.yaml").write_text(course_file, encoding="utf-8")
    return Catalogue([tmp_path / "shelf"], tmp_path / "cache").cards()


def test_a_course_file_gives_a_title_an_order_and_advice(tmp_path: Path) -> None:
    cards = in_course(
        tmp_path,
        "title: {en: Cells, ru: Ячейки}\norder: [two, one.yaml]\nprerequisites: {three: [one, two], one: [two]}\n",
    )
    assert [(card.id, card.after) for card in cards] == [("two", ()), ("one", ("two",)), ("three", ("one", "two"))]
    assert {card.say(card.course) for card in cards} == {"Cells"}
    assert {card.folder for card in cards} == {str(tmp_path / "shelf" / "cells")}
    assert not any(card.course_problems for card in cards)


def test_a_course_without_a_course_file_is_called_as_its_folder(tmp_path: Path) -> None:
    write_lesson(tmp_path / "shelf" / "cells", "a.yaml", ("minutes: 5", "course: Another\nminutes: 5"))
    (card,) = Catalogue([tmp_path / "shelf"], tmp_path / "cache").cards()
    assert card.say(card.course) == "cells"


def test_lessons_directly_in_a_folder_are_grouped_by_their_own_words(tmp_path: Path, cache: Path) -> None:
    for name, course in (("a", "X"), ("b", ""), ("c", "Y"), ("d", "X")):
        words = f"course: {course}\nminutes: 5" if course else "minutes: 5"
        write_lesson(tmp_path / "f", f"{name}.yaml", ("id: tiny", f"id: {name}"), ("minutes: 5", words))
    cards = Catalogue([tmp_path / "f"], cache).cards()
    assert [(card.id, card.say(card.course)) for card in cards] == [("a", "X"), ("d", "X"), ("c", "Y"), ("b", "")]


def test_a_folder_with_a_course_file_is_a_course_itself(tmp_path: Path, cache: Path) -> None:
    write_lesson(tmp_path / "f", "a.yaml")
    (tmp_path / "f" / "course.yaml").write_text("title: Mine\n")
    (card,) = Catalogue([tmp_path / "f"], cache).cards()
    assert (card.say(card.course), card.folder) == ("Mine", str(tmp_path / "f"))


BROKEN_COURSES = {
    "titel: Cells": "1:1: unknown key 'titel'; did you mean 'title'?",
    "title: 3": "1:8: expected a text, found '3'",
    "title: ''": "1:8: this text is empty",
    "title: {de: Zellen}": "1:9: unknown key 'de'",
    "order: one": "1:8: expected a list of lessons, found 'one'",
    "order: [onee]": "1:9: there is no lesson 'onee' here; did you mean 'one'?",
    "order: [one, one.yaml]": "1:14: the lesson 'one.yaml' is named twice",
    "order: [[one]]": "1:9: expected a text, found a list of 1",
    "prerequisites: [one]": "1:16: expected keys with values, found a list of 1",
    "prerequisites: {four: [one]}": "1:17: there is no lesson 'four' here; there are: one, three, two",
    "prerequisites: {one: two}": "1:22: expected a list of lessons, found 'two'",
    "prerequisites: {one: [one]}": "1:23: a lesson cannot come before itself",
    "prerequisites: {three: [one], one: [two], two: [one]}": (
        "1:31: each of these would have to come before the other: one → two → one"
    ),
    "[]": "1:1: expected keys with values, found a list of 0",
    "": "1:1: this file is empty",
    "title: 'x": "1:8: the text that begins with this quotation mark is never closed",
}


@pytest.mark.parametrize("text", BROKEN_COURSES, ids=lambda text: text[:40])
def test_a_broken_course_file_is_told_and_its_lessons_work(tmp_path: Path, text: str) -> None:
    cards = in_course(tmp_path, text)
    path = tmp_path / "shelf" / "cells" / "course.yaml"
    assert {card.course_problems for card in cards} == {(f"{path}:{BROKEN_COURSES[text]}",)}
    assert sorted(ids(cards)) == ["one", "three", "two"]


def test_prerequisites_may_name_lessons_of_other_folders(tmp_path: Path, cache: Path) -> None:
    write_lesson(tmp_path / "f", "a.yaml", ("id: tiny", "id: early"))
    write_lesson(tmp_path / "f" / "cells", "b.yaml")
    (tmp_path / "f" / "cells" / "course.yaml").write_text("prerequisites: {tiny: [early]}\n")
    cards = Catalogue([tmp_path / "f"], cache).cards()
    assert {card.id: (card.after, card.course_problems) for card in cards} == {
        "tiny": (("early",), ()), "early": ((), ()),
    }  # fmt: skip


def test_a_huge_course_file_costs_little(tmp_path: Path) -> None:
    names = [f"l{number}" for number in range(9_000)]
    chain = "".join(f"  {one}: [{other}]\n" for one, other in zip(names, [*names[1:], names[0]], strict=True))
    cards = in_course(tmp_path, f"prerequisites:\n{chain}")
    assert len(cards[0].course_problems) == 100


# ── what can happen to the index ─────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "garbage",
    [b"", b"\x00\xff", b"[]", b"3", b"null", b"{}", b'{"program": 1}', b"[" * 200_000, b'{"lessons": {}}'],
    ids=lambda garbage: repr(garbage[:12]),
)
def test_an_index_that_cannot_be_read_is_no_index(folder: Path, cache: Path, garbage: bytes) -> None:
    cards = Catalogue([folder], cache).cards()
    index_of(cache).write_bytes(garbage)
    assert Catalogue([folder], cache).first_page() == ([], 2)
    assert Catalogue([folder], cache).cards() == cards
    assert Catalogue([folder], cache).first_page() == (cards, 0)


def test_an_index_whose_end_was_lost_still_has_its_first_page(folder: Path, cache: Path) -> None:
    cards = Catalogue([folder], cache).cards()
    text = index_of(cache).read_text()
    index_of(cache).write_text(text[: text.index("\n") + 20])
    assert Catalogue([folder], cache).first_page() == (cards, 0)
    assert Catalogue([folder], cache).cards() == cards


@pytest.mark.parametrize("entry", [None, [], 3, "x", {}, [1, 2, 3], [[1], 2, {}], [[1], "x", None]])
def test_an_entry_that_is_no_entry_is_read_anew(folder: Path, cache: Path, entry: object) -> None:
    cards = Catalogue([folder], cache).cards()
    spoil(cache, lambda page, entries: entries.update({str(folder / "a.yaml"): entry}))
    assert Catalogue([folder], cache).cards() == cards


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("id", 3),
        ("path", None),
        ("path", "elsewhere"),
        ("title", "Tiny"),
        ("title", ["Tiny"]),
        ("title", {"en": 3}),
        ("course", None),
        ("summary", []),
        ("minutes", "5"),
        ("minutes", True),
        ("steps", None),
        ("problems", None),
        ("problems", "abc"),
        ("problems", [1]),
        ("checked", 1),
        ("colour", "red"),
    ],
)
def test_a_card_that_somebody_spoilt_is_read_anew(folder: Path, cache: Path, name: str, value: Any) -> None:
    cards = Catalogue([folder], cache).cards()

    def change(page: dict[str, Any], entries: dict[str, Any]) -> None:
        page["page"][0][0][name] = value
        entries[str(folder / "a.yaml")][2][name] = value

    spoil(cache, change)
    assert ids(Catalogue([folder], cache).first_page()[0]) in ([], ["next"])
    assert Catalogue([folder], cache).cards() == cards


@pytest.mark.parametrize("spoilt", [None, 3, {}, [3], [[{}, 1, 2]], [["x", []]]])
def test_a_first_page_that_somebody_spoilt_is_none(folder: Path, cache: Path, spoilt: object) -> None:
    Catalogue([folder], cache).cards()
    spoil(cache, lambda page, entries: page.update(page=spoilt))
    assert Catalogue([folder], cache).first_page()[0] == []


def test_a_cache_folder_that_cannot_be_written_only_costs_time(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    for cache in (tmp_path / "file", tmp_path / "file" / "inside"):
        catalogue = Catalogue([folder], cache)
        assert ids(catalogue.checked_cards()) == ["tiny", "next"]
        assert catalogue.first_page() == ([], 2)
    assert (tmp_path / "file").read_text() == "not a folder"


def test_an_index_that_cannot_be_replaced_leaves_nothing_behind(folder: Path, cache: Path) -> None:
    Catalogue([folder], cache).cards()
    name = index_of(cache).name
    index_of(cache).unlink()
    (cache / name).mkdir()
    assert ids(Catalogue([folder], cache).checked_cards()) == ["tiny", "next"]
    assert [path.name for path in cache.iterdir()] == [name]


# ── what it costs ────────────────────────────────────────────────────────────────────────────────


def test_the_first_page_imports_nothing_heavy(folder: Path, cache: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from tutor.lesson.catalogue import Catalogue\n"
        f"cards, more = Catalogue([Path({str(folder)!r})], Path({str(cache)!r})).first_page()\n"
        "print(len(cards), more, *({'pydantic', 'yaml', 'numpy', 'rich', 'textual'} & set(sys.modules)))"
    )

    def ask() -> str:
        command = [sys.executable, "-c", code]
        return subprocess.run(command, capture_output=True, text=True, check=True, cwd=CHECKOUT).stdout  # noqa: S603

    assert ask() == "0 2\n"
    Catalogue([folder], cache).cards()
    assert ask() == "2 0\n"


def test_a_link_to_what_lies_elsewhere_is_told_and_not_read(folder: Path, cache: Path, tmp_path: Path) -> None:
    elsewhere = write_lesson(tmp_path / "elsewhere", "x.yaml", ("id: tiny", "id: secret"))
    (folder / "c.yaml").symlink_to(elsewhere)
    catalogue = Catalogue([folder], cache)
    assert "secret" not in [card.id for card in catalogue.cards()]
    told = [problem for card in catalogue.checked_cards() for problem in card.problems]
    assert told == [f"{folder / 'c.yaml'}:1:1: a link leads out of the lesson's folder"]
