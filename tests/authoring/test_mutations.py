"""Whatever is done to a good lesson: a report comes of it and no traceback, and every place in it is in the file."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tutor.authoring.checking import check_files
from tutor.authoring.report_data import github_lines, json_text, sarif_text
from tutor.authoring.report_text import text_lines
from tutor.lesson.load import Examined, examine
from tutor.lesson.source import parse

GOOD = (Path(__file__).parent / "good.yaml").read_bytes()
DATA: Any = parse(GOOD, "good.yaml").data
SLOW = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
VALUES: st.SearchStrategy[Any] = st.sampled_from(
    [None, True, 0, -1, 2.5, 10**9, "", " ", "x", "{", "}", "{alex}", "{alex.nope}", "{1/0}", "alex", "all", [], {}]
)


def assert_sound(done: Examined) -> None:
    for problem in done.problems:
        assert 1 <= problem.line <= max(len(done.lines), 1)
        assert problem.column >= 1
        assert str(problem).isprintable()
        assert 0 < len(problem.message) < 400
    assert list(done.problems) == sorted(done.problems)
    assert (done.lesson is None) == any(problem.severity == "error" for problem in done.problems)


@SLOW
@given(st.data())
def test_bytes_changed_dropped_and_put_in(data: st.DataObject) -> None:
    text = bytearray(GOOD)
    for _number in range(data.draw(st.integers(1, 4))):
        start = data.draw(st.integers(0, len(text) - 1))
        length = data.draw(st.integers(0, 12))
        new = data.draw(
            st.one_of(st.binary(max_size=3), st.sampled_from([b"@", b": ", b'"', b"[", b"}", b"\t", b"\n"]))
        )
        text[start : start + length] = new
    assert_sound(examine(bytes(text), "x.yaml"))


@SLOW
@given(st.lists(st.integers(0, GOOD.count(b"\n") - 1), min_size=1, max_size=5), st.sampled_from("dtui"))
def test_lines_dropped_doubled_and_moved_sideways(numbers: list[int], how: str) -> None:
    lines = GOOD.decode().split("\n")
    for number in sorted(set(numbers), reverse=True):
        line = lines[number]
        lines[number : number + 1] = {"d": [], "t": [line, line], "u": [line[1:]], "i": ["  " + line]}[how]
    assert_sound(examine("\n".join(lines).encode(), "x.yaml"))


def places(data: Any, place: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    found = [place]
    items = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for key, value in items:
        found += places(value, (*place, key))
    return found


PLACES = places(DATA)[1:]


def changed(data: Any, place: tuple[Any, ...], change: str, value: Any) -> Any:
    head, rest = place[0], place[1:]
    if rest:
        inside = changed(data[head], rest, change, value)
        return {**data, head: inside} if isinstance(data, dict) else [*data[:head], inside, *data[head + 1 :]]
    if isinstance(data, dict):
        kept = {key: one for key, one in data.items() if key != head}
        if change == "drop":
            return kept
        return {**kept, f"{head}s": data[head]} if change == "rename" else {**data, head: value}
    if change == "drop":
        return [*data[:head], *data[head + 1 :]]
    return [*data[:head], data[head], *data[head:]] if change == "rename" else [*data[:head], value, *data[head + 1 :]]


@SLOW
@given(st.lists(st.tuples(st.sampled_from(PLACES), st.sampled_from(["drop", "rename", "set"]), VALUES), max_size=4))
def test_parts_dropped_renamed_doubled_and_replaced(changes: list[tuple[tuple[str | int, ...], str, Any]]) -> None:
    data = DATA
    for place, change, value in changes:
        try:
            data = changed(data, place, change, value)
        except (LookupError, TypeError):  # an earlier change took the place away
            continue
    done = examine(json.dumps(data, indent=0, ensure_ascii=False).encode(), "x.yaml")
    assert_sound(done)
    if not changes:
        assert done.lesson is not None


@pytest.mark.parametrize("old", [b"alex", b"kind", b"ru:", b"[", b"- ", b"{", b"\n"])
def test_every_report_can_be_made_of_what_is_left(old: bytes, tmp_path: Path) -> None:
    path = tmp_path / "x.yaml"
    for number in range(0, GOOD.count(old), 5):
        parts = GOOD.split(old)
        path.write_bytes(old.join(parts[: number + 1]) + b"\x1b?" + old.join(parts[number + 1 :]))
        report = check_files([path])
        assert all(line.isprintable() for line in [*text_lines(report), *github_lines(report)])
        json.loads(json_text(report))
        json.loads(sarif_text(report))
