"""The dossier: one tree of blocks (``content``), written as Markdown, HTML or PDF (``to_*``)."""
