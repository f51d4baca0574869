"""The learner's record in SQLite: one transaction an answer, synced to the disk before the call returns.

A file that SQLite cannot read is moved aside, never overwritten; while the record cannot be written the program
goes on and says so.
"""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from secrets import randbits
from typing import Any

SCHEMA = """
CREATE TABLE IF NOT EXISTS step (
    lesson TEXT NOT NULL, step TEXT NOT NULL, state TEXT NOT NULL, changed REAL NOT NULL,
    PRIMARY KEY (lesson, step)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS place (
    lesson TEXT PRIMARY KEY, step TEXT NOT NULL, done INTEGER NOT NULL, total INTEGER NOT NULL, changed REAL NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS points (
    lesson TEXT PRIMARY KEY, earned REAL NOT NULL, possible REAL NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS learner (
    key TEXT PRIMARY KEY, value INTEGER NOT NULL
) WITHOUT ROWID;
"""
FILE_NAME = "record.sqlite3"


class RecordError(Exception):
    """The record could not be opened or written; the message is one sentence."""


@dataclass(frozen=True)
class Place:
    """How far a learner has come in a lesson."""

    step: str
    """The id of the step on display when the lesson was left."""
    done: int
    total: int
    earned: float = 0.0
    possible: float = 0.0
    """Points, where the lesson gives some."""


class Record:
    """What one learner has done, in `folder`. RecordError from any method when the disk does not play along."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / FILE_NAME
        self.moved_to: Path | None = None
        """Where an unreadable record was put, if there was one."""
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self._connection = self._open()
        except (OSError, sqlite3.Error) as error:
            raise RecordError(f"{self.path}: {error}") from error

    def _open(self) -> sqlite3.Connection:
        try:
            return self._connect()
        except sqlite3.DatabaseError as error:
            if isinstance(error, sqlite3.OperationalError):
                raise  # locked, full, read-only: the file itself may be sound
            self.moved_to = self.path.with_name(f"{FILE_NAME}.unreadable-{time.time_ns()}")
            self.path.replace(self.moved_to)
            # What SQLite left beside the old file must not be taken for the new one's.
            for suffix in ("-wal", "-shm"):
                self.path.with_name(FILE_NAME + suffix).unlink(missing_ok=True)
            return self._connect()

    def _connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self.path, timeout=2.0, isolation_level=None)
        try:
            # SQLite does not wait for another program to let go of the journal, whatever the timeout; then that
            # program is just making the same change, and until it has, the old journal is as safe.
            with suppress(sqlite3.OperationalError):
                connection.execute("PRAGMA journal_mode=WAL")
            connection.execute("PRAGMA synchronous=FULL")
            connection.executescript(SCHEMA)
        except sqlite3.Error:
            connection.close()
            raise
        return connection

    def save(
        self,
        lesson: str,
        step: str,
        state: Mapping[str, Any],
        *,
        place: str,
        done: int,
        total: int,
        points: tuple[float, float] = (0.0, 0.0),
    ) -> None:
        """Write the state of one step, the learner's place and the points earned of those possible: all or nothing."""
        now = time.time()
        try:
            with self._transaction():
                self._connection.execute(
                    "INSERT INTO step VALUES (?, ?, ?, ?) "
                    "ON CONFLICT (lesson, step) DO UPDATE SET state = excluded.state, changed = excluded.changed",
                    (lesson, step, json.dumps(state, ensure_ascii=False), now),
                )
                self._connection.execute(
                    "INSERT INTO place VALUES (?, ?, ?, ?, ?) ON CONFLICT (lesson) DO UPDATE SET "
                    "step = excluded.step, done = excluded.done, total = excluded.total, changed = excluded.changed",
                    (lesson, place, done, total, now),
                )
                if points[1]:
                    self._connection.execute("INSERT OR REPLACE INTO points VALUES (?, ?, ?)", (lesson, *points))
                else:
                    self._connection.execute("DELETE FROM points WHERE lesson = ?", (lesson,))
        except sqlite3.Error as error:
            raise RecordError(f"{self.path}: {error}") from error

    def steps(self, lesson: str) -> dict[str, dict[str, Any]]:
        """Return the saved state of every step of a lesson; one that cannot be read is left out."""
        found: dict[str, dict[str, Any]] = {}
        try:
            rows = self._connection.execute("SELECT step, state FROM step WHERE lesson = ?", (lesson,)).fetchall()
        except sqlite3.Error as error:
            raise RecordError(f"{self.path}: {error}") from error
        for step, state in rows:
            with suppress(ValueError, RecursionError):
                plain = json.loads(state)
                if isinstance(plain, dict):
                    found[step] = plain
        return found

    def places(self) -> dict[str, Place]:
        """Return how far the learner has come in every lesson that was opened."""
        try:
            rows = self._connection.execute(
                "SELECT lesson, step, done, total, COALESCE(earned, 0.0), COALESCE(possible, 0.0) "
                "FROM place LEFT JOIN points USING (lesson)"
            ).fetchall()
        except sqlite3.Error as error:
            raise RecordError(f"{self.path}: {error}") from error
        return {lesson: Place(*place) for lesson, *place in rows}

    def seed(self) -> int:
        """Return the learner's seed, which is made when it is first asked for and then stays.

        Orders of options and values in questions are drawn from it, so that it belongs to the answers.
        """
        try:
            with self._transaction():
                self._connection.execute("INSERT OR IGNORE INTO learner VALUES ('seed', ?)", (randbits(32),))
            row = self._connection.execute("SELECT value FROM learner WHERE key = 'seed'").fetchone()
        except sqlite3.Error as error:
            raise RecordError(f"{self.path}: {error}") from error
        return row[0] if isinstance(row[0], int) else 0

    def close(self) -> None:
        """Close the file; nothing is left to write."""
        self._connection.close()

    def _transaction(self) -> _Transaction:
        return _Transaction(self._connection)


class _Transaction:
    """BEGIN IMMEDIATE … COMMIT, or ROLLBACK when anything fails in between."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def __enter__(self) -> None:
        self._connection.execute("BEGIN IMMEDIATE")

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is None:
            self._connection.execute("COMMIT")
        elif self._connection.in_transaction:
            self._connection.execute("ROLLBACK")
