"""Who is who: people from member files and accounts, and names that only look like somebody else's."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from pathlib import Path

import msgspec

from candor.errors import Diagnostic, Severity
from candor.model import limits
from candor.model.archive import AccountLine, CommentState
from candor.model.corpus import Person
from candor.model.records import Community, MemberRecord
from candor.sources.archive import load_lines, load_thread, read_bytes

HIDDEN = (
    "[\x00-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b\u200e\u200f\u2028-\u202e"
    "\u2060-\u206f\u3164\ufe00-\ufe0d\ufeff\uffa0\ufff0-\ufffb\U000e0001\ud800-\udfff]"
    "|[\u200c\u200d](?![\u0590-\u1fff\u2190-\U0001ffff])|(?<![\u0590-\u1fff\u2190-\U0001ffff])[\u200c\u200d]"
    "|(?<![\U0001f3f4\U000e0020-\U000e007f])[\U000e0020-\U000e007f]"
)
"""Characters that change what a name looks like without being seen: controls, bidi marks, zero-width and filler
characters. Joiners stay where a script or an emoji needs them. Compiled once it is needed: that takes milliseconds."""

# Letters and digits that look like an ASCII one, from Unicode's confusables.txt (UTS 39), without what NFKC and
# case folding resolve already. Letters that are told apart only in some typefaces (l, i and 1; o and 0) are one.
LOOKALIKES = {
    "2": "ƧƨϨϩᒿꙄꙅꛯꝚꝛ",
    "3": "ƷȜȝɜʒЗзӠӡⳌⳍꝪꝫꞫ",
    "4": "Ꮞ",
    "5": "Ƽƽ",
    "6": "бᏮⳒⳓ",
    "8": "Ȣȣ৪੪ଃ",
    "9": "৭੧୨൭ⳊⳋꝮꝯ",
    "a": "ɑΑαАаᎪᗅ⍺",
    "b": "ƄƅΒβВЬвьᏏᏴᑲᖯᗷꞴꞵ",
    "c": "σϲϹСсᏟᴄⲤⲥꮯ",
    "d": "ԁᎠᏧᑯᗞᗪ",
    "e": "ΕεЕеҽᎬⴹꬲ",
    "f": "ϜϝքᖴẝꞘꞙꬵ",
    "g": "ƍɡԌԍցᏀᏳᶃ",
    "h": "ΗηНнһհᎻᏂᕼⲎⲏ",
    "i": "ıɩɪ˛ͺιіӏᎥι⍳ꙇꭵ",
    "j": "ʝͿϳЈјᎫᒍꞲ",
    "k": "ΚκКкᏦᛕⲔⲕ",
    "l": "ƖǀɩΙιІіӀӏ۱ᏞᒪᛁⲒⲓⳐⳑⵏ1|i",
    "m": "ΜμϺϻМмᎷᗰᛖⲘⲙ",
    "n": "ΝνոռⲚⲛ",
    "o": "ΟοσОоՕօ۵०০੦૦ଠ୦௦ం౦ಂ೦ംഠ൦ං๐໐ဝ၀ჿዐᴏᴑⲞⲟⵔꬽ0",
    "p": "ΡρϱРрᏢᑭ⍴Ⲣⲣ",
    "q": "ԛգզⵕ",
    "r": "ƦʀгᎡᎱᏒᖇᴦⲅꭇꭈꮁ",
    "s": "ƽЅѕՏտᏕᏚꜱꮪ",
    "t": "ΤτТтᎢⲦⲧ",
    "u": "ʋυՍսሀᑌᴜꞟꭎꭒ",
    "v": "νѴѵ۷Ꮩᐯᴠⴸꛟꮩ",
    "w": "ɯѡԜԝաᎳᏔᴡꮃ",
    "x": "ΧχХхᕁᕽ᙭᙮ᚷⲬⲭⵝꞳꭓ",
    "y": "ɣʏΥγυϒУуҮүყᎩᎽᶌỿℽⲨⲩꭚ",
    "z": "ΖζᏃᴢꮓ",
}

SKELETON = str.maketrans({lookalike: letter for letter, row in LOOKALIKES.items() for lookalike in row})
ASCII_SKELETON = str.maketrans(
    {**{c: None for c in map(chr, range(128)) if not c.isalnum()}, "0": "o", "1": "l", "i": "l"}
)
UNKNOWN_NAME = "A member"
FORMER_NAME = "Former member"


def hidden_characters(text: str) -> str:
    """The hidden characters of a title or name as ``U+202E, U+200B``, or an empty string."""
    if text.isascii() and text.isprintable():
        return ""
    return ", ".join(dict.fromkeys(f"U+{ord(found[0]):04X}" for found in re.finditer(HIDDEN, text)))


def without_hidden(text: str) -> str:
    """The text as it is safe to print on one line."""
    return " ".join(re.sub(HIDDEN, lambda found: " " if found[0].isspace() else "", text).split())


def skeleton(name: str) -> str:
    """What a name looks like: two names with one skeleton cannot be told apart by a reader in a hurry.

    Case, spaces, punctuation, accents and hidden characters do not count (after UTS 39).
    """
    if not name.isascii():
        name = unicodedata.normalize("NFKC", re.sub(HIDDEN, "", name)).replace("\u200d", "").replace("\u200c", "")
        name = unicodedata.normalize("NFKD", name.translate(SKELETON).casefold()).translate(SKELETON)
        name = "".join(c for c in name if c.isalnum())
    return name.lower().translate(ASCII_SKELETON).replace("rn", "m").replace("vv", "w").replace("cl", "d")


def is_account(author: str) -> bool:
    return ":" in author


def prove_accounts(
    content: Path, members: Mapping[str, MemberRecord]
) -> tuple[dict[str, MemberRecord], list[Diagnostic]]:
    """The members with those accounts that are proven theirs, and a warning for each that is not.

    A GitHub account is bound by the pull request that added it. One of another source is joined only where
    both sides say so: the member's file names the account, and a comment by that account, named under
    ``proofs``, says `I am github:583231` on a line of its own, with a GitHub account of the member.
    """
    proven: dict[str, MemberRecord] = {}
    problems = []
    for slug, member in members.items():
        own = [account for account in member.accounts if account.startswith("github:")]
        kept = []
        for number, account in enumerate(member.accounts):
            doubt = "" if account in own else doubt_account(content, account, member.proofs.get(account, ""), own)
            if not doubt:
                kept.append(account)
                continue
            problems.append(
                Diagnostic(
                    path=f"{content.name}/members/{slug}.yml",
                    line=find_line(f"{content}/members/{slug}.yml", account),
                    field=f"accounts[{number}]",
                    problem=f"{account} is not proven to be theirs: {doubt}",
                    hint=f"write `I am {own[0] if own else 'github:<number>'}` there as that account, on a line of its "
                    f"own, and name the comment: `proofs: {{{account}: {account.partition(':')[0]}/1/1}}`",
                    severity=Severity.WARNING,
                )
            )
        proven[slug] = member if len(kept) == len(member.accounts) else msgspec.structs.replace(member, accounts=kept)
    return proven, problems


def doubt_account(content: Path, account: str, proof: str, own: list[str]) -> str:
    """Why an account is not proven to be that of whoever has the GitHub accounts `own`; empty where it is."""
    if not own:
        return "the member's file names no GitHub account to join it to"
    if not proof:
        return "only this file says so"
    source = account.partition(":")[0]
    key, _, number = proof.rpartition("/")
    if not key.startswith(f"{source}/"):
        return f"{proof} is no comment of {source}"
    guests = {line.id for line in account_lines(content, source) if line.type == "Guest"}
    if account in guests:
        return f"anybody can write under a name on {source}"
    thread, _ = load_thread(content, key)
    comments = thread.comments if thread else []
    comment = next((each for each in comments if str(each.num) == number and each.state is CommentState.LIVE), None)
    if comment is None:
        return f"the archive holds no comment {proof}"
    if comment.author != account:
        return f"{proof} is by somebody else"
    said = {line.strip().rstrip(".").casefold() for line in comment.body.splitlines()}
    if said.isdisjoint(f"i am {each}" for each in own):
        return f"{proof} does not say so"
    return ""


def find_line(path: str, word: str) -> int:
    """The first line of a file that holds the word; 0 where none does."""
    text = read_bytes(path, limits.RECORD_BYTES).decode("utf-8", "replace")
    return next((number for number, line in enumerate(text.split("\n"), 1) if word in line), 0)


def account_lines(content: Path, source: str) -> list[AccountLine]:
    return [line for _, line in load_lines(content, f".discussions/{source}/accounts.jsonl", AccountLine, [])]


def gather_people(
    community: Community,
    members: Mapping[str, MemberRecord],
    accounts: Mapping[str, AccountLine],
    authors: Iterable[str],
) -> dict[str, Person]:
    """Everybody by slug and by each account: all members, and all accounts among `authors`."""
    people: dict[str, Person] = {}
    roles: dict[str, list[str]] = {}
    for role, slugs in community.roles.items():
        for slug in slugs:
            roles.setdefault(slug, []).append(role)
    for slug, member in members.items():
        own = [account for account in member.accounts if account not in people]
        shown = member.name_shown and not member.left
        logins = [accounts[account].login for account in own if account in accounts] if shown else []
        person = Person(
            slug=slug,
            name=without_hidden(member.name) or slug if shown else FORMER_NAME if member.left else UNKNOWN_NAME,
            accounts=own,
            role_text="" if member.left else member.role_text,
            staff="staff" in roles.get(slug, ()),
            roles=roles.get(slug, []),
            listed=member.listed and not member.left,
            left=member.left,
            circle=member.circle and not member.left,
            credentials=member.credentials,
            logins=logins,
        )
        people[slug] = person
        for account in own:
            people[account] = person
    for author in authors:
        if author not in people and is_account(author):
            line = accounts.get(author)
            source, _, number = author.partition(":")
            slug = f"{source}-{number}"
            while slug in people:  # a member took it, which is a fault of its own
                slug += "-account"
            person = Person(
                slug=slug,
                name=(without_hidden(line.login) if line else "") or f"{source} {number}",
                accounts=[author],
                logins=[line.login] if line else [],
            )
            people[author] = person
            people[slug] = person
    return people


def check_people(
    root: str, community: Community, members: Mapping[str, MemberRecord], people: Mapping[str, Person]
) -> list[Diagnostic]:
    """Accounts claimed twice, roles of nobody, hidden characters, and names that look like a staff member's."""
    problems = []
    claimed: dict[str, str] = {}
    for slug, member in members.items():
        path = f"{root}/members/{slug}.yml"
        if hidden := hidden_characters(member.name):
            problem = f"holds hidden characters ({hidden})"
            problems.append(Diagnostic(path=path, field="name", problem=problem, hint="remove them"))
        for account in member.accounts:
            if (other := claimed.setdefault(account, slug)) != slug:
                problem = f"{account} belongs to {root}/members/{other}.yml already"
                hint = "an account belongs to one member; remove it from one of the files"
                problems.append(Diagnostic(path=path, field="accounts", problem=problem, hint=hint))
        auto = re.fullmatch(r"([a-z][a-z0-9-]*)-([0-9]+)", slug)
        if auto and (account := f"{auto[1]}:{auto[2]}") in people and people[account].slug != slug:
            problem = f"the slug is that of the account {account}"
            hint = f"rename the file, or add {account} to `accounts`"
            problems.append(Diagnostic(path=path, problem=problem, hint=hint))
    return problems + find_lookalikes(root, people)


def find_lookalikes(root: str, people: Mapping[str, Person]) -> list[Diagnostic]:
    """A problem for everybody whose name or login only looks like that of a staff member."""
    staff: dict[str, Person] = {}
    everybody = {person.slug: person for person in people.values()}
    for person in everybody.values():
        if person.staff:
            for name in (person.name, person.slug, *person.logins):
                if look := skeleton(name):
                    staff.setdefault(look, person)
    if not staff:
        return []
    problems = []
    for person in everybody.values():
        if person.staff:
            continue
        is_member = not person.slug.startswith(
            tuple(account.replace(":", "-") for account in person.accounts) or ("\0",)
        )
        for name in dict.fromkeys((person.name, *person.logins, *((person.slug,) if is_member else ()))):
            if (real := staff.get(skeleton(name))) is None:
                continue
            shown = without_hidden(name)
            problem = f'"{shown}" looks like {real.name} (members/{real.slug}.yml), who is staff'
            if is_member:
                path = f"{root}/members/{person.slug}.yml"
                hint = "choose a name that nobody takes for theirs"
                problems.append(Diagnostic(path=path, field="name", problem=problem, hint=hint))
            else:
                source = person.accounts[0].partition(":")[0]
                path = f"{root}/.discussions/{source}/accounts.jsonl"
                account = person.accounts[0]
                hint = f"if {account} is theirs, add it to the member's `accounts`; if not, watch what it writes"
                problems.append(
                    Diagnostic(path=path, field="login", problem=problem, hint=hint, severity=Severity.WARNING)
                )
            break
    return problems
