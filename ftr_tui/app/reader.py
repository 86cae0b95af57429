"""Reads Home's sessions in a daemon thread, so that no key waits for 300 of them."""

from __future__ import annotations

import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING

from ftr_tui.app.messages import ProductOpened, ProductsRead

if TYPE_CHECKING:
    from textual.message_pump import MessagePump

    from ftr_tui.actions.desk import Desk
    from ftr_tui.actions.products import Entry, Products

_TELL_SECONDS = 0.4
"""How often lines appear while sessions are read: laying 300 of them out takes 20 ms."""


class Reader:
    """Knows the sessions of one folder; what it learns arrives at ``home`` as messages."""

    def __init__(self, home: MessagePump, where: Path) -> None:
        self._home = home
        self._where = where
        self._made: Products | None = None
        self._wake = threading.Condition()
        self._look = False
        self._open: Path | None = None
        self._thread: threading.Thread | None = None

    @property
    def _products(self) -> Products:
        """Return what is known of the folder; made in the thread: pydantic takes a quarter of a second."""
        if self._made is None:
            from ftr_tui.actions.products import Products

            self._made = Products(self._where)
        return self._made

    @property
    def busy(self) -> bool:
        """Whether something is still to be read."""
        return self._thread is not None

    def look(self) -> None:
        """Look at the folder anew; what is read meanwhile goes on."""
        with self._wake:
            self._look = True
            self._start()

    def opened(self, path: Path) -> Desk | None:
        """Return a session that is open already; else have it opened, and return None."""
        desk = self._made.opened(path) if self._made is not None else None
        if desk is None:
            with self._wake:
                self._open = path
                self._start()
        return desk

    def open(self, path: Path) -> Desk:
        """Open a session now, for who cannot wait; Problem if it is broken."""
        return self._products.desk(path)

    def _start(self) -> None:
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="home", daemon=True)
            self._thread.start()

    def _run(self) -> None:
        waiting: list[Path] = []
        told = 0.0
        while True:
            with self._wake:
                look, self._look = self._look, False
                path, self._open = self._open, None
                if not (look or path or waiting):
                    self._products.keep()
                    self._thread = None
                    return
            if path is not None:
                self._open_one(path)
            if look:
                waiting = [e.path for e in self._tell() if e.glance is None]
                told = time.monotonic()
            elif waiting:
                self._products.read(waiting.pop(0))
                if not waiting or time.monotonic() - told > _TELL_SECONDS:
                    self._tell()
                    told = time.monotonic()

    def _tell(self) -> list[Entry]:
        entries = self._products.look()
        self._home.post_message(ProductsRead(entries))
        return entries

    def _open_one(self, path: Path) -> None:
        from ftr_tui.model.problem import Problem

        try:
            self._products.desk(path).review  # noqa: B018  judged here, not at the screen
        except Problem:
            return  # its line says why
        self._home.post_message(ProductOpened(str(path)))
