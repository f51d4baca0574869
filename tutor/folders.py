"""Where things lie: bundled lessons, the user's own, the learner's record, caches."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

APP = "layer-tutor"


def bundled_lessons() -> Path:
    """Return the folder of the lessons that come with the program, in a wheel or in a checkout."""
    package = Path(__file__).parent
    inside = package / "lessons"
    return inside if inside.is_dir() else package.parent / "lessons"


def lesson_folders() -> tuple[Path, ...]:
    """Return the folders that are searched for lessons: bundled, the user's, those of LAYER_TUTOR_PATH."""
    extra = [Path(part) for part in os.environ.get("LAYER_TUTOR_PATH", "").split(os.pathsep) if part]
    return (bundled_lessons(), data_folder() / "lessons", *extra)


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
