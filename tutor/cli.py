"""The command line: decides what is to be done. Nothing heavy is imported before it is needed.

Exit status: 0 done, 1 a lesson has problems, 2 wrong usage or no terminal, 130 on Ctrl+C, 143 on SIGTERM.
"""

from __future__ import annotations

import errno
import io
import os
import signal
import sys

from tutor import language
from tutor.language import _
from tutor.plain.usage import USAGE, refuse
from tutor.quoting import quote, visible

TYPE_CHECKING = False
if TYPE_CHECKING:  # typing itself is not imported: --help and --version are paid for in milliseconds
    from argparse import Namespace
    from collections.abc import Callable, Sequence
    from pathlib import Path
    from types import FrameType
    from typing import NoReturn

    from textual.app import App

    from tutor.bench.setup import Setup
    from tutor.descent.setup import DescentSetup

DONE, PROBLEMS, INTERRUPTED = 0, 1, 130
_CANNOT_WRITE = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO)


def main(arguments: Sequence[str] | None = None) -> int:
    """Carry out the command line and return the exit status."""
    _prepare_output()
    try:
        try:
            return _carry_out(sys.argv[1:] if arguments is None else arguments)
        except KeyboardInterrupt:
            _drop_output()
            return INTERRUPTED
        finally:
            sys.stdout.flush()  # here, and not in Python's own exit, where nobody could answer for an error
    except BrokenPipeError:  # the reader has gone
        _drop_output()
        return DONE
    except OSError as error:
        if error.errno not in _CANNOT_WRITE:
            raise
        _drop_output()
        why = _("the output cannot be written: {why}").format(why=error.strerror)
        sys.stderr.write(f"layer-tutor: {why}\n")
        return PROBLEMS


def _carry_out(arguments: Sequence[str]) -> int:
    if not arguments:  # the usual case, and the one in which every millisecond is seen
        language.use(_chosen_before() or language.from_locale())
        return _open()
    from tutor.arguments import build_parser, joined
    from tutor.lesson_arguments import command_names, with_open

    language.use(_language_of(arguments) or language.from_locale())
    parser = build_parser()
    options = parser.parse_args(with_open(joined(arguments), command_names(parser)))
    language.use(options.lang or _chosen_before() or language.current())
    for folder in options.lessons:
        if not os.path.isdir(folder):  # noqa: PTH112  # pathlib would be imported for --help too
            return refuse(_("there is no folder {path}").format(path=quote(folder, 200)))
    if options.command is None:
        return _open(lessons=options.lessons, drawing=options.drawing)
    if options.command == "open":
        return _open_path(options.path, options.lessons, options.drawing)
    if options.command == "preview":
        return _preview(options)
    signal.signal(signal.SIGTERM, _terminated)
    if options.command in ("list", "find", "stats", "pack", "install"):
        from tutor.folders import lesson_folders
        from tutor.plain.lessons import carry_out

        return carry_out(options, lesson_folders(options.lessons))
    if options.command == "run":
        return _run(options)
    if options.command == "check":
        return _check(options)
    if options.command in ("new", "schema"):
        from tutor.plain.new import carry_out as write

        return write(options)
    return _descend(options)


def _run(options: Namespace) -> int:
    """Run a lesson's friends or a bench; print it, or open it."""
    own = options.layers is not None
    lists = options.against or options.ranges or options.cells or options.open
    texts = (options.picture, options.kernel, options.brightest)
    if own and (options.lesson is not None or options.friend is not None or options.all):
        return refuse(_("--layers describes a bench of its own: give it without a lesson or a friend"))
    if not own and (lists or any(text is not None for text in texts)):
        return refuse(_("a bench begins with --layers, as in --layers conv,relu,max_pool"))
    if not own:
        from tutor.folders import lesson_folders
        from tutor.plain.run import run_lesson

        wanted = "layer-order" if options.lesson is None else options.lesson
        folders = lesson_folders(options.lessons)
        return run_lesson(wanted, options.friend, as_json=options.json, folders=folders)
    from tutor.bench.command import BenchOptions

    bench = BenchOptions(
        options.layers,
        options.against,
        options.picture,
        options.kernel,
        options.ranges,
        options.cells,
        options.brightest,
    )
    if not options.open:
        from tutor.plain.bench import run_bench

        return run_bench(bench, as_json=options.json)
    if options.json:
        return refuse(_("--open and --json do not go together"))
    from tutor.bench.command import from_options
    from tutor.bench.problem import BenchError

    try:
        return _open(from_options(bench))
    except BenchError as error:
        return refuse(str(error))


def _descend(options: Namespace) -> int:
    """Run descents or a sweep of them and print them, or open them on the screen."""
    from tutor.descent.command import DescendOptions, from_options
    from tutor.descent.problem import DescentError

    wanted = DescendOptions(
        options.inputs,
        options.dims,
        options.bias,
        options.loss,
        options.batch,
        options.step,
        options.optimiser,
        options.start,
        options.noise,
        options.tolerance,
        options.max_steps,
        options.seed,
        options.picture,
    )
    renderer = "ascii" if options.ascii else options.renderer or options.drawing or None
    if not options.open:
        from tutor.plain.descend import Output, descend

        return descend(
            wanted, Output(renderer, options.words, options.frame, options.runs, options.sweep, options.json)
        )
    others = {"--json": options.json, "--words": options.words, "--frame": options.frame is not None}
    others |= {"--runs": options.runs is not None, "--sweep": options.sweep is not None}
    for option, given in others.items():
        if given:
            return refuse(_("--open and {option} do not go together").format(option=option))
    try:
        setup = from_options(wanted)
        setup.check_drawable()
    except DescentError as error:
        return refuse(str(error))
    return _open(descent=setup, drawing=renderer or "")


def _check(options: Namespace) -> int:
    """Check lesson files, or list the rules that they are checked against."""
    if not options.paths and not options.rules:
        return refuse(_("give a file, a folder, or - for stdin: layer-tutor check lessons"))
    from tutor.plain.check import check, list_rules

    return list_rules() if options.rules else check(options.paths, options.format, strict=options.strict)


def _open_path(path: str, more: Sequence[str], drawing: str) -> int:
    """Open the lesson of a file, or the program with the lessons of a folder and of `more`, which were named too."""
    if os.path.isdir(path):  # noqa: PTH112
        return _open(lessons=[path, *more], only=True, drawing=drawing)
    if not os.path.lexists(path):
        return refuse(_("there is no file or folder {path}").format(path=quote(path, 200)))
    from pathlib import Path

    from tutor.plain.lessons import is_sound

    lesson = Path(os.path.abspath(path))  # noqa: PTH100
    return _open(lesson=lesson, lessons=more, drawing=drawing) if is_sound(Path(path)) else PROBLEMS


def _preview(options: Namespace) -> int:
    """Open the lesson of a file as its author sees it: read again whenever it is saved."""
    path = options.file
    if not os.path.lexists(path) or os.path.isdir(path):  # noqa: PTH112
        return refuse(_("there is no file {path}").format(path=quote(path, 200)))
    if options.texts is not None:
        language.use(options.texts)

    def make() -> App[None]:
        from pathlib import Path

        from tutor.folders import cache_folder, data_folder
        from tutor.ui.preview import PreviewApp

        return PreviewApp(Path(path), data_folder(), cache_folder(), step=options.step, drawing=options.drawing)

    return _show(make)


def _prepare_output() -> None:
    """Let no character that the terminal's encoding lacks, and no closed stream, stop the program."""
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115, PTH123  # until the exit
        elif isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")


def _drop_output() -> None:
    """Point stdout nowhere: what is still to be flushed must neither complain once more nor wait for a reader."""
    try:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except OSError:  # a stand-in for stdout has no number
        return


def _language_of(arguments: Sequence[str]) -> str | None:
    """Return the value of --lang before parsing, so that complaints about the arguments are in that language too."""
    for number, argument in enumerate(arguments):
        value = argument.removeprefix("--lang=") if argument.startswith("--lang=") else None
        if argument == "--lang" and number + 1 < len(arguments):
            value = arguments[number + 1]
        if value in language.LANGUAGES:
            return value
    return None


def _chosen_before() -> str | None:
    """Return the language that the learner chose last, if any. Not asked for --help, which must come at once."""
    from tutor.folders import data_folder
    from tutor.record.settings import Settings

    saved = Settings(data_folder()).language
    return saved if saved in language.LANGUAGES else None


def _terminated(number: int, _frame: FrameType | None) -> NoReturn:
    _drop_output()
    raise SystemExit(128 + number)


def _open(
    bench: Setup | None = None,
    descent: DescentSetup | None = None,
    drawing: str = "",
    *,
    lesson: Path | None = None,
    lessons: Sequence[str] = (),
    only: bool = False,
) -> int:
    """Open the program, or say in one sentence why it cannot be opened here.

    It opens on a bench, a descent or the lesson of a file where one is given; descents are drawn in the characters of
    `drawing`. The lessons of the folders `lessons` are listed too, or with `only` no others.
    """

    def make() -> App[None]:
        from pathlib import Path

        from tutor.folders import cache_folder, data_folder, lesson_folders
        from tutor.ui.app import LayerTutorApp

        folders = tuple(map(Path, lessons)) if only else lesson_folders(lessons)
        return LayerTutorApp(
            folders, data_folder(), cache_folder(), bench=bench, descent=descent, lesson=lesson, drawing=drawing
        )

    return _show(make)


def _show(make: Callable[[], App[None]]) -> int:
    """Show the program that `make` returns, or say in one sentence why it cannot be shown here."""
    problem = _terminal_problem()
    if problem is not None:
        print(f"layer-tutor: {problem}", file=sys.stderr)  # noqa: T201
        return USAGE
    import gc

    gc.disable()  # until the first frame is painted; the program then enables it again
    # One thread is enough for small cells, and a pool of threads costs start-up time.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    # What is painted just after something else waits for Textual's next frame: at 60 a second a key would feel it.
    os.environ.setdefault("TEXTUAL_FPS", "120")
    from tutor.ui.app import SIGNALS

    app = make()
    if hasattr(signal, "pthread_sigmask"):  # until the program listens, a signal would leave the terminal in disorder
        signal.pthread_sigmask(signal.SIG_BLOCK, SIGNALS)
    app.run()
    return app.return_code or DONE


def _terminal_problem() -> str | None:
    """Return why the screens cannot be shown here, or None if they can."""
    if os.environ.get("TEXTUAL_DRIVER"):
        return None
    way_out = _("'layer-tutor list', 'run' and 'descend' work without one")
    if not all(stream is not None and stream.isatty() for stream in (sys.stdin, sys.stderr)):
        return _("the screens need a terminal for input and output; {way_out}.").format(way_out=way_out)
    if os.environ.get("TERM", "") in ("", "dumb"):
        return _("this terminal (TERM={term}) cannot show the screens; {way_out}.").format(
            term=visible(os.environ.get("TERM", "")), way_out=way_out
        )
    return None


if __name__ == "__main__":
    raise SystemExit(main())
