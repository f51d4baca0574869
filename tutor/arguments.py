"""The arguments of the command line, and their help."""

from __future__ import annotations

import argparse

from tutor import __version__, language
from tutor.authoring_arguments import add_authoring_commands
from tutor.language import _
from tutor.lesson_arguments import add_lesson_commands, add_lessons_option
from tutor.quoting import visible

TYPE_CHECKING = False
if TYPE_CHECKING:  # typing itself is not imported: --help and --version are paid for in milliseconds
    from collections.abc import Sequence
    from typing import NoReturn

USAGE = 2
"""The exit status of wrong usage."""


class _Parser(argparse.ArgumentParser):
    """Says what is wrong with the arguments in one sentence, on stderr."""

    def error(self, message: str) -> NoReturn:
        way_out = _("See {program} --help.").format(program=self.prog)
        # argparse quotes some arguments as they are, and an argument may hold codes that a terminal obeys.
        self.exit(USAGE, f"{self.prog}: {visible(message)}. {way_out}\n")


def joined(arguments: Sequence[str]) -> list[str]:
    """Return the arguments with `--kernel -1,0,1` as `--kernel=-1,0,1`.

    argparse takes a value that begins with a minus for another option, unless it is one negative number.
    """
    result: list[str] = []
    for argument in arguments:
        grid = argument[:1] == "-" and argument[1:2] in tuple("0123456789.") and ("," in argument or "/" in argument)
        if grid and result and result[-1].startswith("--") and "=" not in result[-1] and len(result[-1]) > 2:
            result[-1] += "=" + argument
        else:
            result.append(argument)
    return result


def build_parser() -> argparse.ArgumentParser:
    """Return the parser, in the language in use."""
    # argparse asks gettext for its own words; this makes it ask our catalogue.
    vars(argparse).update(_=_, ngettext=language.ngettext)
    parser = _Parser(
        prog="layer-tutor",
        description=_(
            "A terminal laboratory: in what order should a convolutional cell apply conv, ReLU and max-pool, "
            "and why are its inputs scaled to [-1, 1]? Without a command it opens."
        ),
        epilog=_(
            "Exit status: 0 done, 1 a lesson has problems, 2 wrong usage or no terminal, 130 and 143 when stopped."
        ),
    )
    parser.add_argument("--version", action="version", version=f"layer-tutor {__version__}")
    parser.add_argument(
        "--lang", choices=language.LANGUAGES, help=_("language of the program (default: the last one, or the locale's)")
    )
    parser.add_argument(
        "--ascii",
        action="store_const",
        const="ascii",
        default="",
        dest="drawing",
        help=_("draw descents in plain characters (default: as chosen last, or as the terminal can)"),
    )
    add_lessons_option(parser)
    commands = parser.add_subparsers(dest="command", metavar=_("COMMAND"), parser_class=_Parser)

    add_lesson_commands(commands)

    _add_run(commands)

    _add_descend(commands)

    _add_check(commands)

    add_authoring_commands(commands)
    return parser


def _add_run(commands: argparse._SubParsersAction[_Parser]) -> None:
    run = commands.add_parser(
        "run",
        help=_("run a lesson's friends, or layers of your own, and print every stage and the ledger"),
        description=_(
            "Run the friends of a lesson, or with --layers a bench of your own, and print every stage, its cost, what "
            "differs, and a witness: numbers for which two lanes differ, or why there are none."
        ),
        epilog=_(
            "A layer may have settings: max_pool:size=3:stride=2, leaky_relu:negative_slope=-0.5. A picture or a "
            "kernel can be typed: rows with / between, cells with commas, as in --kernel=-1,0,1/-1,0,1/-1,0,1."
        ),
    )
    run.add_argument("lesson", nargs="?", metavar=_("LESSON"), help=_("id or file (default: layer-order)"))
    who = run.add_mutually_exclusive_group()
    who.add_argument("--friend", metavar=_("NAME"), help=_("only this friend, by id or name"))
    who.add_argument("--all", action="store_true", help=_("all friends (the default)"))
    bench = run.add_argument_group(_("a bench of your own"))
    layers = _("LAYERS")
    bench.add_argument("--layers", metavar=layers, help=_("the layers of the first lane: conv,relu,max_pool"))
    bench.add_argument(
        "--against", metavar=layers, action="append", default=[], help=_("another lane; may be given twice")
    )
    bench.add_argument(
        "--picture", metavar=_("PICTURE"), help=_("a built-in picture, a PNG, JPEG, CSV or NPY file, or typed rows")
    )
    bench.add_argument("--kernel", metavar=_("KERNEL"), help=_("edge, blur, random:seed=7:size=5 …, or typed rows"))
    bench.add_argument(
        "--range",
        metavar=_("RANGE"),
        action="append",
        default=[],
        dest="ranges",
        help=_("none, unit, signed, centred or standardised; once, or once for each lane"),
    )
    bench.add_argument(
        "--set",
        metavar=_("CELL"),
        action="append",
        default=[],
        dest="cells",
        help=_("change a cell of the picture: row,column=value, counted from 1; may be repeated"),
    )
    bench.add_argument("--brightest", metavar=_("N"), help=_("the pixel value that a range takes for 1"))
    bench.add_argument("--open", action="store_true", help=_("open the bench on the screen instead of printing it"))
    run.add_argument("--json", action="store_true", help=_("print JSON on stdout"))


def _add_descend(commands: argparse._SubParsersAction[_Parser]) -> None:
    descend = commands.add_parser(
        "descend",
        help=_("run gradient descent on inputs in [0, 1] and in [-1, 1] and print both paths"),
        description=_(
            "Run gradient descent of one small neuron on one or two kinds of inputs, with the same random numbers, and "
            "print the paths, the losses, what was measured beside what theory gives, and where the paths turn."
        ),
        epilog=_(
            "Inputs: 01, 11, half, centred, standardised (independent, uniform), skewed (as MNIST is), correlated, "
            "mixed (signs), sigmoid, tanh, patches; some have settings: correlated:rho=0.9:range=11, "
            "patches:picture=moon. Steps: mean_square:0.5 (of 1/E[xᵀx]), max:0.9 (of 1/λmax), optimal:1 (of "
            "2/(λmin+λmax)), or a plain number. Optimisers: sgd, momentum:beta=0.9, rmsprop:beta2=0.99, adam. A run "
            "that flies away is a result, too: the exit status is 0."
        ),
    )
    _add_problem(descend)
    _add_steps(descend)
    _add_output(descend)


def _add_problem(descend: _Parser) -> None:
    problem = descend.add_argument_group(_("what is learned"))
    problem.add_argument(
        "--inputs",
        metavar=_("INPUTS"),
        action="append",
        default=[],
        help=_("kind of inputs: 01, 11, correlated:rho=0.9 …; once, or twice to compare two (default: 01 and 11)"),
    )
    problem.add_argument(
        "--picture", metavar=_("PICTURE"), help=_("the picture of patches: a built-in one, a file, or typed rows")
    )
    problem.add_argument("--dims", metavar=_("N"), help=_("number of inputs, 1 to 1000 (default: 2)"))
    problem.add_argument("--bias", action="store_true", help=_("one more weight, whose input is always 1"))
    problem.add_argument(
        "--loss", metavar=_("LOSS"), help=_("squared (default), cross_entropy, or kernel (of a convolution)")
    )
    problem.add_argument(
        "--noise", metavar=_("X"), help=_("standard deviation of the noise in the labels (default: 0)")
    )


def _add_steps(descend: _Parser) -> None:
    steps = descend.add_argument_group(_("how it walks"))
    steps.add_argument(
        "--batch", metavar=_("N"), help=_("examples of each step, or full for the whole set (default: 1)")
    )
    steps.add_argument("--step", metavar=_("RULE"), help=_("length of a step (default: mean_square:0.5)"))
    steps.add_argument("--optimiser", metavar=_("NAME"), help=_("sgd (default), momentum, rmsprop or adam"))
    steps.add_argument(
        "--start", metavar="A,B", help=_("where it starts, a number for each weight, from the target (default: -1,1 …)")
    )
    steps.add_argument(
        "--tolerance", metavar=_("X"), help=_("share of the distance that counts as arrived (default: 0.001)")
    )
    steps.add_argument("--max-steps", metavar=_("N"), help=_("steps after which it is stopped (default: 5000)"))
    steps.add_argument("--seed", metavar=_("N"), help=_("seed of the random inputs (default: the lesson's)"))


def _add_output(descend: _Parser) -> None:
    output = descend.add_argument_group(_("what is shown"))
    output.add_argument(
        "--runs", metavar=_("N"), help=_("add the medians over so many runs; for a sweep, runs at a value")
    )
    output.add_argument(
        "--sweep",
        metavar=_("SWEEP"),
        help=_("measure over many values of one setting: d=2..64, batch=1..256, rho=0..0.95, step=0.05..1.9, d=2,9,27"),
    )
    output.add_argument("--frame", metavar=_("N"), help=_("show the paths after so many steps (default: at the end)"))
    characters = output.add_mutually_exclusive_group()
    characters.add_argument(
        "--renderer",
        choices=("braille", "block", "ascii"),
        help=_("the characters of pictures (default: those that the terminal has)"),
    )
    characters.add_argument("--ascii", action="store_true", help=_("short for --renderer ascii"))
    output.add_argument("--words", action="store_true", help=_("no pictures: everything in sentences"))
    output.add_argument("--json", action="store_true", help=_("print JSON on stdout"))
    output.add_argument(
        "--open", action="store_true", help=_("open the laboratory on the screen instead of printing it")
    )


def _add_check(commands: argparse._SubParsersAction[_Parser]) -> None:
    check = commands.add_parser(
        "check",
        help=_("check lesson files and say what is wrong with them, and where"),
        description=_(
            "Check lessons: every problem of every file in one run, as file:line:column: message [rule], with the line "
            "it stands in. Questions are answered with their own keys and claims are run."
        ),
        epilog=_("Exit status: 0 nothing is wrong (there may be warnings), 1 something is, 2 wrong usage."),
    )
    check.add_argument(
        "paths", nargs="*", metavar=_("PATH"), help=_("files, folders that are searched for lessons, or - for stdin")
    )
    check.add_argument(
        "--format",
        choices=("text", "json", "sarif", "github"),
        default="text",
        help=_("text (default), json, sarif 2.1.0, or annotations of GitHub's workflows"),
    )
    check.add_argument("--strict", action="store_true", help=_("treat warnings as errors"))
    check.add_argument("--rules", action="store_true", help=_("list the rules instead"))


def argparse_words() -> tuple[str, ...]:
    """Return the words of argparse itself, so that they are gathered into the catalogue."""
    return (
        _("usage: "),
        _("positional arguments"),
        _("options"),
        _("show this help message and exit"),
        _("show program's version number and exit"),
        _("argument %(argument_name)s: %(message)s"),
        _("expected one argument"),
        _("invalid choice: %(value)r (choose from %(choices)s)"),
        _("not allowed with argument %s"),
        _("unrecognized arguments: %s"),
        _("invalid %(type)s value: %(value)r"),
        _("ignored explicit argument %r"),
        _("the following arguments are required: %s"),
    )
