"""``python -m ftr_tui`` is ``ftr-tui``."""

from ftr_tui.cli import main

if __name__ == "__main__":
    raise SystemExit(main())
