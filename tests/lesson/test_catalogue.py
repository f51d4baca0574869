"""Which lessons there are, warm and cold, and whatever happens to the index and the files."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.lesson.tiny import tiny, write_lesson
from tutor import language
from tutor.lesson.catalogue import Card, Catalogue, lesson_files
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


# ── cold and warm ────────────────────────────────────────────────────────────────────────────────


def test_a_cold_index_knows_nothing_and_a_warm_one_everything(folder: Path, cache: Path) -> None:
    catalogue = Catalogue([folder], cache)
    assert catalogue.known() == ([], [folder / "a.yaml", folder / "b.yml"])
    cards = catalogue.cards()
    assert ids(cards) == ["tiny", "next"]
    assert catalogue.known() == (cards, [])
    assert Catalogue([folder], cache).known() == (cards, [])


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
    cards = Catalogue([folder], cache).cards()

    def refuse(path: Path) -> None:
        raise AssertionError(path)

    monkeypatch.setattr("tutor.lesson.load.load", refuse)
    assert Catalogue([folder], cache).cards() == cards


def test_an_index_that_says_it_already_is_not_written_again(folder: Path, cache: Path) -> None:
    write_lesson(folder, "c.yaml", BROKEN)
    Catalogue([folder], cache).cards()
    before = index_of(cache).stat()
    Catalogue([folder], cache).cards()
    after = index_of(cache).stat()
    assert (before.st_mtime_ns, before.st_ino) == (after.st_mtime_ns, after.st_ino)


def test_a_new_file_is_unknown_until_it_is_read(folder: Path, cache: Path) -> None:
    Catalogue([folder], cache).cards()
    path = write_lesson(folder, "c.yaml", ("id: tiny", "id: third"))
    cards, unknown = Catalogue([folder], cache).known()
    assert ids(cards) == ["tiny", "next"]
    assert unknown == [path]
    assert ids(Catalogue([folder], cache).cards()) == ["tiny", "next", "third"]


def test_changed_content_of_the_same_size_and_time_is_noticed(folder: Path, cache: Path) -> None:
    catalogue = Catalogue([folder], cache)
    catalogue.cards()
    path = folder / "a.yaml"
    before = path.stat()
    write_lesson(folder, "a.yaml", ("id: tiny", "id: tidy"))
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    after = path.stat()
    assert (before.st_size, before.st_mtime_ns) == (after.st_size, after.st_mtime_ns)
    assert catalogue.known()[1] == [path]
    assert ids(catalogue.cards()) == ["tidy", "next"]


def test_a_deleted_file_disappears_from_the_list_and_from_the_index(folder: Path, cache: Path) -> None:
    catalogue = Catalogue([folder], cache)
    catalogue.cards()
    (folder / "a.yaml").unlink()
    assert ids(catalogue.known()[0]) == ["next"]
    assert ids(catalogue.cards()) == ["next"]
    assert "a.yaml" not in index_of(cache).read_text()


def test_another_version_of_the_program_reads_the_lessons_again(
    folder: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Catalogue([folder], cache).cards()
    monkeypatch.setattr("tutor.lesson.catalogue.__version__", "99")
    assert Catalogue([folder], cache).known()[0] == []


# ── broken lessons ───────────────────────────────────────────────────────────────────────────────


def test_a_broken_lesson_has_a_card_with_its_problems(folder: Path, cache: Path) -> None:
    path = write_lesson(folder, "c.yaml", BROKEN)
    catalogue = Catalogue([folder], cache)
    card = catalogue.cards()[2]
    assert card.problems == (f"{path}:5:10: expected a whole number, found 'five'",)
    assert (card.id, card.say(card.title)) == ("c", "c.yaml")
    assert catalogue.known()[0][2] == card


def test_a_mended_lesson_opens(folder: Path, cache: Path) -> None:
    write_lesson(folder, "a.yaml", BROKEN)
    assert Catalogue([folder], cache).cards()[0].problems
    write_lesson(folder, "a.yaml")
    assert not Catalogue([folder], cache).cards()[0].problems


def test_what_was_broken_is_read_again_because_the_program_may_have_been_mended(
    folder: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write_lesson(folder, "c.yaml", BROKEN)
    Catalogue([folder], cache).cards()
    read: list[Path] = []
    good = tiny()

    def load(path: Path) -> Lesson:
        read.append(path)
        return good

    monkeypatch.setattr("tutor.lesson.load.load", load)
    assert not Catalogue([folder], cache).cards()[2].problems
    assert read == [path]


def test_each_language_has_its_own_sentences(folder: Path, cache: Path) -> None:
    write_lesson(folder, "c.yaml", BROKEN)
    english = Catalogue([folder], cache).cards()[2].problems
    language.use("ru")
    try:
        catalogue = Catalogue([folder], cache)
        assert catalogue.known()[0] == []
        russian = catalogue.cards()[2].problems
    finally:
        language.use("en")
    assert english != russian
    assert Catalogue([folder], cache).known()[0][2].problems == english


def test_a_file_that_is_too_large_to_be_a_lesson_is_a_broken_one(folder: Path, cache: Path) -> None:
    (folder / "big.yaml").write_bytes(b"#" * (1 << 20) + b"#")
    card = Catalogue([folder], cache).cards()[2]
    assert card.id == "big"
    assert "larger" in card.problems[0]


def test_a_file_that_vanishes_or_cannot_be_opened_is_a_broken_one(folder: Path, cache: Path) -> None:
    (folder / "c.yaml").symlink_to(folder / "nowhere")
    (folder / "d.yaml").mkdir()
    cards = Catalogue([folder], cache).cards()
    assert [bool(card.problems) for card in cards] == [False, False, True, True]


@pytest.mark.skipif(sys.platform in ("darwin", "win32"), reason="file names are Unicode there")
def test_a_file_name_that_is_no_text_stops_nothing(folder: Path, cache: Path) -> None:
    write_lesson(folder, "\udcff.yaml", ("id: tiny", "id: odd"))
    write_lesson(folder, "\udcfe.yaml", BROKEN)
    catalogue = Catalogue([folder], cache)
    cards = catalogue.cards()
    assert ids(cards) == ["tiny", "next", "\\udcfe", "odd"]
    assert catalogue.known() == (cards, [])
    cards[2].say(cards[2].title).encode()
    cards[2].problems[0].encode()


# ── folders ──────────────────────────────────────────────────────────────────────────────────────


def test_folders_come_in_their_order_and_files_by_name(tmp_path: Path) -> None:
    late, early = tmp_path / "z", tmp_path / "a"
    for path in (late / "b.yaml", late / "a.yml", early / "c.yaml", early / "notes.txt", early / "deep" / "d.yaml"):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    assert lesson_files([late, tmp_path / "missing", early, early / "c.yaml"]) == [
        late / "a.yml", late / "b.yaml", early / "c.yaml",
    ]  # fmt: skip


def test_a_lesson_is_found_by_its_id_or_its_file_name(folder: Path, cache: Path) -> None:
    catalogue = Catalogue([folder], cache)
    assert [card and card.id for card in map(catalogue.find, ("next", "b.yml", "tiny", "zzz", ""))] == [
        "next", "next", "tiny", None, None,
    ]  # fmt: skip


def test_of_two_lessons_with_one_id_the_first_is_found(folder: Path, cache: Path) -> None:
    write_lesson(folder, "c.yaml", ("minutes: 5", "minutes: 7"))
    card = Catalogue([folder], cache).find("tiny")
    assert card is not None
    assert card.minutes == 5


# ── what can happen to the index ─────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "garbage",
    [b"", b"\x00\xff", b"[]", b"3", b"null", b"{}", b'{"program": 1}', b"[" * 200_000, b'{"lessons": {}}'],
    ids=lambda garbage: repr(garbage[:12]),
)
def test_an_index_that_cannot_be_read_is_no_index(folder: Path, cache: Path, garbage: bytes) -> None:
    catalogue = Catalogue([folder], cache)
    cards = catalogue.cards()
    index_of(cache).write_bytes(garbage)
    assert catalogue.known()[0] == []
    assert catalogue.cards() == cards
    assert catalogue.known()[0] == cards


@pytest.mark.parametrize("entry", [None, [], 3, "x", {}, {"key": None}])
def test_an_entry_that_is_no_entry_is_read_anew(folder: Path, cache: Path, entry: object) -> None:
    catalogue = Catalogue([folder], cache)
    cards = catalogue.cards()
    index = json.loads(index_of(cache).read_bytes())
    index["lessons"][str(folder / "a.yaml")] = entry
    index_of(cache).write_text(json.dumps(index))
    assert catalogue.known() == (cards[1:], [folder / "a.yaml"])
    assert catalogue.cards() == cards


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("id", 3),
        ("path", None),
        ("title", "Tiny"),
        ("title", ["Tiny"]),
        ("title", {"en": 3}),
        ("course", None),
        ("summary", []),
        ("minutes", "5"),
        ("steps", None),
        ("problems", None),
        ("problems", "abc"),
        ("problems", [1]),
        ("colour", "red"),
    ],
)
def test_a_card_that_somebody_spoilt_is_read_anew(folder: Path, cache: Path, name: str, value: Any) -> None:
    catalogue = Catalogue([folder], cache)
    cards = catalogue.cards()
    index = json.loads(index_of(cache).read_bytes())
    index["lessons"][str(folder / "a.yaml")]["card"][name] = value
    index_of(cache).write_text(json.dumps(index))
    assert catalogue.known() == (cards[1:], [folder / "a.yaml"])
    assert catalogue.cards() == cards


def test_a_card_that_lacks_something_is_read_anew(folder: Path, cache: Path) -> None:
    catalogue = Catalogue([folder], cache)
    cards = catalogue.cards()
    index = json.loads(index_of(cache).read_bytes())
    del index["lessons"][str(folder / "a.yaml")]["card"]["id"]
    index_of(cache).write_text(json.dumps(index))
    assert catalogue.cards() == cards


def test_a_cache_folder_that_cannot_be_written_only_costs_time(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    for cache in (tmp_path / "file", tmp_path / "file" / "inside"):
        catalogue = Catalogue([folder], cache)
        assert ids(catalogue.cards()) == ["tiny", "next"]
        assert catalogue.known()[0] == []
    assert (tmp_path / "file").read_text() == "not a folder"


def test_an_index_that_cannot_be_replaced_leaves_nothing_behind(folder: Path, cache: Path) -> None:
    catalogue = Catalogue([folder], cache)
    (cache / "lessons-en.json").mkdir(parents=True)
    assert ids(catalogue.cards()) == ["tiny", "next"]
    assert [path.name for path in cache.iterdir()] == ["lessons-en.json"]


# ── what it costs ────────────────────────────────────────────────────────────────────────────────


def test_asking_what_is_known_imports_nothing_heavy(folder: Path, cache: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from tutor.lesson.catalogue import Catalogue\n"
        f"cards, unknown = Catalogue([Path({str(folder)!r})], Path({str(cache)!r})).known()\n"
        "print(len(cards), len(unknown), *({'pydantic', 'yaml', 'numpy', 'rich', 'textual'} & set(sys.modules)))"
    )

    def ask() -> str:
        command = [sys.executable, "-c", code]
        return subprocess.run(command, capture_output=True, text=True, check=True, cwd=CHECKOUT).stdout  # noqa: S603

    assert ask() == "0 2\n"
    Catalogue([folder], cache).cards()
    assert ask() == "2 0\n"
