"""Emoji by the names that GitHub gives them."""

from __future__ import annotations

from functools import cache

# Names that GitHub gave to one emoji and Unicode later to another.
_GITHUB = {
    "calendar": "📆",
    "camel": "🐫",
    "cat": "🐱",
    "cow": "🐮",
    "dog": "🐶",
    "egg": "🥚",
    "horse": "🐴",
    "kiss": "💋",
    "mouse": "🐭",
    "pig": "🐷",
    "rabbit": "🐰",
    "satellite": "📡",
    "snowman": "⛄",
    "tiger": "🐯",
    "train": "🚋",
    "umbrella": "☔",
}


@cache
def emoji_names() -> dict[str, str]:
    """Every short name without its colons, and its emoji. Loaded at the first use: it takes 0.1 s."""
    import emoji

    names: dict[str, str] = {}
    for symbol, data in emoji.EMOJI_DATA.items():
        if data["status"] <= emoji.STATUS["fully_qualified"]:
            for name in (data["en"], *data.get("alias", ())):
                names.setdefault(name.strip(":"), symbol)
    return names | _GITHUB
