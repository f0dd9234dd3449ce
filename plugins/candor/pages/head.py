"""What a page tells machines in its head: structured data, its picture for social networks, and whether to index it.

Structured data follows schema.org with the fields that Google documents for `QAPage`, `DiscussionForumPosting` and
`ProfilePage`; a page that lacks a required one has none. Titles and addresses the theme's own head prints.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from html import escape, unescape

import msgspec

from candor.model.corpus import Words
from candor.model.html import Fragment, SafeHtml
from candor.model.records import Kind
from candor.pages.cards import HEIGHT as CARD_HEIGHT
from candor.pages.cards import WIDTH as CARD_WIDTH
from candor.pages.contexts import Author, Context, MemberPage, PostPage
from candor.pages.site import Site

TEXT_CHARACTERS = 5_000
"""As much of a text as structured data repeats."""

TAG = re.compile(r'<[^>"]*+(?:"[^"]*+"[^>"]*+)*+>')
JSON_ESCAPES = {char: f"\\u{ord(char):04x}" for char in "<>&\u2028\u2029"}

Data = dict[str, object]

encode = msgspec.json.Encoder().encode


def render_head(context: Context, words: Mapping[str, Words], site: Site) -> SafeHtml:
    """The part of the page's head that depends on what the page shows."""
    card = ""
    if isinstance(context, PostPage):
        data = describe_post(context, words.get(context.post.key), site)
        hidden = bool(context.post.stub)
        card = "" if hidden else print_card_links(f"cards/{context.post.slug}.png", context.post.record.title, site)
        if context.comment_feed:  # the space keeps the theme from taking a feed for another language
            title = escape(site.catalogue.gettext("Comments"))
            card += f'<link rel="alternate " type="application/atom+xml" title="{title}" href="comments.xml">\n'
    elif isinstance(context, MemberPage):
        data = describe_member(context, site)
        hidden, card = not context.listed, print_card_links("card.png", site.name, site)
    else:
        return SafeHtml(print_card_links("card.png", site.name, site))
    robots = '<meta name="robots" content="noindex">\n' if hidden else ""
    return SafeHtml(robots + card + print_data(data))


def print_card_links(path: str, title: str, site: Site) -> str:
    """Where the page's social card is; nothing where there are none."""
    if not (site.cards and site.url):
        return ""
    return (
        f'<meta property="og:image" content="{escape(site.url + path)}">\n'
        f'<meta property="og:image:width" content="{CARD_WIDTH}">\n'
        f'<meta property="og:image:height" content="{CARD_HEIGHT}">\n'
        f'<meta property="og:image:alt" content="{escape(title)}">\n'
        '<meta name="twitter:card" content="summary_large_image">\n'
    )


def print_data(data: Data | None) -> str:
    """A script element that holds `data` and that nothing in it can end."""
    if data is None:
        return ""
    text = dump({"@context": "https://schema.org", **data})
    for char, code in JSON_ESCAPES.items():
        text = text.replace(char, code)
    return f'<script type="application/ld+json">{text}</script>'


def describe_post(page: PostPage, words: Words | None, site: Site) -> Data | None:
    """A question that has answers as `QAPage`, any other post as `DiscussionForumPosting`."""
    post, author = page.post, page.people.get(page.post.author or "")
    text = plain_text(words.body) if words else ""
    if words is None or not text:
        return None
    url = f"{site.url}questions/{post.slug}/" if site.url else ""
    about: Data = {
        "text": text,
        "url": url,
        "datePublished": moment(post.created),
        "dateModified": moment(post.edited),
        "author": describe_person(author, site),
    }
    answers = describe_answers(page, words, url, site)
    if post.record.kind is Kind.QUESTION and answers:
        question = {"@type": "Question", "name": post.record.title, "answerCount": len(answers), **about}
        if page.votes:
            question["upvoteCount"] = page.votes
        accepted = [answer for answer, is_accepted in answers if is_accepted]
        question["acceptedAnswer"] = accepted[0] if accepted else ""
        question["suggestedAnswer"] = [answer for answer, is_accepted in answers if not is_accepted]
        return {"@type": "QAPage", "mainEntity": without_empty(question)}
    if author is None or post.created is None:
        return None
    comments = page.comment_count + len(post.answers)
    about |= {
        "headline": post.record.title,
        "commentCount": comments,
        "interactionStatistic": [
            count_of(action, number)
            for action, number in (("CommentAction", comments), ("LikeAction", page.votes))
            if number
        ],
    }
    return {"@type": "DiscussionForumPosting", **without_empty(about)}


def describe_answers(page: PostPage, words: Words, url: str, site: Site) -> list[tuple[Data, bool]]:
    """The answers that have words, and of each whether it is the accepted one."""
    answers = []
    if comment := page.accepted_comment:
        body, author = words.comments.get(page.accepted), page.people.get(comment.author or "")
        answers.append((describe_answer(body, author, comment.at, f"{url}#accepted-answer", site), True))
    for answer in page.post.answers:
        body, author = words.answers.get(answer.name), page.people.get(answer.author or "")
        described = describe_answer(body, author, answer.at, f"{url}#answer-{answer.name}", site)
        answers.append((described, page.accepted == f"answers/{answer.name}.md"))
    return [(answer, is_accepted) for answer, is_accepted in answers if "text" in answer]


def describe_answer(body: Fragment | None, author: Author | None, at: datetime | None, url: str, site: Site) -> Data:
    return without_empty(
        {
            "@type": "Answer",
            "text": plain_text(body) if body else "",
            "url": url if site.url else "",
            "datePublished": moment(at),
            "author": describe_person(author, site),
        }
    )


def describe_person(author: Author | None, site: Site) -> Data:
    if author is None:
        return {}
    url = f"{site.url}members/{author.slug}/" if site.url and author.slug else ""
    return without_empty({"@type": "Person", "name": author.name, "url": url})


def describe_member(page: MemberPage, site: Site) -> Data:
    written = page.post_count + page.answer_count + page.comment_count
    person = describe_person(page.author, site) | {"description": page.role_text}
    if written:
        person["agentInteractionStatistic"] = count_of("WriteAction", written)
    return without_empty(
        {"@type": "ProfilePage", "dateCreated": moment(page.since), "mainEntity": without_empty(person)}
    )


def count_of(action: str, number: int) -> Data:
    return {
        "@type": "InteractionCounter",
        "interactionType": f"https://schema.org/{action}",
        "userInteractionCount": number,
    }


def without_empty(data: Mapping[str, object]) -> Data:
    """The fields that say something; a count of none does."""
    return {name: value for name, value in data.items() if value not in ("", [], {})}


def moment(at: datetime | None) -> str:
    return f"{encode(at.astimezone(UTC))[1:20].decode()}Z" if at else ""


def dump(data: Data) -> str:
    try:
        return encode(data).decode()
    except UnicodeEncodeError:  # a lone surrogate, which is taken out with the page's other forbidden characters
        return json.dumps(data, ensure_ascii=False, separators=(",", ":"))


def plain_text(fragment: Fragment) -> str:
    """What the fragment says, without its markup and at most `TEXT_CHARACTERS` of it."""
    html = "".join(part if isinstance(part, str) else part.fallback for part in fragment.parts)
    text = TAG.sub("", html)
    text = " ".join((unescape(text) if "&" in text else text).split())  # blocks stand on lines of their own
    return text if len(text) <= TEXT_CHARACTERS else f"{text[: TEXT_CHARACTERS - 1]}…"
