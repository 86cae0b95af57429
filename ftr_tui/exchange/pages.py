"""One HTML file that loads nothing and runs nothing: its frame, its plain style, its escaping."""

from __future__ import annotations

import html

from ftr_tui.model.text import clean

POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
"""What a browser may do with our pages: draw them."""
PLAIN = """\
body{font:16px/1.5 system-ui,sans-serif;max-width:72rem;margin:2rem auto;padding:0 1rem;
color:#1b1b1b;background:#fff}
table{border-collapse:collapse;width:100%;margin:.5rem 0 1.5rem}
th,td{border:1px solid #ccc;padding:.3rem .5rem;text-align:left;vertical-align:top;overflow-wrap:anywhere}
th{background:#f2f2f2}
h1{font-size:1.5rem}h2{font-size:1.15rem;margin-top:2rem}
@media screen and (prefers-color-scheme:dark){
body{color:#e6e6e6;background:#161616}a{color:#8ab4f8}th{background:#262626}th,td{border-color:#444}}
@media print{body{max-width:none;margin:0}}"""
"""The style of a page with little on it."""


def safe(text: str) -> str:
    """Return ``text`` so that HTML shows every character of it, in text and in a quoted attribute."""
    return html.escape(clean(text), quote=True)


def page(title: str, body: str, style: str = PLAIN) -> str:
    """Return the whole file; ``body`` is HTML already, ``title`` is not."""
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{html.escape(POLICY, quote=True)}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="referrer" content="no-referrer">\n'
        f"<title>{safe(title)}</title>\n<style>\n{style}\n</style>\n</head>\n"
        f"<body>\n{body}\n</body>\n</html>\n"
    )
