"""`layer-tutor check`: lesson files checked for their author; problems on stdout, what came of it all on stderr."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path

# One thread is enough for small cells, and a pool of threads costs start-up time.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
# Nobody's plugins are looked for, which takes a twentieth of a second.
os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")

from tutor.authoring.checking import STDIN, check_files, lesson_paths
from tutor.authoring.report_data import github_lines, json_text, sarif_text
from tutor.authoring.report_text import rule_lines, summary, text_lines
from tutor.language import _
from tutor.lesson.source import MAX_BYTES
from tutor.plain.usage import USAGE, refuse
from tutor.quoting import quote, visible


def check(names: Sequence[str], form: str = "text", *, strict: bool = False) -> int:
    """Check the lessons in files and folders ('-': stdin), print what is wrong, and return the exit status.

    0 where nothing is wrong, 1 where something is, 2 where something that was named is not there.
    """
    missing = [name for name in names if name != STDIN and not os.path.lexists(name)]
    for name in missing:
        refuse(_("there is no file or folder {path}").format(path=visible(name)))
    if missing:
        return USAGE
    paths = list(lesson_paths(names))
    if not paths:
        for name in names:
            try:
                os.listdir(name)  # noqa: PTH208
            except OSError as error:
                return refuse(_("{path} cannot be read: {why}").format(path=quote(name, 200), why=error.strerror))
        folders = ", ".join(visible(name) for name in names)
        return refuse(_("there are no lessons in {folders}").format(folders=folders))
    stdin = sys.stdin.buffer.read(MAX_BYTES + 1) if None in paths else b""
    report = check_files(paths, stdin, strict=strict, named=[Path(name) for name in names if name != STDIN])
    if form == "json":
        sys.stdout.write(json_text(report) + "\n")
    elif form == "sarif":
        sys.stdout.write(sarif_text(report) + "\n")
    else:
        lines = github_lines(report) if form == "github" else text_lines(report)
        sys.stdout.writelines(line + "\n" for line in lines)
    sys.stdout.flush()
    sys.stderr.write(summary(report) + "\n")
    return 0 if report.is_clean else 1


def list_rules() -> int:
    """Print every rule that a lesson is checked against; return the exit status."""
    sys.stdout.writelines(line + "\n" for line in rule_lines())
    return 0
