"""The words of the interface in one language: what pages say beside what members wrote.

Messages are English sentences, as is usual with gettext. A language is one file, ``theme/locale/<language>.po``; a
brand may lay its own over it in ``candor/locale/<language>.po`` below its `custom_dir`, also ``en.po`` to say things
otherwise. Babel reads the files once, when the host runs; what it found travels to the workers as plain data.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import lru_cache
from gettext import c2py
from hashlib import blake2b
from pathlib import Path

import msgspec

import candor
from candor.errors import ConfigError

LOCALES = Path(candor.__file__).parent / "theme" / "locale"

MONTHS = (
    "January February March April May June July August September October November December".split()  # noqa: SIM905
)


class Catalogue(msgspec.Struct, frozen=True, kw_only=True, eq=False):
    """One language, by default English.

    ``messages`` finds the forms of a message by its English, a single one where it has no plural; ``plural`` is
    gettext's C expression for the form that a number takes. ``days`` says how a date is written, month by month;
    ``thousands`` parts long numbers. ``digest`` stands for all of it.
    """

    language: str = "en"
    messages: dict[str, tuple[str, ...]] = {}
    plural: str = "n != 1"
    days: tuple[str, ...] = tuple(f"{{d}} {month} {{y}}" for month in MONTHS)
    thousands: str = ","
    digest: bytes = b""

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Catalogue) and self.digest == other.digest

    def __hash__(self) -> int:
        return hash(self.digest)

    def gettext(self, message: str) -> str:
        """The message in this language; in English where nobody has translated it."""
        return self.forms(message)[0]

    def ngettext(self, one: str, many: str, number: int) -> str:
        """The form of the message that `number` takes, with the number itself in place of ``%(num)s``."""
        return self.choose(self.forms(one, many), number) % {"num": self.count(number)}

    def forms(self, *message: str) -> tuple[str, ...]:
        """All forms of a message, which is given as its singular and, if it has one, its plural."""
        return self.messages.get(message[0]) or message

    def choose(self, forms: Sequence[str], number: int) -> str:
        """The one of `forms` that `number` takes."""
        return forms[min(plural_rule(self.plural)(number), len(forms) - 1)]

    def count(self, number: int) -> str:
        """``5,046``, parted as the language does."""
        return f"{number:,}".replace(",", self.thousands)

    def on_day(self, day: date) -> str:
        """``2 April 2026``, in the language's own order."""
        return self.days[day.month - 1].format(d=day.day, y=day.year)


ENGLISH = Catalogue()


@lru_cache(maxsize=8)
def plural_rule(expression: str) -> Callable[[int], int]:
    """The function that a ``Plural-Forms`` expression stands for."""
    return lru_cache(maxsize=1024)(c2py(expression))


def mark(message: str) -> str:
    """The message itself: says of words in a table that they are to be looked up where they are used."""
    return message


def load_catalogue(language: str, template_dirs: Sequence[str] = ()) -> Catalogue:
    """The catalogue of a site in `language` (``de``, ``pt-BR``), with the brand's own words where it has any.

    A language that nobody has translated gets English words, with dates and numbers in its own way where that is
    known. Raises ConfigError for a file that cannot be read.
    """
    sources = find_sources(language, template_dirs)
    if language == "en" and not sources:
        return ENGLISH
    messages: dict[str, tuple[str, ...]] = {}
    plural, digest = ENGLISH.plural, blake2b(language.encode(), digest_size=16)
    for path in sources:
        content = path.read_bytes()
        digest.update(content)
        found, plural = read_messages(path, content)
        messages |= found
    days, thousands = date_and_number_style(language)
    return Catalogue(
        language=language, messages=messages, plural=plural, days=days, thousands=thousands, digest=digest.digest()
    )


def find_sources(language: str, template_dirs: Sequence[str]) -> list[Path]:
    """The files of `language`, those that win last; a country's language stands on the language itself."""
    names = dict.fromkeys([language.replace("_", "-").partition("-")[0], language])
    folders = [LOCALES, *(Path(folder, "locale") for folder in reversed(template_dirs))]
    return [path for folder in folders for name in names if (path := folder / f"{name}.po").is_file()]


def read_messages(path: Path, content: bytes) -> tuple[dict[str, tuple[str, ...]], str]:
    """The finished messages of a ``.po`` file, and its expression for plurals."""
    from io import BytesIO

    from babel.messages.pofile import PoFileError, read_po

    try:
        catalog = read_po(BytesIO(content), abort_invalid=True)
        expression = catalog.plural_expr
        c2py(expression)
    except (PoFileError, ValueError, LookupError) as error:
        raise ConfigError(f"{path}: the catalogue cannot be read: {error}") from error
    messages = {}
    for message in catalog:
        one = message.id if isinstance(message.id, str) else message.id[0]
        forms = (message.string,) if isinstance(message.string, str) else tuple(map(str, message.string or ()))
        if one and all(forms) and not message.fuzzy:
            messages[one] = forms
    return messages, expression


def date_and_number_style(language: str) -> tuple[tuple[str, ...], str]:
    """How CLDR writes a day (long form) and parts thousands; as in English where it does not know the language."""
    from babel import Locale, UnknownLocaleError

    if language == "en":  # without a country: 2 April 2026
        return ENGLISH.days, ENGLISH.thousands
    try:
        locale = Locale.parse(language.replace("_", "-"), sep="-")
    except (UnknownLocaleError, ValueError):
        return ENGLISH.days, ENGLISH.thousands
    pattern, months, short = (
        locale.date_formats["long"].format,
        locale.months["format"]["wide"],
        locale.months["format"]["abbreviated"],
    )
    place = {"d": "{d}", "dd": "{d:02}", "y": "{y}", "G": ""}
    days = tuple(
        (pattern % (place | {"M": month, "MMM": short[month], "MMMM": months[month]})).strip() for month in range(1, 13)
    )
    return days, str(locale.number_symbols.get("latn", {}).get("group", ENGLISH.thousands))
