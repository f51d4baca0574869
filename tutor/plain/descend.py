"""`layer-tutor descend`: descents or a sweep of them as characters, tables and sentences, or as JSON."""

from __future__ import annotations

from dataclasses import dataclass

from rich.console import Console
from rich.text import Text

from tutor.descent.command import DescendOptions, command_line, from_options, option_of
from tutor.descent.numbers import read_whole
from tutor.descent.problem import DescentError
from tutor.descent.setup import MOST_WORK, DescentSetup
from tutor.descent.sweep import RUNS, SWEEP, SweepSpec, parse_sweep, swept
from tutor.language import _
from tutor.nn.descent import MOST_RUNS, MOST_STEPS, Measured, measure, sweep
from tutor.paint.descent_names import inputs_label
from tutor.paint.descent_transcript import story
from tutor.paint.descent_words import caveats, conclusion, status, transcript
from tutor.paint.sweep_words import sweep_sentence
from tutor.plain.descend_data import runs_data, sweep_data
from tutor.plain.descend_panels import print_losses, print_panels
from tutor.plain.descend_sweep import print_sweep, sweep_sentences
from tutor.plain.descend_tables import measured_sentences, print_measured_table, print_runs_table
from tutor.plain.printer import Printer
from tutor.plain.report import write_json

LONGEST_COMMAND = 400
_USAGE = 2


@dataclass(frozen=True)
class Output:
    """How the result is to be told, as it was said on the command line; None where nothing was."""

    renderer: str | None = None
    words: bool = False
    frame: str | None = None
    runs: str | None = None
    sweep: str | None = None
    as_json: bool = False


@dataclass(frozen=True)
class _Wanted:
    """The same, read and found to make sense."""

    setup: DescentSetup
    frame: int | None
    runs: int | None
    sweep: tuple[SweepSpec, int] | None
    """With the runs at each of its values."""


def descend(
    options: DescendOptions | None = None,
    output: Output | None = None,
    console: Console | None = None,
    narrator: Console | None = None,
) -> int:
    """Run the descents that the options describe, or a sweep of them, and print them; return the exit status.

    Results go to `console` (stdout), sentences beside them to `narrator` (stderr): a pipe gets the results alone.
    What describes no descent is told in a sentence and gives 2; a run that flies away is a result as any other.
    """
    options, output = options or DescendOptions(), output or Output()
    printer = Printer.on(console or Console(), narrator or Console(stderr=True), output.renderer)
    try:
        wanted = _read(options, output)
    except DescentError as error:
        return refuse(error, printer.narrator)
    if wanted.sweep is not None:
        _tell_sweep(wanted.setup, *wanted.sweep, output, printer)
    elif output.as_json:
        setup, runs = wanted.setup, wanted.setup.runs()
        write_json(runs_data(setup, runs, _measured(wanted)), printer.console.file)
    elif output.words:
        _tell_in_words(wanted, printer)
    else:
        _print_runs(wanted, printer)
    return 0


def refuse(error: DescentError, narrator: Console) -> int:
    """Say why there is no descent, and where help is; return the exit status of wrong usage."""
    message, stop = str(error), "" if str(error).endswith("?") else "."
    way_out = _("See {program} --help.").format(program="layer-tutor descend")
    narrator.print(Text(f"layer-tutor: {message}{stop} {way_out}"), soft_wrap=True)
    return _USAGE


# ── what is wanted ───────────────────────────────────────────────────────────────────────────────


def _read(options: DescendOptions, output: Output) -> _Wanted:
    """Return what is wanted. DescentError, naming the option, where that makes no sense."""
    setup = from_options(options)
    frame, runs = _whole("frame", output.frame, 0, MOST_STEPS), _whole("runs", output.runs, 1, MOST_RUNS)
    if frame is not None and (output.as_json or output.words or output.sweep is not None):
        raise DescentError("--frame: " + _("it goes with pictures of a run only"), "frame")
    if output.words and output.as_json:
        raise DescentError(_("--words and --json do not go together"), "words")
    if output.sweep is not None:
        return _with_sweep(setup, output.sweep, runs or RUNS)
    if runs and runs * max(setup.batch, 1) * setup.weights * setup.max_steps > 10 * MOST_WORK:
        raise DescentError("--runs: " + _("so many runs take too long; take fewer, or fewer steps"), "runs")
    return _Wanted(setup, frame, runs, None)


def _with_sweep(setup: DescentSetup, text: str, runs: int) -> _Wanted:
    try:
        spec = parse_sweep(text, squares=setup.needs_square)
        return _Wanted(swept(setup, spec, runs), None, None, (spec, runs))
    except DescentError as error:
        named = "" if error.control == SWEEP else f"{option_of(error.control)}: "
        raise DescentError(f"--sweep: {named}{error}", error.control) from None


def _whole(option: str, text: str | None, least: int, most: int) -> int | None:
    return None if text is None else read_whole(f"--{option}", text, least, most)


def _measured(wanted: _Wanted) -> list[Measured]:
    """Return what is measured on many runs of each problem, nothing where nobody asked for it."""
    return [] if wanted.runs is None else [measure(problem, wanted.runs) for problem in wanted.setup.problems()]


# ── how it is told ───────────────────────────────────────────────────────────────────────────────


def _print_runs(wanted: _Wanted, printer: Printer) -> None:
    setup, frame = wanted.setup, wanted.frame
    runs = setup.runs()
    _say_command(setup, printer)
    message = _("Start, target and the path between them, for the same random numbers (seed {seed}).")
    printer.say(message.format(seed=setup.seed))
    if setup.weights > 1:
        print_panels(runs, frame, printer)
    else:
        printer.say(_("One weight makes no picture: the path only goes up and down a line."))
    printer.line()
    print_losses(runs, frame, printer)
    printer.line()
    print_runs_table(runs, frame, printer)
    measured = _measured(wanted)
    if measured:
        printer.line()
        print_measured_table(runs, measured, printer)
    if frame is not None and frame < max(run.steps for run in runs):
        if frame:
            printer.say(status(runs, frame))
        return
    for run in runs:
        printer.line()
        for sentence in story(run):
            printer.tell(sentence)
    for sentence in (conclusion(runs), *caveats(runs)):
        printer.say(sentence)


def _tell_in_words(wanted: _Wanted, printer: Printer) -> None:
    runs, measured = wanted.setup.runs(), _measured(wanted)
    for number, run in enumerate(runs):
        if number:
            printer.line()
        for sentence in transcript(run):
            printer.tell(sentence)
        if measured:
            for sentence in measured_sentences(run, measured[number]):
                printer.tell(sentence)
    if len(runs) > 1:
        printer.line()
        printer.tell(conclusion(runs))


def _tell_sweep(setup: DescentSetup, spec: SweepSpec, runs: int, output: Output, printer: Printer) -> None:
    problems = setup.problems()
    sweeps = [sweep(problem, spec.over, spec.values, runs) for problem in problems]
    if output.as_json:
        write_json(sweep_data(setup, sweeps, runs), printer.console.file)
        return
    if output.words:
        for problem, one in zip(problems, sweeps, strict=True):
            for sentence in sweep_sentences(problem, one):
                printer.tell(sentence)
        return
    print_sweep(problems, sweeps, runs, printer)
    printer.say(sweep_sentence(sweeps, [inputs_label(problem.inputs) for problem in problems], "steps"))
    printer.say(_("Theory speaks of the mean over all runs; a single one scatters about it."))


def _say_command(setup: DescentSetup, printer: Printer) -> None:
    """Say how to open the same on the screen."""
    command = command_line(setup)
    if len(command) <= LONGEST_COMMAND:
        printer.narrator.print(Text(command, style="dim"), soft_wrap=True)
