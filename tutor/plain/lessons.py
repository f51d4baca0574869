"""The commands for many lessons: which of them was given, and what it is given."""

from __future__ import annotations

import sys
from argparse import Namespace
from collections.abc import Sequence
from pathlib import Path


def carry_out(options: Namespace, folders: Sequence[Path]) -> int:
    """Carry out list, find, stats, pack or install on the lessons in `folders`; return the exit status."""
    if options.command == "list":
        from tutor.plain.listing import list_lessons

        return list_lessons(folders, as_json=options.json)
    if options.command == "find":
        from tutor.plain.finding import find_lines

        return find_lines(options.words, folders, as_json=options.json)
    if options.command == "stats":
        from tutor.plain.statistics import print_stats

        return print_stats([Path(path) for path in options.paths], folders, as_json=options.json)
    from tutor.plain.packages import install_package, pack

    if options.command == "pack":
        output = None if options.output is None else Path(options.output)
        return pack(Path(options.folder), output, replace=options.replace)
    return install_package(Path(options.path), folders, replace=options.replace)


def is_sound(path: Path) -> bool:
    """Return whether a lesson can be opened; its problems go to stderr as `check` prints them."""
    from tutor.authoring.checking import check_files
    from tutor.authoring.report_text import text_lines

    report = check_files([path])
    if not report.is_clean:
        sys.stderr.writelines(line + "\n" for line in text_lines(report))
    return report.is_clean
