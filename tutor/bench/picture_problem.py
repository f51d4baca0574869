"""What keeps a file from being a picture, and the limits that hold for all kinds of files."""

from __future__ import annotations

from tutor.bench.problem import BenchError
from tutor.language import _

MOST_BYTES = 32 * 2**20
MOST_PIXELS = 16_000_000


class PictureError(BenchError):
    """A file cannot be shown as a picture; the message is one sentence without its full stop, fit for a screen."""


def damaged() -> PictureError:
    """Return the error for an image that a decoder cannot make sense of."""
    return PictureError(_("the picture is damaged or cut short"))


def check_size(rows: int, columns: int) -> None:
    """Refuse a picture without pixels, or with more of them than MOST_PIXELS."""
    if rows < 1 or columns < 1:
        raise PictureError(_("the picture is empty"))
    if rows * columns > MOST_PIXELS:
        message = _("the picture has {rows}×{columns} pixels; {n} million at most")
        raise PictureError(message.format(rows=rows, columns=columns, n=MOST_PIXELS // 1_000_000))
