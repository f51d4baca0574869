"""The command line: exit status, what goes to which stream, what is imported, and how it is stopped."""

from __future__ import annotations

import fcntl
import json
import os
import re
import shlex
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PIL import Image

from tests.lesson.tiny import write_lesson
from tests.terminal import (
    CHECKOUT,
    COMMAND,
    ENTER_SCREEN,
    LEAVE_SCREEN,
    MOUSE_OFF,
    MOUSE_ON,
    SECONDS,
    SHOW_CURSOR,
    Terminal,
    environment,
    run,
)
from tutor import __version__, cli, language

HEAVY = ("numpy", "textual", "rich", "pydantic", "yaml", "platformdirs", "sqlite3", "json")
WIDTHS = {"COLUMNS": "100"}


@pytest.fixture(autouse=True)
def _as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("LAYER_TUTOR_HOME", str(tmp_path))
    for name in ("LAYER_TUTOR_PATH", "LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    before = signal.getsignal(signal.SIGTERM)
    yield
    signal.signal(signal.SIGTERM, before)
    language.use("en")


def main(*arguments: str) -> int:
    """The exit status of the command line, be it returned or raised."""
    try:
        return cli.main(arguments)
    except SystemExit as stop:
        return int(stop.code or 0)


# ── in one piece ─────────────────────────────────────────────────────────────────────────────────


def test_run_all_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert main("run", "layer-order", "--all", "--json") == 0
    out, err = capsys.readouterr()
    assert err == ""
    data = json.loads(out)
    assert [friend["relus"] for friend in data["friends"]] == [36, 9, 0]
    outputs = [friend["output"] for friend in data["friends"]]
    assert outputs[0] == outputs[1] != outputs[2]
    assert [len(difference["cells"]) for difference in data["differences"]] == [0, 3, 3]


def test_the_first_lesson_is_the_default(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main("run", "--friend", "Джеффри", "--json") == 0
    data = json.loads(capsys.readouterr().out)
    assert data["lesson"] == "layer-order"
    assert [friend["id"] for friend in data["friends"]] == ["jeffrey"]


def test_run_a_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main("run", str(write_lesson(tmp_path, "a.yaml")), "--json") == 0
    assert json.loads(capsys.readouterr().out)["lesson"] == "tiny"


def test_a_broken_file_is_status_1(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = write_lesson(tmp_path, "a.yaml", ("minutes: 5", "minutes: five"))
    assert main("run", str(path), "--json") == 1
    assert capsys.readouterr() == ("", f"{path}:5:10: expected a whole number, found 'five'\n")


def test_an_unknown_lesson_or_friend_is_status_2(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = write_lesson(tmp_path, "a.yaml")
    assert main("run", "nope") == 2
    assert main("run", str(path), "--friend", "masha") == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert len(err.splitlines()) == 2


def test_list(capsys: pytest.CaptureFixture[str]) -> None:
    assert main("list") == 0
    assert capsys.readouterr().out.startswith("layer-order  45 minutes, 26 steps")


def test_descend(capsys: pytest.CaptureFixture[str]) -> None:
    assert main("descend", "--inputs", "11", "--seed", "7", "--json") == 0
    (only,) = json.loads(capsys.readouterr().out)["runs"]
    assert (only["inputs"], only["seed"]) == ("11", 7)
    assert main("descend", "--json") == 0
    assert [one["inputs"] for one in json.loads(capsys.readouterr().out)["runs"]] == ["01", "11"]


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    assert main("--version") == 0
    assert capsys.readouterr() == (f"layer-tutor {__version__}\n", "")


@pytest.mark.parametrize(
    "command", [(), ("list",), ("run",), ("descend",), ("open",), ("find",), ("stats",), ("pack",), ("install",)]
)
@pytest.mark.parametrize("code", language.LANGUAGES)
def test_help_in_both_languages(command: tuple[str, ...], code: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main("--lang", code, *command, "--help") == 0
    out, err = capsys.readouterr()
    assert err == ""
    assert out.split()[1] == "layer-tutor"
    own_words = re.sub(r"'?-{0,2}\w*[a-z-]+\w*'?", "", out)
    assert bool(re.search("[а-я]{3}", own_words)) is (code == "ru")


# ── the language ─────────────────────────────────────────────────────────────────────────────────


def spoken(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert main(*arguments, "list") == 0
    return "ru" if "Чья" in capsys.readouterr().out else "en"


def test_the_language_is_the_one_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    assert spoken(capsys, "--lang", "ru") == "ru"
    assert spoken(capsys, "--lang=ru") == "ru"
    assert spoken(capsys, "--la", "ru") == "ru"
    assert spoken(capsys) == "en"


def test_or_the_last_one_or_the_locales(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(language.from_locale, "__defaults__", ({"LANG": "ru_RU.UTF-8"},))
    assert spoken(capsys) == "ru"
    (tmp_path / "settings.json").write_text('{"language": "en"}')
    assert spoken(capsys) == "en"
    assert spoken(capsys, "--lang", "ru") == "ru"
    (tmp_path / "settings.json").write_text('{"language": "de"}')
    assert spoken(capsys) == "ru"


# ── where lessons come from ──────────────────────────────────────────────────────────────────────


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, object]]:
    """Which lessons the program was opened with, each time; it does not open."""
    calls: list[dict[str, object]] = []

    def open_it(**given: object) -> int:
        calls.append({name: value for name, value in given.items() if name in ("lesson", "lessons", "only")})
        return 0

    monkeypatch.setattr("tutor.cli._open", open_it)
    return calls


def test_more_folders_may_be_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_lesson(tmp_path / "one", "a.yaml", ("id: tiny", "id: first"))
    write_lesson(tmp_path / "two" / "course", "a.yaml", ("id: tiny", "id: second"))
    more = ("--lessons", str(tmp_path / "one"), f"--lessons={tmp_path / 'two'}")
    assert main(*more, "list") == 0
    assert [line.split()[0] for line in capsys.readouterr().out.splitlines()] == ["layer-order", "second", "first"]
    assert main(*more, "run", "second", "--json") == 0
    assert json.loads(capsys.readouterr().out)["lesson"] == "second"
    assert main(*more, "find", "крошка") == 0
    assert len(capsys.readouterr().out.splitlines()) == 2
    assert main("--lessons", str(tmp_path / "nowhere"), "list") == 2
    assert capsys.readouterr() == ("", f"layer-tutor: there is no folder '{tmp_path / 'nowhere'}'.\n")


def test_more_folders_are_shown_on_home(tmp_path: Path, opened: list[dict[str, object]]) -> None:
    assert main("--lessons", str(tmp_path)) == 0
    assert opened == [{"lessons": [str(tmp_path)]}]


@pytest.mark.parametrize("before", [(), ("--lang", "ru"), ("--lang=ru",), ("open",), ("--lang", "ru", "open")])
def test_a_file_opens_its_lesson(tmp_path: Path, opened: list[dict[str, object]], before: tuple[str, ...]) -> None:
    path = write_lesson(tmp_path, "a.yaml")
    assert main(*before, str(path)) == 0
    assert opened == [{"lesson": path, "lessons": []}]


@pytest.mark.parametrize(
    "arguments", [("PATH", "--lang", "ru"), ("PATH", "--lang=ru"), ("open", "PATH", "--lang", "ru")]
)
def test_the_language_may_stand_behind_the_file(
    tmp_path: Path, opened: list[dict[str, object]], arguments: tuple[str, ...]
) -> None:
    path = write_lesson(tmp_path, "a.yaml")
    assert main(*(argument.replace("PATH", str(path)) for argument in arguments)) == 0
    assert opened == [{"lesson": path, "lessons": []}]
    assert language.current() == "ru"


def test_a_file_may_be_named_from_here_even_like_a_command(
    tmp_path: Path, opened: list[dict[str, object]], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("a.yaml", "lesson", "list"):
        write_lesson(tmp_path, name)
    assert main("a.yaml") == main("lesson") == main("open", "list") == main("./list") == 0
    assert [call["lesson"] for call in opened] == [tmp_path / name for name in ("a.yaml", "lesson", "list", "list")]
    assert main("list") == 0
    assert len(opened) == 4
    assert capsys.readouterr().out.startswith("layer-order")


def test_a_folder_opens_its_lessons_and_no_others(tmp_path: Path, opened: list[dict[str, object]]) -> None:
    assert main(str(tmp_path)) == 0
    assert opened == [{"lessons": [str(tmp_path)], "only": True}]


def test_a_broken_file_does_not_open_and_says_why_as_check_does(
    tmp_path: Path, opened: list[dict[str, object]], capsys: pytest.CaptureFixture[str]
) -> None:
    path = write_lesson(tmp_path, "a.yaml", ("minutes: 5", "minutes: five"))
    assert main(str(path)) == 1
    out, err = capsys.readouterr()
    assert main("check", str(path)) == 1
    assert (out, err) == ("", capsys.readouterr().out)
    assert opened == []


@pytest.mark.parametrize("name", ["nowhere.yaml", "nowhere/", "no/where"])
def test_a_path_that_leads_nowhere_is_one_sentence(
    tmp_path: Path, opened: list[dict[str, object]], capsys: pytest.CaptureFixture[str], name: str
) -> None:
    assert main(f"{tmp_path}/{name}") == 2
    assert capsys.readouterr() == ("", f"layer-tutor: there is no file or folder '{tmp_path}/{name}'.\n")
    assert opened == []


# ── wrong usage ──────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "arguments",
    [
        ("--bogus",),
        ("dance",),
        ("run", "a", "b"),
        ("run", "--friend"),
        ("run", "--all", "--friend", "alex"),
        ("list", "extra"),
        ("find",),
        ("find", "--json"),
        ("stats", "--bogus"),
        ("pack",),
        ("pack", "a", "b"),
        ("install",),
        ("open",),
        ("open", "a", "b"),
        ("--lessons",),
        ("descend", "--inputs", "02"),
        ("descend", "--seed", "-1"),
        ("descend", "--seed", "x"),
        ("descend", "--seed", "٣"),
        ("descend", "--seed", str(2**32)),
        ("descend", "--seed", "9" * 5000),
        ("--lang",),
        ("--lang", "de"),
    ],
    ids=lambda arguments: " ".join(arguments)[:30],
)
@pytest.mark.parametrize("code", language.LANGUAGES)
def test_wrong_usage_is_status_2_and_one_sentence(
    arguments: tuple[str, ...], code: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main("--lang", code, *arguments) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("layer-tutor")
    assert "--help" in err
    assert "_" not in err  # no name of a function
    assert err.endswith(".\n")
    assert len(err.splitlines()) == 1


def test_without_a_terminal_the_screens_do_not_open(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("TEXTUAL_DRIVER", raising=False)
    assert main() == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("layer-tutor: the screens need a terminal")
    assert len(err.splitlines()) == 1
    assert "list" in err


# ── a bench of one's own ─────────────────────────────────────────────────────────────────────────


def test_a_bench(capsys: pytest.CaptureFixture[str]) -> None:
    assert main("run", "--layers", "conv,avg_pool,relu", "--against", "conv,relu,avg_pool", "--json") == 0
    out, err = capsys.readouterr()
    assert err == ""
    assert out.isascii()
    (difference,) = json.loads(out)["differences"]
    assert (difference["verdict"], difference["count"]) == ("here", 3)
    assert difference["witness"]["outputs"] == [[[[0.0]]], [[[0.25]]]]


def test_every_option_of_a_bench(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    picture = tmp_path / "-1,0 it's.csv"
    picture.write_text("1,2,3\n4,5,6\n7,8,9\n")
    described = [
        "--layers=conv:bias=-1", "--against", "max_pool:size=3:pad=zero", "--picture", str(picture), "--kernel",
        "-1,0,1/-1,0,1/-1,0,-1e-7", "--range=unit", "--range=signed", "--brightest=10", "--set", "1,1=-5",
        "--set=3,3=9.5",
    ]  # fmt: skip
    assert main("run", *described, "--json") == 0
    data = json.loads(capsys.readouterr().out)
    assert data["picture"] == [[[-5, 2, 3], [4, 5, 6], [7, 8, 9.5]]]
    assert [lane["range"] for lane in data["lanes"]] == ["unit", "signed"]
    assert data["lanes"][0]["input"][0][2][2] == pytest.approx(0.95)
    assert data["lanes"][0]["output"] == [[[pytest.approx(-0.5 * -1 - 0.4 - 0.7 + 0.3 + 0.6 - 1, abs=1e-6)]]]
    assert data["lanes"][1]["output"] == [[[pytest.approx(0.9)]]]
    assert main(*data["command"][1:], "--json") == 0
    assert json.loads(capsys.readouterr().out) == data


NO_BENCH = [
    ("--layers", "relu", "layer-order"),
    ("--layers", "relu", ""),
    ("--layers", "relu", "--friend", "alex"),
    ("--layers", "relu", "--friend", ""),
    ("--layers", "relu", "--all"),
    ("--layers", "relu", "--open", "--json"),
    ("--layers", ""),
    ("--layers", "relo"),
    ("--layers", "relu,"),
    ("--layers", "conv:stride=0"),
    ("--layers", "conv:stride=999999999999999999999"),
    ("--layers", "conv:bias=nan"),
    ("--layers", ",".join(["relu"] * 9)),
    ("--layers", "relu", "--against", "relu", "--against", "relu", "--against", "relu"),
    ("--layers", "conv,conv,conv,conv"),
    ("--layers", "relu", "--kernel", "egde"),
    ("--layers", "relu", "--kernel", ""),
    ("--layers", "relu", "--kernel", "-1,0/1"),
    ("--layers", "relu", "--picture", ""),
    ("--layers", "relu", "--picture", "no.png"),
    ("--layers", "relu", "--picture", "."),
    ("--layers", "relu", "--picture", "/dev/zero"),
    ("--layers", "relu", "--picture", "/dev/stdin.csv"),
    ("--layers", "relu", "--picture", "1,nan"),
    ("--layers", "relu", "--picture", "9" * 100_000),
    ("--layers", "relu", "--picture", "~nobody-of-that-name"),
    ("--layers", "relu", "--range", "signd"),
    ("--layers", "relu", "--range", "unit", "--range", "unit"),
    ("--layers", "relu", "--set", "9,9=1"),
    ("--layers", "relu", "--set", "0,0=1"),
    ("--layers", "relu", "--set", "1,1=inf"),
    ("--layers", "relu", "--brightest", "0"),
    ("--layers", "relu", "--brightest", "-1"),
    ("--layers", "relu", "--brightest", ""),
    ("--against", "relu"),
    ("--picture", "moon"),
    ("--picture", ""),
    ("--kernel", ""),
    ("--range", "unit"),
    ("--set", "1,1=1"),
    ("--brightest", ""),
    ("--open",),
    ("--layers", "\x1b[31mrelu\n"),
    ("--layers", "relu", "--picture", "\x1b]0;owned\x07.png"),
    ("--layers", "relu", "--kernel", "\u202eegde"),
    ("--layers", "relu", "a", "\x1b[31mb"),
    ("--layers", "relu", "--\x1b[31m"),
    ("--layers", "relu", "--json=\x1b[31m"),
]


@pytest.mark.parametrize("arguments", NO_BENCH, ids=lambda arguments: " ".join(arguments)[:50])
@pytest.mark.parametrize("code", language.LANGUAGES)
@pytest.mark.parametrize("more", [(), ("--json",), ("--open",)], ids=["text", "json", "open"])
def test_what_is_no_bench_is_one_sentence_and_status_2(
    arguments: tuple[str, ...], code: str, more: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main("--lang", code, "run", *arguments, *more) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("layer-tutor")
    assert err.endswith((".\n", "?\n"))
    assert err[:-1].isprintable()
    assert len(err) < 500


def test_a_bench_is_only_opened_on_a_terminal(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("TEXTUAL_DRIVER", raising=False)
    assert main("run", "--layers", "relu", "--open") == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("layer-tutor: the screens need a terminal")


def test_a_bench_opens_on_what_was_described(monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[object] = []

    def open_it(bench: object) -> int:
        opened.append(bench)
        return 0

    monkeypatch.setattr("tutor.cli._open", open_it)
    assert main("run", "--layers", "conv,relu", "--kernel", "blur", "--open") == 0
    (bench,) = opened
    assert "blur" in repr(bench)


def test_data_of_a_bench_on_stdout_and_its_command_on_stderr(tmp_path: Path) -> None:
    done = run(tmp_path, "run", "--layers", "relu", "--picture", "1,-1", **WIDTHS)
    assert done.returncode == 0
    assert done.stderr == "layer-tutor run --open --layers=relu --picture=1,-1 --kernel=edge\n"
    assert "picture" in done.stdout
    assert "\x1b" not in done.stdout


def test_numbers_that_overflow_cause_no_complaint(tmp_path: Path) -> None:
    lanes = ("square,square,square,square", "batch_norm:var=0:weight=1e6,square,square,square,square")
    for more in ((), ("--json",)):
        done = run(
            tmp_path, "run", "--layers", lanes[0], "--against", lanes[1], "--picture", "1e6,-1e6", *more, **WIDTHS
        )
        assert (done.returncode, "Warning" in done.stderr) == (0, False)


COMMANDS = [
    shlex.split(line, comments=True)
    for block in re.findall(r"```sh\n(.*?)```", (CHECKOUT / "README.md").read_text(encoding="utf-8"), re.DOTALL)
    for line in block.splitlines()
    if line.startswith("layer-tutor")
]


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_the_commands_of_the_readme_work(
    command: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    Image.linear_gradient("L").resize((40, 30)).save("photo.png")
    text = (CHECKOUT / "lessons" / "layer-order.yaml").read_bytes()
    for folder in ("lessons", "cells", "."):
        Path(folder).mkdir(exist_ok=True)
        Path(folder, "lesson.yaml").write_bytes(text)
    assert main("pack", "cells") == 0
    capsys.readouterr()
    if command[1] == "preview":  # it opens the screens, for which there is no terminal here
        Path(command[2]).write_bytes(text)
        assert main(*command[1:]) == 2
        assert "terminal" in capsys.readouterr().err
        return
    assert main(*command[1:]) == 0
    assert any(capsys.readouterr())


# ── as a process: streams ────────────────────────────────────────────────────────────────────────


def test_data_on_stdout_and_narration_on_stderr(tmp_path: Path) -> None:
    done = run(tmp_path, "run", "--friend", "alex", **WIDTHS)
    assert done.returncode == 0
    assert done.stderr == "Whose cell is right?\n"
    assert "Whose cell" not in done.stdout
    assert "\x1b" not in done.stdout
    done = run(tmp_path, "descend", "--inputs", "01", **WIDTHS)
    assert done.returncode == 0
    assert done.stderr
    assert "seed" not in done.stdout


def test_without_a_terminal_a_process_ends_with_2(tmp_path: Path) -> None:
    done = run(tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize("arguments", [("list",), ("run",), ("descend", "--json"), ("--help",)])
def test_a_reader_who_leaves_early_causes_no_complaint(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    try:
        done = subprocess.run(  # noqa: S603
            [*COMMAND, *arguments], env=environment(tmp_path), stdout=writing, stderr=subprocess.PIPE, check=False
        )
    finally:
        os.close(writing)
    assert done.returncode in (0, 1)
    assert done.stderr in (b"", b"Whose cell is right?\n")


def test_head_gets_its_line(tmp_path: Path) -> None:
    with subprocess.Popen(  # noqa: S603
        [*COMMAND, "descend", "--json"], env=environment(tmp_path), stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert process.stdout.readline() == b"{\n"
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait() == 0


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
@pytest.mark.parametrize("arguments", [("descend", "--json"), ("--version",)])
def test_a_full_disk_is_one_sentence(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(  # noqa: S603
            [*COMMAND, *arguments], env=environment(tmp_path), stdout=full, stderr=subprocess.PIPE, check=False
        )
    assert done.returncode == 1
    assert done.stderr == b"layer-tutor: the output cannot be written: No space left on device\n"


def test_a_closed_stdout_or_stdin_is_no_fault(tmp_path: Path) -> None:
    for arguments, status in (("list >&-", 0), ("--version >&-", 0), ("<&-", 2)):
        command = ["/bin/sh", "-c", f'exec "$0" -m tutor {arguments}', sys.executable]
        done = subprocess.run(command, env=environment(tmp_path), stderr=subprocess.PIPE, check=False)  # noqa: S603
        assert done.returncode == status
        assert b"Traceback" not in done.stderr


def test_an_encoding_without_cyrillic_gets_question_marks_and_json_as_ever(tmp_path: Path) -> None:
    narrow = {"PYTHONIOENCODING": "ascii"}
    listed = run(tmp_path, "--lang", "ru", "list", **narrow)
    assert (listed.returncode, listed.stderr) == (0, "")
    assert re.search(r"layer-order  \d+ \?{5}", listed.stdout)
    data = json.loads(run(tmp_path, "--lang", "ru", "run", "--friend", "alex", "--json", **narrow).stdout)
    assert data["friends"][0]["name"] == "Алекс"


# ── as a process: what is imported ───────────────────────────────────────────────────────────────


@pytest.mark.parametrize("arguments", [("--version",), ("--help",), ("run", "--help"), ("--bogus",), ()])
@pytest.mark.parametrize("code", language.LANGUAGES)
def test_what_needs_nothing_heavy_imports_nothing_heavy(tmp_path: Path, arguments: tuple[str, ...], code: str) -> None:
    probe = (
        "import sys; from tutor.cli import main\n"
        "try: main()\n"
        f"finally: print('IMPORTED', *sorted(set({HEAVY}) & set(sys.modules)), file=sys.stderr)"
    )
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-c", probe, "--lang", code, *arguments],
        env=environment(tmp_path),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    assert "IMPORTED\n" in done.stderr
    assert done.returncode in (0, 2)
    assert not list(tmp_path.iterdir())


def test_it_runs_from_anywhere(tmp_path: Path) -> None:
    assert tmp_path != CHECKOUT
    done = run(tmp_path, "list")
    assert done.stdout.startswith("layer-order")
    assert [path.name for path in tmp_path.iterdir()] == ["cache"]


# ── as a process: stopped ────────────────────────────────────────────────────────────────────────


def test_a_dumb_terminal_is_refused_in_one_sentence(tmp_path: Path) -> None:
    with Terminal(tmp_path, TERM="dumb") as terminal:
        assert terminal.wait() == 2
        assert terminal.output.startswith(b"layer-tutor: this terminal (TERM=dumb) cannot show the screens; ")
        assert terminal.output.count(b"\n") == 1
        assert b"\x1b" not in terminal.output


STOPS: dict[str, tuple[Callable[[Terminal], None], int]] = {
    "SIGTERM": (lambda terminal: terminal.process.send_signal(signal.SIGTERM), 143),
    "SIGINT": (lambda terminal: terminal.process.send_signal(signal.SIGINT), 130),
    "SIGHUP": (lambda terminal: terminal.process.send_signal(signal.SIGHUP), 129),
    "Ctrl+C": (lambda terminal: terminal.press(b"\x03"), 130),
    "q": (lambda terminal: terminal.press(b"q"), 0),
}


@pytest.mark.parametrize("how", STOPS)
def test_however_it_is_stopped_the_terminal_is_as_it_was(tmp_path: Path, how: str) -> None:
    stop, status = STOPS[how]
    with Terminal(tmp_path) as terminal:
        terminal.wait_until_ready()
        assert terminal.settings_now() != terminal.settings
        stop(terminal)
        assert terminal.wait() == status
        output = terminal.output
        assert terminal.settings_now() == terminal.settings
    assert ENTER_SCREEN in output
    assert output.rfind(LEAVE_SCREEN) > output.rfind(ENTER_SCREEN)
    assert output.rfind(MOUSE_OFF) > output.rfind(MOUSE_ON) > 0
    assert output.rfind(SHOW_CURSOR) > output.rfind(ENTER_SCREEN)
    assert b"Traceback" not in output
    # Nothing is written on the terminal once the screen has been left, but what switches its modes off.
    assert re.fullmatch(rb"(\x1b\[[?<]?[0-9;]*[a-z])*", output[output.rfind(LEAVE_SCREEN) + len(LEAVE_SCREEN) :])
    assert not (tmp_path / "fault.txt").exists()


@pytest.mark.parametrize("how", ["SIGTERM", "Ctrl+C"])
def test_it_can_be_stopped_while_it_still_loads(tmp_path: Path, how: str) -> None:
    stop, status = STOPS[how]
    with Terminal(tmp_path) as terminal:
        terminal.wait_for(b"help")  # the last word of the first frame
        stop(terminal)
        assert terminal.wait() == status
        assert terminal.settings_now() == terminal.settings
        assert terminal.output.rfind(LEAVE_SCREEN) > terminal.output.rfind(ENTER_SCREEN)
        assert b"Traceback" not in terminal.output


@pytest.mark.skipif(not hasattr(fcntl, "F_SETPIPE_SZ"), reason="a pipe cannot be made small here")
@pytest.mark.parametrize(("number", "status"), [(signal.SIGTERM, 143), (signal.SIGINT, 130)])
def test_a_command_whose_reader_stands_still_can_be_stopped_too(
    tmp_path: Path, number: signal.Signals, status: int
) -> None:
    reading, writing = os.pipe()
    fcntl.fcntl(writing, fcntl.F_SETPIPE_SZ, 4096)
    with subprocess.Popen(  # noqa: S603
        [*COMMAND, "descend", "--json"], env=environment(tmp_path), stdout=writing, stderr=subprocess.PIPE
    ) as process:
        os.close(writing)
        assert os.read(reading, 1) == b"{"
        time.sleep(0.2)
        process.send_signal(number)
        assert process.wait(SECONDS) == status
        assert process.stderr is not None
        assert process.stderr.read() == b""
    os.close(reading)
