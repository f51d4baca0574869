"""A picture from a PNG or a JPEG, decoded by Pillow."""

from __future__ import annotations

import warnings
from io import BytesIO
from typing import Final

import numpy as np
import numpy.typing as npt

from tutor.bench.image_parts import PNG_START, necessary_jpeg, necessary_png
from tutor.bench.picture_problem import MOST_PIXELS, PictureError, check_size, damaged
from tutor.language import _
from tutor.nn.arguments import FloatArray

JPEG_START: Final = b"\xff\xd8\xff"


def parse_image(data: bytes) -> tuple[FloatArray, float]:
    """Return pixels, (C, H, W), and 255, or 65535 for greys of 16 bits.

    Greys have one channel, colours red, green and blue. What is transparent is laid over black, a palette is looked
    up, and the orientation that a camera has noted is carried out. Pillow reads colours of 16 bits as 8 bits.
    """
    if data.startswith(PNG_START):
        needed, orientation = necessary_png(data)
    elif data.startswith(JPEG_START):
        needed, orientation = necessary_jpeg(data)
    else:
        raise PictureError(_("this is neither a PNG nor a JPEG, whatever its name says"))
    values, brightest = _decoded(needed)
    turned = _upright(values, orientation)
    channels = turned[None] if turned.ndim == 2 else turned.transpose(2, 0, 1)
    return _over_black(channels, brightest), brightest


def _decoded(data: bytes) -> tuple[npt.NDArray[np.generic], float]:
    """Return rows, columns and, in colours or with transparency, channels, and the value of full brightness."""
    from PIL import Image  # not needed before somebody opens a file, and slow to import

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of a bomb, whose size is checked before it is decoded
            image = Image.open(BytesIO(data), formats=("PNG", "JPEG"))
            check_size(image.height, image.width)
            if image.mode.startswith("I"):  # I;16, and I in older Pillow: greys of 16 bits
                return np.asarray(image), 65535.0
            mode = _mode(image.mode, transparent="transparency" in image.info)
            return np.asarray(image if image.mode == mode else image.convert(mode)), 255.0
    except PictureError:
        raise
    except Image.DecompressionBombError:
        message = _("the picture has more than {n} million pixels")
        raise PictureError(message.format(n=MOST_PIXELS // 1_000_000)) from None
    except MemoryError:
        raise
    except Exception:  # Pillow's decoders raise whatever a damaged file leads them to
        raise damaged() from None


def _mode(mode: str, *, transparent: bool) -> str:
    """Return Pillow's mode with 8 bits a channel that keeps all of a picture in `mode`."""
    grey = mode in ("1", "L", "LA", "La")
    if transparent or mode in ("LA", "La", "RGBA", "RGBa", "PA"):
        return "LA" if grey else "RGBA"
    return "L" if grey else "RGB"


def _upright(values: npt.NDArray[np.generic], orientation: int) -> npt.NDArray[np.generic]:
    """Return an image, rows first, as it should be seen (EXIF 2.3, tag 0x0112)."""
    if orientation in (5, 6, 7, 8):
        values = values.swapaxes(0, 1)  # the stored rows are columns
    if orientation in (3, 4, 7, 8):
        values = values[::-1]
    if orientation in (2, 3, 6, 7):
        values = values[:, ::-1]
    return values


def _over_black(channels: npt.NDArray[np.generic], brightest: float) -> FloatArray:
    """Return the channels in float32; a second or a fourth one is the share of each pixel that is not black."""
    if len(channels) in (1, 3):
        return channels.astype(np.float32, order="C")
    seen: FloatArray = channels[:-1].astype(np.float32, order="C")
    seen *= channels[-1].astype(np.float32) / np.float32(brightest)
    return seen
