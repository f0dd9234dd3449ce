"""Everything about standing that has pages: boards, rules, badges, what was set aside, who stands out, where help is
wanted, and what a member's own page says of all that."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from functools import cache, lru_cache

from candor.model.badges import BADGES, Family
from candor.model.corpus import Person
from candor.model.standing import Allowance, Circle, EventKind, Level, Rules
from candor.pages.catalogue import Catalogue, mark
from candor.pages.contexts import (
    AsideRow,
    BadgeCard,
    BadgeFamily,
    BadgesPage,
    Bar,
    BoardPage,
    BoardPlace,
    CirclePage,
    Evidence,
    HeldBadge,
    InsightsPage,
    LevelCard,
    LevelFacts,
    Link,
    MemberStanding,
    PointRow,
    PointsPage,
    PostLink,
    Reversal,
    RingRow,
    RulesPage,
    RulesVersion,
    SetAsidePage,
    StaffFacts,
    StandingPage,
    TopicBoard,
    TopicShare,
    TopicTrendRow,
    WantedPage,
    WantedTopic,
)
from candor.pages.directory import Directory, badge_mark
from candor.pages.documents import draft_document
from candor.pages.plan import Document, Layout
from candor.standing.assess import Standing
from candor.standing.badges import bar_of
from candor.standing.boards import (
    Board,
    Quarter,
    by_quarter,
    by_topic,
    draw_boards,
    judge_circle,
    quarter_of,
    rank,
)
from candor.standing.events import Event
from candor.standing.levels import reaches
from candor.standing.points import Award, Why, list_set_aside, weights_of
from candor.standing.responses import StaffRecord, assess_staff
from candor.standing.ties import assess_insights
from candor.standing.wanted import Wanted, find_wanted

ROWS = 50
"""Events on one page of a member's points; the latest 50 to 99 stand on their own page."""

PLACES = 20
TOPIC_PLACES = 10
WANTED_ENTRIES = 10
EVIDENCE = 12

WHAT = {
    EventKind.ACCEPTED: mark("Answer accepted"),
    EventKind.VERIFIED: mark("Answer verified"),
    EventKind.REACTION: mark("Thanked with a reaction"),
    EventKind.UPVOTES: mark("Upvoted"),
    EventKind.MERGED: mark("Answer merged"),
    EventKind.CO_AUTHORED: mark("Helped to write"),
    EventKind.CORRECTED: mark("Corrected somebody’s text"),
    EventKind.REVIEWED: mark("Reviewed a proposal"),
    EventKind.SHIPPED: mark("The brand acted on it"),
    EventKind.HELPED: mark("Helped with a remedy or promise"),
    EventKind.OBJECTION: mark("Somebody objected"),
    EventKind.MINIMIZED: mark("Hidden by a moderator"),
    EventKind.REVERTED: mark("Merged work taken back"),
}
WHY = {
    Why.FULL: mark("in full"),
    Why.CAPPED: mark("cut: one person gives no more within the period"),
    Why.SAME_POST: mark("counted once for this post"),
    Why.BURST: mark("not counted: part of a burst"),
    Why.SELF: mark("not counted: own account"),
    Why.STAFF: mark("not counted: staff among themselves"),
    Why.YOUNG: mark("not counted: account too young"),
    Why.UNKNOWN: mark("not counted: account of unknown age"),
    Why.RING: mark("set aside: ring"),
    Why.REVERSED: mark("taken back by an adjustment"),
    Why.AGAINST: mark("counts against the ratio"),
    Why.ECHO: mark("not counted: the same person objected before"),
    Why.NOTHING: mark("the rules give nothing for it"),
}
REASONS = {
    Why.RING: mark("Most points came from very few people, who got praise back: set aside until somebody looks."),
    Why.BURST: mark("Many endorsements by one account within minutes: the first counts."),
    Why.SELF: mark("Praise between accounts of one person: not counted."),
    Why.YOUNG: mark("Praise by accounts that were too young: not counted."),
    Why.UNKNOWN: mark("Praise by accounts of which nothing is known: not counted."),
    Why.CAPPED: mark("One person gave as much as one person may within the period: the rest is cut."),
    Why.REPEATED: mark(
        "Praise by one endorser again and again (all anonymous upvotes are one): each weighs less than the last."
    ),
    Why.SAME_POST: mark("Several endorsements by one person on one post: the strongest counts."),
    Why.ECHO: mark("Objections by one person again and again: within the period the first counts."),
    Why.REVERSED: mark("Points that an adjustment took back."),
}
ALLOWS = {
    Allowance.REVIEW: mark("review proposals"),
    Allowance.VERIFY: mark("mark answers as verified"),
    Allowance.MERGE: mark("suggest merges"),
}
FAMILIES = {
    Family.HELP: mark("Help"),
    Family.KNOWLEDGE: mark("Care for knowledge"),
    Family.HONESTY: mark("Honesty with the brand"),
    Family.COMMUNITY: mark("Community"),
}


@lru_cache(maxsize=20_000)
def points_text(hundredths: int) -> str:
    """Points as people read them: ``15``, ``0.66``."""
    return f"{hundredths / 100:.2f}".rstrip("0").rstrip(".")


def plan_standing(directory: Directory) -> Iterator[Document]:
    """All pages of standing; a community in which nobody has earned anything has the rules and the badges only."""
    boards = draw_boards(directory.standings, directory.corpus.people)
    yield plan_overview(directory, boards)
    yield from plan_boards(directory, boards)
    yield plan_rules(directory)
    yield plan_badges(directory)
    yield plan_set_aside(directory)
    yield plan_circle(directory)
    yield plan_wanted(directory)
    if directory.corpus.witnesses.book.insights_page:
        yield plan_insights(directory)


def plan_page(
    directory: Directory,
    url: str,
    template: str,
    context: StandingPage
    | BoardPage
    | RulesPage
    | BadgesPage
    | SetAsidePage
    | CirclePage
    | WantedPage
    | PointsPage
    | InsightsPage,
    title: str,
    description: str,
    changes_at: datetime | None = None,
) -> Document:
    words = directory.site.catalogue
    return draft_document(
        directory.stamp,
        url=url,
        template=template,
        context=context,
        layout=Layout.MEMBER,
        title=words.gettext(title),
        description=words.gettext(description),
        changes_at=changes_at,
    )


# the way in


def plan_overview(directory: Directory, boards: Mapping[Quarter, Mapping[str, Board]]) -> Document:
    standings, words = directory.standings, directory.site.catalogue
    earned = {slug: one.awards for slug, one in standings.members.items()}
    quarter = quarter_of(directory.now)
    start = quarter.start
    staff = {person.slug for person in directory.corpus.people.values() if person.staff}
    wrote = [slug for slug, mine in directory.contributions.items() if mine.first and mine.first <= start]
    members = [slug for slug in wrote if slug not in staff]
    context = StandingPage(
        levels=level_cards(directory, standings.rules, start),
        quarters=[Link(url=f"standing/{q.name}/", title=quarter_title(q, words)) for q in sorted(boards, reverse=True)],
        counted=start.date(),
        members=len(members),
        with_standing=sum(1 for slug in members if slug in earned and earned[slug][0].event.at <= start),
        badges=sum(1 for badge in BADGES if bar_of(badge, standings.rules)),
        insights=directory.corpus.witnesses.book.insights_page,
    )
    title, text = mark("Standing"), mark("Who helps here, by public rules that anybody can check.")
    changes_at = min(moment for moment in (standings.next_change, quarter.end) if moment)
    return plan_page(directory, "standing/", "standing.jinja", context, title, text, changes_at)


def quarter_title(quarter: Quarter, words: Catalogue) -> str:
    return words.gettext(mark("Quarter %(number)s of %(year)s")) % {"number": quarter.number, "year": quarter.year}


def level_cards(directory: Directory, rules: Rules, on: datetime | None = None) -> list[LevelCard]:
    """Every level, with how many held it at the moment `on`: the beginning of a quarter, so that reaching a level
    changes no page but those that show who reached it."""
    words, standings = directory.site.catalogue, directory.standings
    held = [one.climb.level_at(on) for one in standings.members.values()] if on else []
    return [
        LevelCard(
            title=words.gettext(level.title),
            rank=number,
            criteria=level_criteria(level, rules, words),
            allows=[words.gettext(ALLOWS[allowance]) for allowance in level.allows],
            holders=held.count(number),
        )
        for number, level in enumerate(rules.levels, 1)
    ]


def level_criteria(level: Level, rules: Rules, words: Catalogue) -> list[str]:
    """What a level takes, in sentences."""
    say = words.gettext
    return [
        say(mark("%(points)s points")) % {"points": points_text(round(100 * level.points))},
        say(mark("%(ratio)s%% good of all that was judged, two good and two bad added to everybody’s"))
        % {"ratio": round(100 * level.ratio)},
        words.ngettext(mark("praise from %(num)s person"), mark("praise from %(num)s people"), level.endorsers),
        say(mark("at least %(people)s%% as many different people as endorsements, and %(days)s%% as many days"))
        % {"people": round(100 * rules.breadth.endorsers), "days": round(100 * rules.breadth.days)},
    ]


# boards


def plan_boards(directory: Directory, boards: Mapping[Quarter, Mapping[str, Board]]) -> Iterator[Document]:
    """One page a quarter, with a board for each topic: whatever is earned in a quarter changes its page only."""
    words, quarters = directory.site.catalogue, sorted(boards)
    for number, quarter in enumerate(quarters):
        title = quarter_title(quarter, words)
        topics = directory.topics
        shown = [topic_board(directory, "", words.gettext(mark("All topics")), boards[quarter][""], PLACES)]
        shown += [
            topic_board(directory, slug, topics[slug].title, board, TOPIC_PLACES)
            for slug, board in boards[quarter].items()
            if slug in topics
        ]
        context = BoardPage(
            title=title,
            boards=shown,
            newer=f"../{quarters[number + 1].name}/" if number + 1 < len(quarters) else "",
            older=f"../{quarters[number - 1].name}/" if number else "",
        )
        text = mark("Who helped most in these three months, overall and by topic.")
        yield plan_page(directory, f"standing/{quarter.name}/", "board.jinja", context, title, text)


def topic_board(directory: Directory, slug: str, title: str, board: Board, places: int) -> TopicBoard:
    return TopicBoard(
        slug=slug,
        title=title,
        places=[
            BoardPlace(
                rank=number,
                author=directory.authors[place.slug],
                points=points_text(place.points),
                people=place.people,
            )
            for number, place in rank(board.places[:places])
        ],
        top_share=round(100 * board.top_share),
        more=max(0, len(board.places) - places),
    )


# rules and badges


def plan_rules(directory: Directory) -> Document:
    """The rules, written from the very numbers that points are made from."""
    standings = directory.standings
    versions = [describe_rules(directory, rules, rules is standings.rules) for rules in reversed(standings.versions)]
    context = RulesPage(versions=versions, source="standing.yml")
    title, text = mark("Rules of standing"), mark("What gives points, levels and badges, and what does not.")
    return plan_page(directory, "standing/rules/", "rules.jinja", context, title, text)


def describe_rules(directory: Directory, rules: Rules, current: bool) -> RulesVersion:
    words = directory.site.catalogue
    say, endorsing, ring, keeping = words.gettext, rules.endorsing, rules.ring, rules.keeping
    weights = weights_of(rules)
    sentences = [
        say(mark("Nobody earns anything from themself, and staff earn no points: they have a record of their own.")),
        say(mark("An account endorses once it is %(days)s days old.")) % {"days": endorsing.account_days},
        say(
            mark(
                "Within %(days)s days, one person’s second endorsement of another weighs half, the third a third, "
                "and so on; all of them together give at most %(points)s points."
            )
        )
        % {"days": endorsing.pair_days, "points": points_text(round(100 * endorsing.pair_points))},
        say(mark("On one post, one person’s strongest endorsement of another counts.")),
        say(
            mark(
                "Of more than %(count)s endorsements by one account, each within %(minutes)s minutes of the one "
                "before, the first counts."
            )
        )
        % {"count": endorsing.burst, "minutes": endorsing.burst_minutes},
        say(
            mark(
                "Upvotes have no name and no time: at most %(votes)s by others for each text count, and all of them "
                "together are one endorser."
            )
        )
        % {"votes": endorsing.votes_per_post},
        say(
            mark(
                "A ring is set aside, openly: more than %(share)s%% of somebody’s points come from at most %(people)s "
                "others with %(times)s endorsements each, and at least %(mutual)s%% of that went back."
            )
        )
        % {
            "share": round(100 * ring.share),
            "people": ring.accounts,
            "times": ring.endorsements,
            "mutual": round(100 * ring.mutual),
        },
        say(mark("A level is kept until its holder has been below %(share)s%% of its bar for %(days)s days."))
        % {"share": round(100 * keeping.share), "days": keeping.grace_days},
        say(mark("How broad praise is counts when a level is reached, not afterwards: nobody is praised out of one.")),
        say(
            mark(
                "Objections, comments hidden by a moderator and merged work that was taken back give nothing and count "
                "against the ratio; of one person’s objections to another within %(days)s days, the first."
            )
        )
        % {"days": endorsing.pair_days},
        say(mark("Points are taken back only by a file in adjustments/, with a reason and a reviewer.")),
    ]
    return RulesVersion(
        since=rules.since,
        because=rules.because,
        current=current,
        weights=[(say(WHAT[kind]), points_text(value)) for kind, value in weights.items() if value],
        sentences=sentences,
        levels=level_cards(directory, rules),
    )


def plan_badges(directory: Directory) -> Document:
    standings, words = directory.standings, directory.site.catalogue
    people = directory.corpus.people
    families = []
    for family, title in FAMILIES.items():
        cards = []
        for badge in BADGES.values():
            if badge.family is not family:
                continue
            bar = bar_of(badge.id, standings.rules)
            cards.append(
                BadgeCard(
                    mark=badge_mark(badge.id, words),
                    criterion=words.ngettext(badge.one, badge.criterion, bar or badge.bar),
                    why=words.gettext(badge.why),
                    holders=[directory.authors[slug] for slug in standings.holders(badge.id) if people[slug].listed],
                    off=not bar,
                )
            )
        families.append(BadgeFamily(title=words.gettext(title), badges=cards))
    title, text = mark("Badges"), mark("What each badge stands for, what it takes, and who holds it.")
    return plan_page(directory, "standing/badges/", "badges.jinja", BadgesPage(families=families), title, text)


# what did not count, and who stands out


def plan_set_aside(directory: Directory) -> Document:
    standings, words, authors = directory.standings, directory.site.catalogue, directory.authors
    earned = {slug: one.awards for slug, one in standings.members.items()}
    rows = [
        AsideRow(
            author=authors[entry.member],
            reason=words.gettext(REASONS[entry.why]),
            events=entry.events,
            pending=points_text(entry.pending) if entry.pending else "",
        )
        for entry in list_set_aside(earned)
        if entry.why is not Why.RING and entry.member in authors
    ]
    rings = [
        RingRow(
            author=authors[ring.member],
            others=[authors[slug] for slug in ring.others if slug in authors],
            pending=points_text(ring.pending),
        )
        for ring in standings.rings
        if ring.member in authors
    ]
    reversals = [
        Reversal(
            author=authors[one.member],
            reviewer=authors.get(one.reviewer),
            event=one.event,
            because=one.because,
        )
        for _, one in sorted(directory.corpus.witnesses.adjustments.items())
        if one.member in authors
    ]
    context = SetAsidePage(rings=rings, rows=rows, reversals=reversals)
    title, text = mark("What did not count"), mark("Praise that counts less or not at all, and points taken back.")
    return plan_page(directory, "standing/set-aside/", "set-aside.jinja", context, title, text)


def plan_circle(directory: Directory) -> Document:
    standings, people, words = directory.standings, directory.corpus.people, directory.site.catalogue
    rules = standings.rules

    def chosen(circle: Circle) -> list[str]:
        return judge_circle(standings, people, circle, directory.now)

    ambassadors = chosen(rules.ambassador)
    superfans = [slug for slug in chosen(rules.superfan) if slug not in ambassadors]
    context = CirclePage(
        superfans=[directory.authors[slug] for slug in superfans],
        ambassadors=[directory.authors[slug] for slug in ambassadors],
        superfan_criteria=circle_criteria(rules.superfan, rules, words),
        ambassador_criteria=circle_criteria(rules.ambassador, rules, words),
    )
    title, text = mark("Superfans and ambassadors"), mark("Members who stand out, and how to become one of them.")
    wishes = any(person.circle for person in people.values())
    changes_at = quarter_of(directory.now).end if wishes else None
    return plan_page(directory, "standing/circle/", "circle.jinja", context, title, text, changes_at)


def circle_criteria(circle: Circle, rules: Rules, words: Catalogue) -> list[str]:
    say = words.gettext
    found = [
        say(mark("%(points)s points within %(days)s days"))
        % {"points": points_text(round(100 * circle.points)), "days": circle.days},
        words.ngettext(mark("thanked by %(num)s person"), mark("thanked by %(num)s people"), circle.people),
    ]
    if 0 < circle.level <= len(rules.levels):
        title = words.gettext(rules.levels[circle.level - 1].title)
        found.append(say(mark("at least the level %(level)s")) % {"level": title})
    return found


def plan_wanted(directory: Directory) -> Document:
    wanted = find_wanted(directory.corpus, directory.accepted, directory.now, directory.reviews)
    context = describe_wanted(directory, wanted)
    title, text = mark("Ways to help"), mark("Questions that wait for an answer, and everything else you can do.")
    return plan_page(directory, "help-wanted/", "help-wanted.jinja", context, title, text, wanted.next_change)


def describe_wanted(directory: Directory, wanted: Wanted) -> WantedPage:
    """What can be done, questions by topic; a question of several topics stands at its first."""
    words = directory.site.catalogue
    by_slug: dict[str, list[str]] = {}
    for post in wanted.unanswered:
        topic = next((slug for slug in post.record.topics if slug in directory.topics), "")
        by_slug.setdefault(topic, []).append(post.slug)
    topics = [
        WantedTopic(
            slug=slug,
            title=directory.topics[slug].title if slug else words.gettext(mark("Without a topic")),
            entries=[directory.entries[post] for post in by_slug[slug][:WANTED_ENTRIES]],
            more=max(0, len(by_slug[slug]) - WANTED_ENTRIES),
        )
        for slug in [*directory.topics, ""]
        if slug in by_slug
    ]
    return WantedPage(
        topics=topics,
        reviews=[PostLink(slug=post.slug, title=post.record.title) for post in wanted.reviews],
        promises=[Link(url=f"promises/{promise.slug}/", title=promise.record.text) for promise in wanted.promises],
        remedies=[Link(url=f"remedies/{remedy.slug}/", title=remedy.record.title) for remedy in wanted.remedies],
        drills=[Link(url=f"drills/{drill.slug}/", title=drill.record.title) for drill in wanted.drills],
    )


def plan_insights(directory: Directory) -> Document:
    """How the community was doing when the quarter began: it changes four times a year, and names nobody."""
    quarter = quarter_of(directory.now)
    found = assess_insights(directory.corpus, directory.standings, directory.accepted, quarter.start)
    context = InsightsPage(
        until=quarter.start.date(),
        posts=found.posts,
        posts_before=found.posts_before,
        questions=found.questions,
        answered=percent(found.answered_share),
        deflected=found.deflected,
        topics=[
            TopicTrendRow(title=directory.topics[trend.topic].title, now=trend.now, before=trend.before)
            for trend in found.topics
            if trend.topic in directory.topics
        ],
        recurring=[PostLink(slug=one.slug, title=one.title) for one in found.recurring],
        rising=len(found.rising),
        silent=len(found.silent),
        helped=found.helped,
        reply_in_kind=percent(found.reply_in_kind),
        give_back=percent(found.give_back),
        ties=found.ties,
        strong_ties=found.strong_ties,
    )
    title, text = mark("How the community is doing"), mark("What rises, what keeps coming back, and who helps whom.")
    return plan_page(directory, "standing/insights/", "insights.jinja", context, title, text, quarter.end)


def percent(share: float | None) -> str:
    return "" if share is None else f"{share:.0%}"


# one member


def describe_standing(directory: Directory, standing: Standing) -> MemberStanding:
    """What a member's own page says of their standing."""
    posts = directory.entries
    held, words = standing.badges, directory.site.catalogue
    helped = [award.event.post for award in standing.awards if award.points and is_help(award.event)]
    pages = older_pages(len(standing.awards))
    rows = list(point_rows(directory, standing.awards, pages * ROWS))
    bars, line = draw_chart(standing, words)
    return MemberStanding(
        level=level_facts(directory, standing),
        helped=[PostLink(slug=slug, title=posts[slug].title) for slug in list(dict.fromkeys(helped))[-10:][::-1]],
        bars=bars,
        line=line,
        topics=[
            TopicShare(
                slug=slug, title=directory.topics[slug].title, points=points_text(place.points), people=place.people
            )
            for slug, place in by_topic(standing, directory.standings).items()
            if slug in directory.topics
        ],
        badges=[
            HeldBadge(
                mark=badge_mark(one.badge, words),
                criterion=words.ngettext(
                    BADGES[one.badge].one, BADGES[one.badge].criterion, bar_of(one.badge, directory.standings.rules)
                ),
                since=one.at,
                evidence=[
                    Evidence(place=event.place, title=title_of(directory, event), at=event.at)
                    for event in one.evidence[-EVIDENCE:]
                ],
            )
            for one in held
        ],
        rows=rows[::-1],
        older=f"points/{pages}/" if pages else "",
        count=len(standing.awards),
    )


def is_help(event: Event) -> bool:
    return event.kind in (EventKind.ACCEPTED, EventKind.VERIFIED) and bool(event.post)


def older_pages(count: int) -> int:
    """How many numbered pages the older ones of `count` events fill."""
    return max(0, count // ROWS - 1)


def plan_points(directory: Directory, person: Person, standing: Standing) -> Iterator[Document]:
    """The older events of a member, numbered from the oldest so that a page never changes once it is full."""
    pages = older_pages(len(standing.awards))
    if not pages:
        return
    rows = list(point_rows(directory, standing.awards[: pages * ROWS]))
    words = directory.site.catalogue
    for number in range(1, pages + 1):
        context = PointsPage(
            author=directory.authors[person.slug],
            rows=rows[(number - 1) * ROWS : number * ROWS][::-1],
            number=number,
            newer=f"../{number + 1}/" if number < pages else "../../#points",
            older=f"../{number - 1}/" if number > 1 else "",
        )
        title = words.gettext(mark("Points of %(name)s, page %(number)s")) % {"name": person.name, "number": number}
        url = f"members/{person.slug}/points/{number}/"
        yield plan_page(directory, url, "points.jinja", context, title, "")


def point_rows(directory: Directory, awards: Sequence[Award], start: int = 0) -> Iterator[PointRow]:
    """One row an event from the `start`-th on, the oldest first, with the running total of all."""
    words = directory.site.catalogue
    what, why, say = kinds_in(words), reasons_in(words), words.gettext
    total = sum(award.points for award in awards[:start])
    for award in awards[start:]:
        event = award.event
        total += award.points
        if award.why is Why.REPEATED:
            rule = say(mark("weighs 1/%(nth)s: the same person again")) % {"nth": award.nth}
        else:
            rule = why[award.why]
        yield PointRow(
            id=event.id,
            at=event.at,
            what=f"{what[event.kind]} ({event.count})" if event.count > 1 else what[event.kind],
            place=event.place,
            title=title_of(directory, event),
            points=points_text(award.points),
            total=points_text(total),
            rule=rule,
        )


@cache
def kinds_in(words: Catalogue) -> dict[EventKind, str]:
    """What happened, in the site's language."""
    return {kind: words.gettext(text) for kind, text in WHAT.items()}


@cache
def reasons_in(words: Catalogue) -> dict[Why, str]:
    """Why it gave what it gave, in the site's language."""
    return {why: words.gettext(text) for why, text in WHY.items()}


def title_of(directory: Directory, event: Event) -> str:
    """What an event is about, in words."""
    entry = directory.entries.get(event.post)
    return entry.title if entry else event.object


def level_facts(directory: Directory, standing: Standing) -> LevelFacts:
    """The level and what it rests on; for whoever is still a member, what it allows and what the next one takes."""
    words, rules, tally = directory.site.catalogue, directory.standings.rules, standing.climb.tally
    level = rules.levels[standing.level - 1] if standing.level else None
    left = directory.corpus.people[standing.slug].left
    above = rules.levels[standing.level] if standing.level < len(rules.levels) and not left else None
    say = words.gettext
    missing = []
    if above and not reaches(tally, above, rules):
        if (short := round(100 * above.points) - tally.points) > 0:
            missing.append(say(mark("%(points)s more points")) % {"points": points_text(short)})
        if (people := above.endorsers - tally.endorsers) > 0:
            missing.append(
                words.ngettext(mark("praise from %(num)s more person"), mark("praise from %(num)s more people"), people)
            )
        if tally.ratio < above.ratio:
            missing.append(say(mark("a better ratio of good to bad")))
        if tally.endorsers < rules.breadth.endorsers * tally.endorsements or (
            tally.days < rules.breadth.days * tally.endorsements
        ):
            missing.append(say(mark("praise from more different people, on more different days")))
    return LevelFacts(
        title=say(level.title) if level else "",
        rank=standing.level,
        allows=[say(ALLOWS[allowance]) for allowance in level.allows] if level and not left else [],
        points=points_text(standing.points),
        ratio=round(100 * tally.ratio),
        endorsers=tally.endorsers,
        next=say(above.title) if above else "",
        missing=missing,
    )


WIDTH, HEIGHT = 600, 160


def draw_chart(standing: Standing, words: Catalogue) -> tuple[list[Bar], str]:
    """The bars and the line of the chart: what was earned in each quarter, and all until then."""
    earned = by_quarter(standing)
    if not earned:
        return [], ""
    highest, whole = max(earned.values()), sum(earned.values())
    step = WIDTH / len(earned)
    bars, total, line = [], 0, [f"0,{HEIGHT}"]
    for number, (quarter, points) in enumerate(earned.items()):
        total += points
        bar = Bar(
            title=f"{quarter.year} Q{quarter.number}",
            earned=points_text(points),
            total=points_text(total),
            x=round(number * step, 1),
            height=round(HEIGHT * points / highest, 1),
            y=round(HEIGHT - HEIGHT * total / whole, 1),
        )
        bars.append(bar)
        line.append(f"{round((number + 1) * step, 1)},{bar.y}")
    return bars, " ".join(line)


def staff_records(directory: Directory) -> Mapping[str, StaffRecord]:
    return assess_staff(directory.corpus, directory.now)


def describe_staff(directory: Directory, record: StaffRecord) -> StaffFacts:
    """A staff member's record in the words of the page."""
    return StaffFacts(
        first_replies=record.first_replies,
        median_hours=record.median_hours,
        in_time=record.in_time,
        clock=directory.corpus.community.clocks.reply,
        kept=record.kept,
        broken=record.broken,
        withdrawn=record.withdrawn,
        overdue=record.overdue,
        open=record.open,
    )
