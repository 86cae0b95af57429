"""draw.io files made here, plain and packed as draw.io packs them, and pictures of the smallest kind."""

from __future__ import annotations

import base64
import struct
import zlib
from html import escape
from itertools import count
from urllib.parse import quote

RES = "sketch=0;outlineConnect=0;html=1;aspect=fixed;shape=mxgraph.aws4.resourceIcon;resIcon=mxgraph.aws4."
_numbers = count()
BOX = "rounded=1;whiteSpace=wrap;html=1;"


def shape(style: str, label: str = "", *, at: str = "1", more: str = 'vertex="1"', key: str = "") -> str:
    key = key or f"c{next(_numbers)}"
    return (
        f'<mxCell id="{key}" value="{escape(label)}" style="{style}" parent="{at}" {more}>'
        '<mxGeometry width="78" height="78" as="geometry"/></mxCell>'
    )


def icon(name: str, label: str = "") -> str:
    return shape(RES + name + ";", label)


def box(label: str) -> str:
    return shape(BOX, label)


def model(*cells: str) -> str:
    return (
        '<mxGraphModel dx="1" dy="1"><root><mxCell id="0"/><mxCell id="1" parent="0"/>'
        f"{''.join(cells)}</root></mxGraphModel>"
    )


def deflated(data: bytes) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    return packer.compress(data) + packer.flush()


def packed(text: str) -> str:
    """As JavaScript's encodeURIComponent, pako's deflateRaw and btoa would."""
    return base64.b64encode(deflated(quote(text, safe="~()*!.'").encode())).decode()


def file(*pages: str, pack: bool = False) -> bytes:
    """Return an mxfile of pages, each an mxGraphModel."""
    inner = "".join(
        f'<diagram id="p{n}" name="Page {n}">{packed(page) if pack else page}</diagram>'
        for n, page in enumerate(pages, 1)
    )
    return f'<mxfile host="app.diagrams.net" version="24.0">{inner}</mxfile>'.encode()


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(*extra: bytes) -> bytes:
    """Return a picture of one pixel, with more chunks in it."""
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
    body = chunk(b"IDAT", zlib.compress(b"\0\0"))
    return b"\x89PNG\r\n\x1a\n" + head + b"".join(extra) + body + chunk(b"IEND", b"")


JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + b"\x00" * 40 + b"\xff\xd9"
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\nstartxref\n0\n%%EOF\n"
