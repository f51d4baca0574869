"""The parts of a PNG or JPEG that its pixels are made of.

Both formats carry comments, previews, colour profiles and camera notes in any number and size. A decoder that reads
them all can be kept busy for minutes by a small file, so it is given only what it cannot do without; the one camera
note that matters, the orientation, is read here.
"""

from __future__ import annotations

import struct
from itertools import islice
from typing import Final

from tutor.bench.picture_problem import PictureError, damaged
from tutor.language import _

PNG_START: Final = b"\x89PNG\r\n\x1a\n"
UPRIGHT = 1
_PNG_KEPT = {b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND"}
_EXIF = b"Exif\x00\x00"
_ORIENTATION = 0x0112
_APP0, _APP1, _APP14, _APP15, _COMMENT, _START_OF_SCAN = 0xE0, 0xE1, 0xEE, 0xEF, 0xFE, 0xDA
MOST_PARTS = 20_000
MOST_SCANS = 64
"""Passes over a progressive JPEG; encoders make about ten."""
MOST_SCANNED = 256_000_000
"""Pixels times passes: each pass takes its time even where it says nothing."""


def png_size(head: bytes) -> tuple[int, int] | None:
    """Return the columns and rows that a PNG says it has in its first 24 bytes; None where these are no PNG's."""
    if len(head) < 24 or not head.startswith(PNG_START):
        return None
    columns, rows = struct.unpack_from(">II", head, 16)
    return columns, rows


def necessary_png(data: bytes) -> tuple[bytes, int]:
    """Return a PNG without the chunks that do not matter to its pixels, and its orientation (1 to 8)."""
    kept, orientation, at = [PNG_START], UPRIGHT, len(PNG_START)
    for _part in range(MOST_PARTS):
        if at + 8 > len(data):
            break
        length, name = struct.unpack_from(">I4s", data, at)
        end = at + 12 + length
        if name in _PNG_KEPT:
            kept.append(data[at:end])
        elif name == b"eXIf":
            orientation = exif_orientation(data[at + 8 : end - 4])
        if name == b"IEND":
            break
        at = end
    else:
        raise _too_many_parts()
    return b"".join(kept), orientation


def necessary_jpeg(data: bytes) -> tuple[bytes, int]:
    """Return a JPEG without the segments that do not matter to its pixels, and its orientation (1 to 8)."""
    kept, orientation, at = [data[:2]], UPRIGHT, 2
    for _part in range(MOST_PARTS):
        if at + 4 > len(data) or data[at + 1] == _START_OF_SCAN:
            break
        if data[at] != 0xFF:
            raise damaged()
        if data[at + 1] == 0xFF:  # a marker may be preceded by any number of these
            at += 1
            continue
        marker, (length,) = data[at + 1], struct.unpack_from(">H", data, at + 2)
        end = at + 2 + length
        if marker == _APP1 and data.startswith(_EXIF, at + 4):
            orientation = exif_orientation(data[at + 4 + len(_EXIF) : end])
        if not (_APP0 < marker <= _APP15 and marker != _APP14) and marker != _COMMENT:
            kept.append(data[at:end])
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC) and at + 9 <= len(data):
            _check_scans(data, at)
        at = end
    else:
        raise _too_many_parts()
    return b"".join(kept) + data[at:], orientation


def exif_orientation(data: bytes) -> int:
    """Return the orientation noted in an EXIF block (a TIFF header and its first directory), 1 where there is none."""
    order = {b"II*\x00": "<", b"MM\x00*": ">"}.get(data[:4])
    if order is None or len(data) < 8:
        return UPRIGHT
    (start,) = struct.unpack_from(order + "I", data, 4)
    if start + 2 > len(data):
        return UPRIGHT
    (count,) = struct.unpack_from(order + "H", data, start)
    entries = struct.iter_unpack(
        order + "HHIHH", data[start + 2 : start + 2 + 12 * min(count, (len(data) - start - 2) // 12)]
    )
    for tag, _kind, _count, value, _rest in islice(entries, 1000):
        if tag == _ORIENTATION:
            return int(value) if 1 <= value <= 8 else UPRIGHT
    return UPRIGHT


def _check_scans(data: bytes, frame: int) -> None:
    """Refuse a JPEG that must be passed over too often for its size, which the header at `frame` holds."""
    rows, columns = struct.unpack_from(">HH", data, frame + 5)
    scans = data.count(b"\xff\xda", frame)
    if scans > MOST_SCANS or scans * rows * columns > MOST_SCANNED:
        raise PictureError(_("the picture would take too long to decode: it is written in {n} passes").format(n=scans))


def _too_many_parts() -> PictureError:
    return PictureError(_("the picture consists of too many parts; {n} at most").format(n=MOST_PARTS))
