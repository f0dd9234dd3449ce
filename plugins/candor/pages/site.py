"""What the host's settings say about the site as a whole."""

from __future__ import annotations

import msgspec

import candor
from candor.pages.catalogue import ENGLISH, Catalogue


class Site(msgspec.Struct, frozen=True, kw_only=True):
    """The site's own settings, the same for every page.

    ``url`` is absolute with a trailing slash, or empty where the settings name none: canonical
    links, feeds and the sitemap then cannot be printed. ``content`` is the folder of records in the
    repository, ``edit_url`` is a template with ``{path}``
    for a path below ``content/``, or empty. ``demo`` takes away every link that would reach a real
    account. ``catalogue`` holds the words of ``language``. ``cards`` is the colour of social
    cards, ``#rrggbb``, or empty where none are wanted. ``search`` says whether the site can be
    searched. ``version`` is Candor's own, so that a new version prints everything anew.
    """

    name: str
    url: str = ""
    language: str = "en"
    catalogue: Catalogue = ENGLISH
    description: str = ""
    demo: bool = False
    cards: str = ""
    content: str = "content"
    edit_url: str = ""
    search: bool = True
    repository_url: str = ""
    version: str = candor.__version__
