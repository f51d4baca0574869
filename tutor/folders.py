"""Where things lie: bundled lessons, the user's own, the learner's record, caches."""

from __future__ import annotations

import os
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

APP = "layer-tutor"


def bundled_lessons() -> Path:
    """Return the folder of the lessons that come with the program, in a wheel or in a checkout."""
    package = Path(__file__).parent
    inside = package / "lessons"
    return inside if inside.is_dir() else package.parent / "lessons"


def own_lessons() -> Path:
    """Return the folder of the lessons that the learner has installed or written."""
    return data_folder() / "lessons"


def lesson_folders(more: Iterable[Path | str] = ()) -> tuple[Path, ...]:
    """Return the folders that are searched for lessons: bundled, the user's, those of LAYER_TUTOR_PATH, and `more`."""
    extra = [Path(part) for part in os.environ.get("LAYER_TUTOR_PATH", "").split(os.pathsep) if part]
    return (bundled_lessons(), own_lessons(), *extra, *map(Path, more))


def same_file(one: Path | str, other: Path | str) -> bool:
    """Return whether two paths lead to the same file; False where one of them leads nowhere."""
    try:
        return Path(one).samefile(other)
    except (OSError, ValueError):
        return False


def replace_file(path: Path, text: str) -> None:
    """Write a small file whole or not at all; where it cannot be written, nothing changes and nothing is said."""
    partial = path.with_name(f"{path.name}.{os.getpid()}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        partial.write_text(text, encoding="utf-8")
        partial.replace(path)
    except OSError:
        with suppress(OSError):
            partial.unlink()


def data_folder() -> Path:
    """Return the folder of the learner's record; LAYER_TUTOR_HOME overrides it."""
    home = os.environ.get("LAYER_TUTOR_HOME")
    if home:
        return Path(home)
    import platformdirs

    return Path(platformdirs.user_data_dir(APP, appauthor=False))


def cache_folder() -> Path:
    """Return the folder of what can be computed again; it lies in LAYER_TUTOR_HOME where that is set."""
    home = os.environ.get("LAYER_TUTOR_HOME")
    if home:
        return Path(home) / "cache"
    import platformdirs

    return Path(platformdirs.user_cache_dir(APP, appauthor=False))
