"""The arguments of the commands for many lessons, and the path that may stand in place of a command."""

from __future__ import annotations

import argparse
import os

from tutor.language import LANGUAGES, _

TYPE_CHECKING = False
if TYPE_CHECKING:  # typing itself is not imported: --help and --version are paid for in milliseconds
    from collections.abc import Container, Sequence
    from typing import TypeVar

    P = TypeVar("P", bound=argparse.ArgumentParser)

_WITH_VALUE = ("--lang", "--lessons")
"""The options before a command that take a value."""


def with_open(arguments: Sequence[str], commands: Container[str]) -> list[str]:
    """Return the arguments with `open` before a path that stands where one of the `commands` is expected."""
    at = 0
    while at < len(arguments) and arguments[at].startswith("-"):
        name = arguments[at]
        takes_value = "=" not in name and len(name) > 2 and any(option.startswith(name) for option in _WITH_VALUE)
        at += 2 if takes_value else 1
    if at >= len(arguments) or arguments[at] in commands:
        return list(arguments)
    path = arguments[at]
    separated = os.sep in path or (os.altsep is not None and os.altsep in path)
    if path.endswith((".yaml", ".yml")) or separated or os.path.lexists(path):
        return [*arguments[:at], "open", *arguments[at:]]
    return list(arguments)


def command_names(parser: argparse.ArgumentParser) -> set[str]:
    """Return the names of a parser's commands."""
    return {
        name
        for action in parser._actions
        if isinstance(action, argparse._SubParsersAction)
        for name in action.choices
    }  # fmt: skip


def add_lessons_option(parser: argparse.ArgumentParser) -> None:
    """Add the option that names more folders of lessons."""
    parser.add_argument(
        "--lessons",
        metavar=_("FOLDER"),
        action="append",
        default=[],
        help=_("list the lessons of this folder too; may be repeated"),
    )


def add_lesson_commands(commands: argparse._SubParsersAction[P]) -> None:
    """Add list, open, find, stats, pack and install."""
    listing = commands.add_parser(
        "list",
        help=_("list the lessons"),
        description=_("List the lessons there are, with their files, and say what is wrong with them."),
    )
    _add_json(listing)
    opening = commands.add_parser(
        "open",
        help=_("open the lesson of a file, or the lessons of a folder; the word open may be left out"),
        description=_("Open the lesson of a file at once, or the program with the lessons of a folder and no others."),
    )
    opening.add_argument("path", metavar=_("PATH"), help=_("a lesson file or a folder of lessons"))
    # It may stand behind the path as well, where it is looked for by whoever has just typed the path.
    opening.add_argument("--lang", choices=LANGUAGES, default=argparse.SUPPRESS, help=_("show it in this language"))
    finding = commands.add_parser(
        "find",
        help=_("find words in lessons"),
        description=_(
            "Find lines of lessons in which all the words stand: in titles, summaries, pages, questions and tags, in "
            "both languages, whatever their case."
        ),
        epilog=_("Exit status: 0 found, 1 found nowhere, 2 wrong usage."),
    )
    finding.add_argument("words", nargs="+", metavar=_("WORD"), help=_("a word, or a part of one"))
    _add_json(finding)
    stats = commands.add_parser(
        "stats",
        help=_("count the steps, words and minutes of lessons"),
        description=_("Count steps by kind, words, minutes, languages, and the objectives that steps serve."),
    )
    stats.add_argument("paths", nargs="*", metavar=_("PATH"), help=_("files or folders (default: all lessons)"))
    _add_json(stats)
    _add_packages(commands)


def _add_packages(commands: argparse._SubParsersAction[P]) -> None:
    packing = commands.add_parser(
        "pack",
        help=_("pack the lessons of a folder into one file to hand out"),
        description=_(
            "Check the lessons of a folder and pack them, with course.yaml and PNG pictures, into a zip file."
        ),
        epilog=_("Exit status: 0 done, 1 a lesson has problems, 2 wrong usage."),
    )
    packing.add_argument("folder", metavar=_("FOLDER"), help=_("the folder of a course"))
    packing.add_argument("--output", metavar=_("FILE"), help=_("the zip file (default: the folder's name and .zip)"))
    packing.add_argument("--replace", action="store_true", help=_("overwrite a file that is there already"))
    installing = commands.add_parser(
        "install",
        help=_("install packed lessons, or a folder of them"),
        description=_("Check the lessons of a packed course or of a folder and put them among your own."),
        epilog=_("Exit status: 0 done, 1 a lesson has problems, 2 wrong usage."),
    )
    installing.add_argument("path", metavar=_("PATH"), help=_("a zip file made by 'layer-tutor pack', or a folder"))
    installing.add_argument(
        "--replace", action="store_true", help=_("put it in the place of a course of this name that is there already")
    )


def _add_json(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help=_("print JSON on stdout"))
