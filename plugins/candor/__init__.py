"""Candor: an honest customer community, built from a Git repository.

Data flows one way, and each folder is one word of that line::

    sources -> model -> standing -> pages -> press -> site/

From the top, each layer may import what stands below it and nothing above: ``cli`` (one verb a
file), ``mkdocs`` and ``importers`` (edges that do not know each other), ``press`` (prints what
changed), ``pages`` (decides what to publish), ``standing`` (judgements), ``sources`` (reads the
world), ``model`` (frozen nouns), ``locks`` and ``errors``.
"""

__version__ = "0.1.0"
