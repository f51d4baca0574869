"""What was reported as saved is there afterwards, whatever happens to the program, the file or the disk."""

from __future__ import annotations

import json
import os
import resource
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from tutor.record.store import FILE_NAME, Place, Record, RecordError

CHECKOUT = Path(__file__).resolve().parents[2]
STATE = {"attempts": [{"answer": "3,5 % — «да»", "correct": False, "sure": 1}], "hints": 2, "open": True}


@pytest.fixture
def record(tmp_path: Path) -> Iterator[Record]:
    record = Record(tmp_path)
    yield record
    record.close()


def save(
    record: Record, step: str = "a", state: Mapping[str, Any] = STATE, lesson: str = "tiny", done: int = 1
) -> None:
    record.save(lesson, step, state, place=step, done=done, total=9)


def steps_in(folder: Path, lesson: str = "tiny") -> dict[str, dict[str, Any]]:
    record = Record(folder)
    try:
        assert record.moved_to is None
        return record.steps(lesson)
    finally:
        record.close()


# ── what goes in comes out ───────────────────────────────────────────────────────────────────────


def test_a_new_record_is_empty_and_its_folder_is_made(tmp_path: Path) -> None:
    record = Record(tmp_path / "deep" / "er")
    assert record.steps("tiny") == {}
    assert record.places() == {}
    assert record.moved_to is None
    record.close()


def test_a_step_and_the_place_are_kept(record: Record, tmp_path: Path) -> None:
    save(record)
    assert record.steps("tiny") == {"a": STATE}
    assert record.places() == {"tiny": Place("a", 1, 9)}
    assert steps_in(tmp_path) == {"a": STATE}


def test_the_latest_state_of_a_step_counts(record: Record) -> None:
    save(record)
    save(record, state={"hints": 3}, done=2)
    save(record, "b", {"seen": True}, done=3)
    assert record.steps("tiny") == {"a": {"hints": 3}, "b": {"seen": True}}
    assert record.places() == {"tiny": Place("b", 3, 9)}


def test_lessons_do_not_mix(record: Record) -> None:
    save(record, lesson="one")
    save(record, lesson="two", state={"hints": 1})
    assert record.steps("one") == {"a": STATE}
    assert record.steps("two") == {"a": {"hints": 1}}
    assert record.steps("three") == {}
    assert set(record.places()) == {"one", "two"}


@pytest.mark.parametrize("name", ["", "шаг", "a'; DROP TABLE step; --", "\x00", "💯", "x" * 10_000])
def test_any_name_is_only_a_name(record: Record, name: str) -> None:
    save(record, step=name, lesson=name)
    assert record.steps(name) == {name: STATE}
    assert record.places()[name].step == name


def test_a_state_that_cannot_be_read_is_left_out(record: Record, tmp_path: Path) -> None:
    save(record, "good")
    with sqlite3.connect(tmp_path / FILE_NAME) as other:
        for step, state in (("list", "[1]"), ("cut", '{"a"'), ("empty", ""), ("deep", "[" * 200_000), ("three", "3")):
            other.execute("INSERT INTO step VALUES ('tiny', ?, ?, 0)", (step, state))
    other.close()
    assert record.steps("tiny") == {"good": STATE}


# ── both or neither ──────────────────────────────────────────────────────────────────────────────


def test_a_save_that_fails_half_way_changes_nothing(record: Record, tmp_path: Path) -> None:
    save(record, "a")
    with sqlite3.connect(tmp_path / FILE_NAME) as other:
        other.execute(
            "CREATE TRIGGER stop BEFORE UPDATE ON place BEGIN SELECT RAISE(ABORT, 'the second half fails'); END"
        )
    other.close()
    with pytest.raises(RecordError, match="the second half fails"):
        save(record, "b", done=2)
    assert record.steps("tiny") == {"a": STATE}
    assert record.places() == {"tiny": Place("a", 1, 9)}
    with sqlite3.connect(tmp_path / FILE_NAME) as other:
        other.execute("DROP TRIGGER stop")
    other.close()
    save(record, "b", done=2)  # and one can go on
    assert set(record.steps("tiny")) == {"a", "b"}


SAVES_FOR_EVER = """
import sys, time
from itertools import count
from pathlib import Path
from tutor.record.store import Record
record = Record(Path(sys.argv[1]))
for number in count():
    record.save("tiny", f"{sys.argv[2]}{number}", {"n": number}, place=f"{sys.argv[2]}{number}", done=number, total=0)
    sys.stdout.write(f"{number}\\n")
    sys.stdout.flush()
    time.sleep(float(sys.argv[3]))
"""


def start_saving(folder: Path, name: str, pause: float = 0.0) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", SAVES_FOR_EVER, str(folder), name, str(pause)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=CHECKOUT)  # noqa: S603


def reported_until_killed(process: subprocess.Popen[str], seconds: float) -> list[int]:
    """Kill the process after a while, without warning; the numbers it had reported as saved."""
    assert process.stdout is not None
    first = process.stdout.readline()
    time.sleep(seconds)
    process.kill()
    with process.stdout as stdout:
        rest = stdout.read()
    assert process.wait() == -signal.SIGKILL
    process.stdout.close()
    return [int(line) for line in (first + rest).splitlines()]


@pytest.mark.parametrize("seconds", [0.05, 0.11, 0.23])
def test_whatever_was_reported_as_saved_outlives_kill_9(tmp_path: Path, seconds: float) -> None:
    reported = reported_until_killed(start_saving(tmp_path, "s"), seconds)
    assert reported
    saved = steps_in(tmp_path)
    assert {f"s{number}" for number in reported} <= set(saved)
    assert all(saved[f"s{number}"] == {"n": number} for number in reported)
    assert len(saved) <= len(reported) + 1  # one may have been saved but not yet reported
    record = Record(tmp_path)
    assert record.places()["tiny"].step == f"s{len(saved) - 1}"  # the place belongs to the last state
    save(record)
    record.close()


def test_two_programs_write_at_once_and_nothing_is_lost(tmp_path: Path) -> None:
    # Nobody answers without a pause; without one SQLite would let one of the two wait until it gives up.
    processes = {name: start_saving(tmp_path, name, pause=0.003) for name in ("a", "b")}
    reported = {name: reported_until_killed(process, 0.3) for name, process in processes.items()}
    saved = steps_in(tmp_path)
    for name, numbers in reported.items():
        assert len(numbers) > 1
        assert {f"{name}{number}" for number in numbers} <= set(saved)


def test_many_programs_may_open_a_new_record_at_once(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from tutor.record.store import Record\n"
        "record = Record(Path(sys.argv[1])); record.save('t', sys.argv[2], {}, place='x', done=0, total=0)"
    )
    processes = [
        subprocess.Popen([sys.executable, "-c", code, str(tmp_path), str(n)], stderr=subprocess.PIPE, cwd=CHECKOUT)  # noqa: S603
        for n in range(6)
    ]
    for process in processes:
        _out, err = process.communicate(timeout=30)
        assert (process.returncode, err) == (0, b"")
    assert set(steps_in(tmp_path, "t")) == set("012345")


# ── when the disk does not play along ────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "garbage", [b"garbage" * 1000, b"\x00" * 5000, os.urandom(4096), b"SQLite format 3\x00" + b"x" * 5000]
)
def test_a_file_that_is_no_record_is_moved_aside_and_kept(tmp_path: Path, garbage: bytes) -> None:
    path = tmp_path / FILE_NAME
    path.write_bytes(garbage)
    path.with_name(FILE_NAME + "-wal").write_bytes(b"left over")
    record = Record(tmp_path)
    assert record.moved_to is not None
    assert record.moved_to.read_bytes() == garbage
    assert record.moved_to.parent == tmp_path
    save(record)
    record.close()
    assert steps_in(tmp_path) == {"a": STATE}


def test_a_second_bad_file_does_not_overwrite_the_first(tmp_path: Path) -> None:
    kept = []
    for garbage in (b"first" * 100, b"second" * 100):
        (tmp_path / FILE_NAME).write_bytes(garbage)
        record = Record(tmp_path)
        record.close()
        assert record.moved_to is not None
        kept.append((record.moved_to, garbage))
    assert all(path.read_bytes() == garbage for path, garbage in kept)


def test_an_empty_file_is_a_new_record(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).touch()
    assert steps_in(tmp_path) == {}


def test_a_file_in_place_of_the_folder_is_told_in_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    for folder in (tmp_path / "file", tmp_path / "file" / "inside"):
        with pytest.raises(RecordError) as caught:
            Record(folder)
        assert "\n" not in str(caught.value)
        assert str(folder) in str(caught.value)
    assert (tmp_path / "file").read_text() == "x"


def test_a_folder_in_place_of_the_file_is_told(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).mkdir()
    with pytest.raises(RecordError):
        Record(tmp_path)


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is read-only for root")
def test_a_read_only_folder_is_told(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    try:
        with pytest.raises(RecordError):
            Record(tmp_path)
    finally:
        tmp_path.chmod(0o700)


def test_a_full_disk_is_told_and_what_was_saved_stays(tmp_path: Path) -> None:
    code = (
        "import resource, signal, sys; from pathlib import Path\n"
        "from tutor.record.store import Record, RecordError\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "record = Record(Path(sys.argv[1])); record.save('t', 'a', {}, place='a', done=0, total=0)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, resource.RLIM_INFINITY))\n"
        "try:\n"
        "    record.save('t', 'b', {'x': 'x' * 200_000}, place='b', done=0, total=0)\n"
        "except RecordError as error:\n"
        "    print('refused'); assert len(str(error).splitlines()) == 1\n"
        "record.save('t', 'c', {}, place='c', done=0, total=0)\n"
    )
    assert resource.RLIMIT_FSIZE is not None
    command = [sys.executable, "-c", code, str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, cwd=CHECKOUT, check=False)  # noqa: S603
    assert (done.returncode, done.stdout, done.stderr) == (0, "refused\n", "")
    assert steps_in(tmp_path, "t") == {"a": {}, "c": {}}


def test_a_record_that_another_program_holds_is_told_after_a_moment(record: Record, tmp_path: Path) -> None:
    save(record)
    other = sqlite3.connect(tmp_path / FILE_NAME, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    began = time.monotonic()
    with pytest.raises(RecordError, match="locked"):
        save(record, "b")
    assert time.monotonic() - began < 10
    assert record.steps("tiny") == {"a": STATE}  # reading goes on
    other.execute("ROLLBACK")
    other.close()
    save(record, "b")


def test_a_record_of_another_shape_is_told_and_not_touched(tmp_path: Path) -> None:
    other = sqlite3.connect(tmp_path / FILE_NAME)
    other.execute("CREATE TABLE step (something TEXT)")
    other.execute("CREATE TABLE place (something TEXT)")
    other.commit()
    other.close()
    record = Record(tmp_path)
    for ask in (lambda: save(record), lambda: record.steps("tiny"), record.places):
        with pytest.raises(RecordError):
            ask()
    record.close()
    assert record.moved_to is None


def test_a_closed_record_says_so(tmp_path: Path) -> None:
    record = Record(tmp_path)
    record.close()
    record.close()
    for ask in (lambda: save(record), lambda: record.steps("tiny"), record.places):
        with pytest.raises(RecordError):
            ask()


def test_the_record_is_plain_sqlite_with_json_in_it(record: Record, tmp_path: Path) -> None:
    save(record)
    other = sqlite3.connect(tmp_path / FILE_NAME)
    ((state,),) = other.execute("SELECT state FROM step").fetchall()
    assert json.loads(state) == STATE
    assert other.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    other.close()
