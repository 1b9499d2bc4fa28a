"""A palette PNG of small numbers, for heat maps: nothing but zlib."""

from __future__ import annotations

import base64
import struct
import zlib
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

__all__ = ["data_uri", "palette_png"]


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def palette_png(cells: NDArray[np.uint8], palette: Sequence[tuple[int, int, int]]) -> bytes:
    """Rows of palette indices as a PNG (ISO/IEC 15948, colour type 3), the first row on top."""
    height, width = cells.shape
    bits = 4 if len(palette) <= 16 else 8
    rows = []
    for row in cells:
        if bits == 4:
            padded = np.concatenate([row, np.zeros(width % 2, np.uint8)])
            packed = (padded[0::2] << 4) | padded[1::2]
            rows.append(b"\0" + packed.astype(np.uint8).tobytes())
        else:
            rows.append(b"\0" + row.astype(np.uint8).tobytes())
    colours = b"".join(bytes(c) for c in palette)
    head = struct.pack(">IIBBBBB", width, height, bits, 3, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + _chunk(b"IHDR", head)
        + _chunk(b"PLTE", colours)
        + _chunk(b"IDAT", zlib.compress(b"".join(rows), 9))
        + _chunk(b"IEND", b"")
    )


def data_uri(png: bytes) -> str:
    """The picture inside the page itself, so that nothing is fetched."""
    return "data:image/png;base64," + base64.b64encode(png).decode("ascii")
