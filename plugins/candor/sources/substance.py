"""What a comment's text is like, as far as the comment policy asks: words, links, and a few lists of phrases.

Everything here takes time in proportion to the text's length, whatever is in it: tokens are found once, phrases are
looked up among the runs of tokens.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from urllib.parse import parse_qsl, urlsplit

from candor.model import limits
from candor.model.html import Fragment
from candor.model.policy import TextFacts
from candor.model.records import Policy

TOKEN = re.compile(r"\w+")
DENSE = "[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]"
"""Scripts that put no spaces between words: Thai, kana, Chinese characters, Hangul. Compiled once it is needed."""

LINK = re.compile(r'<a href="(https?://[^"]*)"')
CARRIES = re.compile(r"[`0-9]|!\[|<img")
ASKS = re.compile("[?？؟]")
PHRASE_TOKENS = 6
"""The longest phrase, in tokens, that a list may hold."""

REFERRAL_NAMES = """
aff aff_id affid affiliate affiliate_id coupon irclickid promo promocode ref_id referral referral_code referralcode
refid referrer_id tag
"""
REFERRAL = frozenset(REFERRAL_NAMES.split())
"""Parameters by which a link tells who is to be paid for it."""

PROMOTION = """
promo code; promotion code; discount code; coupon code; voucher code; referral code; referral link; affiliate link;
use my code; use my link; use code; sign up with my; sign up using my; sign up here; check out my shop;
check out my store; check out my channel; subscribe to my channel; visit my shop; visit my website; dm me for; buy now;
order now; limited time offer; special offer; whatsapp me; contact me on whatsapp; contact me on telegram;
rabattcode; gutscheincode; empfehlungslink; empfehlungscode; jetzt kaufen; jetzt bestellen; mein shop; meinen shop;
besucht meine seite; nur für kurze zeit
"""
"""Phrases that sell something. They weigh only where nothing critical is said."""

CRITICAL_WORDS = """
no not never none nothing nobody neither nor cannot cant dont didnt doesnt isnt wasnt wont wouldnt couldnt shouldnt
havent hasnt arent werent without unable bad worse worst terrible awful horrible poor useless unusable rubbish garbage
crap sucks ugly annoying annoyed angry disappointed disappointing disappointment unacceptable unfair dishonest
misleading mislead lie lies lied lying liar fake false fraud fraudulent scam scammed scammer cheat cheated cheating
ripoff overpriced expensive refund refunds broken broke breaks break bug bugs buggy crash crashes crashed crashing
error errors fail fails failed failing failure failures fault faulty faults defect defective wrong incorrect mistake
mistakes problem problems issue issues slow slower slowly late delayed delay missing lost lose loses losing stuck
stopped stops dead down outage outages unreliable unsafe dangerous danger insecure leak leaks leaked ignored ignoring
ignore complaint complaints complain complained disagree disagreed regret regrets concern concerns concerned worried
worry hate hated boycott cancel cancelled canceled cancelling sue lawyer illegal greedy shame shameful embarrassing
nonsense bullshit hopeless frustrated frustrating confusing confused unclear overcharged charged blame incompetent
rude again still nein nicht nie niemals nichts niemand kein keine keinen keinem keiner keines weder ohne schlecht
schlechter schlechteste schlimm schlimmer furchtbar schrecklich miserabel mies nutzlos unbrauchbar schrott mist müll
ärgerlich verärgert wütend enttäuscht enttäuschend enttäuschung inakzeptabel unehrlich irreführend lüge lügen gelogen
lügt lügner falsch betrug betrogen betrüger abzocke abgezockt überteuert teuer rückerstattung kaputt defekt fehler
fehlerhaft absturz stürzt abgestürzt versagt versagen problem probleme mangel mängel langsam langsamer spät verspätet
verspätung fehlt fehlen verloren hängt ausfall ausgefallen ausfälle unzuverlässig unsicher gefährlich gefahr ignoriert
beschwerde beschweren widerspreche bedauere sorge sorgen besorgt hasse kündigen gekündigt kündigung anwalt gierig
schande peinlich unsinn blödsinn frustriert frustrierend verwirrend unklar inkompetent unfreundlich wieder
"""
CRITICAL = frozenset(CRITICAL_WORDS.casefold().split())
"""Words by which somebody says that something is wrong. Generous on purpose: whoever uses one is heard in full."""


def measure_text(body: str, shown: Fragment, policy: Policy, home: str = "") -> TextFacts:
    """What the rules may know of a comment: `body` as it was written, `shown` as it is printed. Links to `home`, the
    host of the discussion, and to the policy's own hosts do not count."""
    text = own_words(body[: limits.COMMENT_BYTES]).casefold().replace("’", "'")
    tokens = TOKEN.findall(text.replace("n't", "nt"))
    own = {home.casefold(), *(host.casefold() for host in policy.own_hosts)}
    html = "".join(part for part in shown.parts if isinstance(part, str))
    links = {link for link in LINK.findall(html) if host_of(link) not in own}
    return TextFacts(
        words=min(len(tokens) + len(re.findall(DENSE, text)), 1000),
        links=min(len(links), 1000),
        carries=CARRIES.search(text) is not None,
        asks=ASKS.search(text) is not None,
        critical=is_critical(tokens),
        referral=any(pays(link) for link in links),
        promotes=holds(tokens, (*built_in(), *policy.promotion)),
        second_look=holds(tokens, tuple(policy.second_look)),
    )


def own_words(body: str) -> str:
    """The text without the lines that quote somebody else."""
    if ">" not in body:
        return body
    return "\n".join(line for line in body.split("\n") if not line.lstrip(" ").startswith(">"))


def is_critical(tokens: Iterable[str]) -> bool:
    """Whether any of the words says that something is wrong."""
    return not CRITICAL.isdisjoint(tokens)


def tokens_of(phrase: str) -> tuple[str, ...]:
    return tuple(TOKEN.findall(phrase.casefold().replace("’", "'").replace("n't", "nt")))


@lru_cache(maxsize=16)
def phrases_of(phrases: tuple[str, ...]) -> dict[str, frozenset[tuple[str, ...]]]:
    """The phrases as tokens, by the first one; those without a token, or of too many, are left out."""
    found: dict[str, set[tuple[str, ...]]] = {}
    for phrase in phrases:
        tokens = tokens_of(phrase)
        if 0 < len(tokens) <= PHRASE_TOKENS:
            found.setdefault(tokens[0], set()).add(tokens)
    return {first: frozenset(rest) for first, rest in found.items()}


@lru_cache(maxsize=1)
def built_in() -> tuple[str, ...]:
    return tuple(" ".join(phrase.split()) for phrase in PROMOTION.split(";"))


def holds(tokens: Sequence[str], phrases: tuple[str, ...]) -> bool:
    """Whether one of the phrases stands among the tokens, whole words only."""
    if not phrases:
        return False
    by_first = phrases_of(phrases)
    return any(
        tuple(tokens[at : at + len(phrase)]) == phrase
        for at, token in enumerate(tokens)
        if token in by_first
        for phrase in by_first[token]
    )


def host_of(link: str) -> str:
    """The host that a link leads to, without its port; empty where it is none."""
    try:
        return (urlsplit(link.replace("&amp;", "&")).hostname or "").removeprefix("www.")
    except ValueError:
        return ""


def pays(link: str) -> bool:
    """Whether the link tells who is to be paid for it."""
    try:
        query = urlsplit(link.replace("&amp;", "&")).query
        return any(name.casefold() in REFERRAL for name, _ in parse_qsl(query[:2000], max_num_fields=50))
    except ValueError:
        return False
