"""The words on the screen in the user's language; English is the source.

The catalogue is looked up once: ``gettext.gettext`` looks for one in the file system at each call, which
made judging a session three times slower.
"""

from __future__ import annotations

from gettext import translation

_catalogue = translation("ftr-tui", fallback=True)
_ = _catalogue.gettext
ngettext = _catalogue.ngettext
