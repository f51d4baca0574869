"""The arguments of the commands for whoever writes a lesson: new, schema and preview."""

from __future__ import annotations

import argparse

from tutor.language import LANGUAGES, _

TYPE_CHECKING = False
if TYPE_CHECKING:  # typing itself is not imported: --help and --version are paid for in milliseconds
    from typing import TypeVar

    P = TypeVar("P", bound=argparse.ArgumentParser)


def add_authoring_commands(commands: argparse._SubParsersAction[P]) -> None:
    """Add new, schema and preview."""
    new = commands.add_parser(
        "new",
        help=_("write a new lesson to begin with"),
        description=_(
            "Write a lesson with comments and an example of every kind of step, and beside it the schema that editors "
            "read. The lesson is sound: change it piece by piece, and look with check and preview."
        ),
        epilog=_("Exit status: 0 done, 2 wrong usage, or the file is there already."),
    )
    new.add_argument("path", metavar=_("FILE"), help=_("the new file; .yaml is added where it is missing"))
    new.add_argument(
        "--kind",
        metavar=_("KIND"),
        action="append",
        default=[],
        dest="kinds",
        help=_("an example of this kind of step only; may be repeated, or several with commas between"),
    )
    new.add_argument(
        "--lang", choices=LANGUAGES, dest="texts", help=_("texts in this language only (default: in both)")
    )
    commands.add_parser(
        "schema",
        help=_("print the JSON Schema of lessons, for editors"),
        description=_(
            "Print the JSON Schema of lesson files. An editor with the YAML language server reads it where the first "
            "line of a lesson is '# yaml-language-server: $schema=' and the file's name."
        ),
    )
    preview = commands.add_parser(
        "preview",
        help=_("open a lesson while it is written: it is read again whenever the file is saved"),
        description=_(
            "Open the lesson of a file and read it again whenever it is saved. While it is broken, what is wrong is "
            "shown over the last good version. Nothing is written to the learner's record."
        ),
    )
    preview.add_argument("file", metavar=_("FILE"), help=_("a lesson file"))
    preview.add_argument("--step", metavar=_("ID"), help=_("begin at this step"))
    preview.add_argument("--lang", choices=LANGUAGES, dest="texts", help=_("show it in this language"))
