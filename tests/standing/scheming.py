"""A seeded search for attacks on standing: strategies put together at random, judged by what really happened.

A `World` keeps two books. One is what the community sees: posts, threads, marks, Git's touches, reviews. The other
is the truth, which no code of Candor's reads: which person did what for which other, and whether anybody has
to listen. `honest_worth` prices the truth: for each pair of people and period, no more than one accepted answer,
and no more than was really said. An attack that earns more is a hole in the rules; one that wastes much and
is not on the public list goes unseen.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from itertools import permutations

import msgspec
from tests.standing.world import OLD, day

from candor.model.archive import CommentState, Review
from candor.model.corpus import (
    AnswerSummary,
    CommentSummary,
    Corpus,
    Marks,
    Person,
    Post,
    ReactionSummary,
    ThreadSummary,
    pack_comments,
)
from candor.model.records import Community, PostRecord
from candor.model.standing import RuleBook, Touch, Witnesses
from candor.standing.assess import Standings, assess_standing
from candor.standing.contributions import accepted_answer, assess_contributions
from candor.standing.points import list_set_aside

READERS, GIT = "all readers", "whoever merges"
WEIGHTS = {"accepted": 15.0, "verified": 5.0, "reaction": 2.0, "merged": 5.0, "corrected": 3.0, "helped": 3.0}
WEIGHTS |= {"reviewed": 2.0, "vote": 0.2}
HONEST, PERIOD, AGE, VOTES = 15.0, timedelta(days=90), timedelta(days=30), 10
"""The rules as a reader of the rules page knows them, written down a second time on purpose."""

SHAMELESS = 8
"""How often more than its honest worth an attack has to claim before it must be on the public list."""


class Human(msgspec.Struct):
    """Somebody with accounts that the community knows to be theirs; ``since`` when the oldest was made, if known."""

    slug: str
    accounts: list[str]
    since: datetime | None = OLD
    staff: bool = False


class Deed(msgspec.Struct, frozen=True):
    """What truly happened: who did what for whom. ``text`` is what was praised, once however often it is told."""

    at: datetime
    actor: str
    member: str
    kind: str
    text: str
    weight: float


class Text(msgspec.Struct):
    """A comment that may be praised, hidden or deleted later."""

    thread: str
    num: int
    author: Human
    at: datetime
    state: CommentState = CommentState.LIVE


class Thread(msgspec.Struct):
    post: str
    asker: Human
    at: datetime
    comments: list[Text] = []
    reactions: list[ReactionSummary] = []
    upvotes: dict[int, int] = {}
    answer: tuple[int, str, datetime] | None = None


class World:
    """A small community while an attack goes on."""

    def __init__(self, seed: int) -> None:
        self.dice = random.Random(seed)
        self.people: list[Human] = []
        self.threads: list[Thread] = []
        self.answers: dict[str, list[AnswerSummary]] = {}
        self.touches: dict[str, list[Touch]] = {}
        self.reviews: dict[str, list[Review]] = {}
        self.deeds: list[tuple[Deed, Text | None]] = []
        self.cast = [self.human() for _ in range(4)]
        self.staff = [self.human(staff=True) for _ in range(2)]

    # the cast

    def human(self, accounts: int = 1, since: datetime | None = OLD, *, staff: bool = False) -> Human:
        slug = f"h{len(self.people)}"
        found = Human(slug, [f"x:{len(self.people)}{n}" for n in range(accounts)], since, staff)
        self.people.append(found)
        return found

    def someone(self) -> Human:
        return self.dice.choice(self.cast)

    def two(self) -> list[Human]:
        return self.dice.sample(self.cast, 2)

    def name(self, human: Human) -> str:
        """One of the names that the records have for a person."""
        return self.dice.choice([*human.accounts, human.slug])

    def moment(self) -> datetime:
        return day(self.dice.choice([0.0, 40.0, 89.9, 90.0, 90.1, 180.0, 200.0, self.dice.random() * 300]))

    # what anybody can do; each writes both books

    def ask(self, asker: Human, at: datetime) -> Thread:
        thread = Thread(f"p{len(self.threads)}", asker, at)
        self.threads.append(thread)
        return thread

    def comment(self, thread: Thread, author: Human, at: datetime) -> Text:
        text = Text(thread.post, len(thread.comments) + 1, author, at)
        thread.comments.append(text)
        return text

    def react(self, actor: Human, text: Text, at: datetime, kind: str = "HEART") -> None:
        thread = self.thread_of(text)
        thread.reactions.append(ReactionSummary(text.num, self.dice.choice(actor.accounts), kind, at))
        self.note(at, actor, text.author, "reaction", f"{text.thread}/{text.num}", text)

    def accept(self, thread: Thread, text: Text, at: datetime, by: Human | None = None) -> None:
        if thread.answer is None:
            by = by or thread.asker
            thread.answer = (text.num, self.dice.choice(by.accounts), at)
            self.note(at, by, text.author, "accepted", f"{text.thread}/{text.num}", text)

    def upvote(self, text: Text, count: int) -> None:
        thread = self.thread_of(text)
        thread.upvotes[text.num] = thread.upvotes.get(text.num, 0) + count
        weight = WEIGHTS["vote"] * min(thread.upvotes[text.num], VOTES)
        name = f"{text.thread}/{text.num}"
        self.deeds = [pair for pair in self.deeds if (pair[0].kind, pair[0].text) != ("vote", name)]
        self.deeds.append((Deed(text.at, READERS, text.author.slug, "vote", name, weight), text))

    def answer(self, thread: Thread, author: Human, at: datetime, verified: Human | None = None) -> str:
        """An answer merged into the repository, and perhaps found to hold by somebody."""
        own = self.answers.setdefault(thread.post, [])
        name = f"a{len(own)}"
        by = self.name(verified) if verified else None
        own.append(AnswerSummary(name=name, author=self.name(author), at=at, verified_by=by, verified_at=at))
        self.note(at, None, author, "merged", f"{thread.post}/{name}")
        if verified:
            self.note(at, verified, author, "verified", f"{thread.post}/{name}")
        return f"questions/2025/{thread.post}/answers/{name}.md"

    def touch(self, path: str, author: Human, actor: Human, at: datetime) -> None:
        """A commit to somebody's text."""
        history = self.touches.setdefault(path, [Touch(at, self.name(author))])
        history.append(Touch(at, self.dice.choice(actor.accounts)))
        if actor is not author:
            self.note(at, None, actor, "corrected", path)

    def review(self, reviewer: Human, path: str, at: datetime) -> None:
        account = self.dice.choice(reviewer.accounts)
        pull = f"github/{len(self.reviews)}"
        self.reviews[pull] = [Review(reviewer=account, state="APPROVED", at=at, files=[f"content/{path}"])]
        self.note(at, None, reviewer, "reviewed", pull)
        post, _, name = path.removeprefix("questions/2025/").removesuffix(".md").partition("/answers/")
        for deed, _ in self.deeds:
            if deed.kind == "merged" and deed.text == f"{post}/{name}":
                author = next(human for human in self.people if human.slug == deed.member)
                self.note(deed.at, reviewer, author, "merged", f"{deed.text}/approved")

    def remove(self, text: Text, state: CommentState) -> None:
        text.state = state

    # the books

    def thread_of(self, text: Text) -> Thread:
        return self.threads[int(text.thread[1:])]

    def note(
        self, at: datetime, actor: Human | None, member: Human, kind: str, name: str, text: Text | None = None
    ) -> None:
        """Writes a deed into the true book, unless nobody has to listen to whoever did it."""
        if actor is not None:
            too_young = not actor.staff and (actor.since is None or at - actor.since < AGE)
            if actor is member or too_young or (actor.staff and member.staff):
                return
        who = actor.slug if actor else GIT
        self.deeds.append((Deed(at, who, member.slug, kind, name, WEIGHTS[kind]), text))

    def corpus(self) -> Corpus:
        """What the community sees."""
        people: dict[str, Person] = {}
        for human in self.people:
            person = Person(slug=human.slug, name=human.slug, accounts=human.accounts, staff=human.staff)
            people |= dict.fromkeys([human.slug, *human.accounts], person)
        since = {human.accounts[-1]: human.since for human in self.people if human.since}
        witnesses = Witnesses(touches=self.touches, reviews=self.reviews, since=since)
        posts = [self.post(thread) for thread in self.threads]
        return Corpus(community=Community(name="F"), posts=posts, people=people, witnesses=witnesses)

    def post(self, thread: Thread) -> Post:
        comments = [CommentSummary(text.num, text.author.accounts[0], text.at, text.state) for text in thread.comments]
        hidden = {text.num: "SPAM" for text in thread.comments if text.state is CommentState.MINIMIZED}
        num, by, at = thread.answer or (None, None, None)
        votes = {text.num: thread.upvotes.get(text.num, 0) + 1 for text in thread.comments}  # the author's own
        marks = Marks(answer_at=at, answer_by=by, upvotes=votes, reactions=thread.reactions, minimized=hidden)
        summary = ThreadSummary(
            key=f"github/{thread.post[1:]}",
            url=None,
            locked=False,
            changed=thread.at,
            answer=num,
            packed=pack_comments(comments),
            marks=marks,
        )
        return Post(
            slug=thread.post,
            path=f"questions/2025/{thread.post}",
            key=thread.post,
            record=PostRecord(title=thread.post),
            author=thread.asker.accounts[0],
            created=thread.at,
            answers=self.answers.get(thread.post, []),
            threads=[summary],
        )


def honest_worth(world: World) -> dict[str, float]:
    """By member, what honest praise between the same people would earn: for each pair and period one accepted answer,
    and never more than all that was truly said."""
    staff = {human.slug for human in world.people if human.staff}
    said: dict[tuple[str, str], set[Deed]] = {}
    for deed, text in world.deeds:
        if (text is None or text.state is CommentState.LIVE) and deed.member not in staff:
            said.setdefault((deed.actor, deed.member), set()).add(deed)
    worth: dict[str, float] = {}
    for (_, member), deeds in said.items():
        ordered = sorted(deed.at for deed in deeds)
        periods, until = 0, OLD
        for at in ordered:
            if at >= until:
                periods, until = periods + 1, at + PERIOD
        worth[member] = worth.get(member, 0.0) + min(HONEST * periods, sum(deed.weight for deed in deeds))
    return worth


def claimed_worth(world: World) -> dict[str, float]:
    """By member, what all that was said to praise them would earn without any rules."""
    claimed: dict[str, float] = {}
    for deed in {deed for deed, _ in world.deeds}:
        claimed[deed.member] = claimed.get(deed.member, 0.0) + deed.weight
    return claimed


# primitives: what attackers do


def praise(world: World, actor: Human, member: Human, at: datetime, *, accepted: bool) -> None:
    """`actor` asks, `member` answers, `actor` says thanks."""
    thread = world.ask(actor, at)
    text = world.comment(thread, member, at)
    if accepted:
        world.accept(thread, text, at)
    else:
        world.react(actor, text, at)


def aliases(world: World) -> None:
    """One person praises themself from accounts that they joined."""
    one = world.human(accounts=world.dice.randint(2, 4))
    world.cast.append(one)
    for _ in range(world.dice.randint(2, 12)):
        praise(world, one, one, world.moment(), accepted=world.dice.random() < 0.5)


def ring(world: World) -> None:
    """Two to ten who praise each other in turn."""
    crew = [world.human() for _ in range(world.dice.randint(2, 10))]
    world.cast += crew
    pairs = (
        list(permutations(crew, 2)) if world.dice.random() < 0.5 else list(zip(crew, crew[1:] + crew[:1], strict=True))
    )
    gap, accepted = world.dice.choice([1, 7, 30, 45, 90]), world.dice.random() < 0.5
    for turn in range(world.dice.randint(2, 6)):
        for actor, member in pairs:
            praise(world, actor, member, day(turn * gap + world.dice.random()), accepted=accepted)


def burst(world: World) -> None:
    """Many reactions within minutes, late at night."""
    actor, member = world.two()
    start = world.moment()
    for number in range(world.dice.randint(3, 40)):
        praise(world, actor, member, start + timedelta(minutes=number * world.dice.choice([1, 20, 61])), accepted=False)


def answering_again(world: World) -> None:
    """An answer is praised, deleted or hidden, written again and praised again."""
    actor, member = world.two()
    thread = world.ask(actor, world.moment())
    for number in range(world.dice.randint(2, 15)):
        text = world.comment(thread, member, thread.at + timedelta(days=number))
        world.react(actor, text, text.at + timedelta(hours=1))
        world.upvote(text, world.dice.randint(1, 50))
        if world.dice.random() < 0.7:
            world.remove(text, world.dice.choice([CommentState.TOMBSTONE, CommentState.MINIMIZED]))
        elif world.dice.random() < 0.5:
            world.accept(thread, text, text.at)


def renames(world: World) -> None:
    """One who is called something else every day."""
    actor = world.human(accounts=3)
    member = world.someone()
    for number in range(world.dice.randint(3, 30)):
        thread = world.ask(member, day(number))
        world.answer(thread, member, day(number), verified=actor)


def ghosts(world: World) -> None:
    """Accounts of which nobody knows how old they are."""
    member = world.someone()
    for _ in range(world.dice.randint(3, 20)):
        ghost, at = world.human(since=None), world.moment()
        if world.dice.random() < 0.5:
            praise(world, ghost, member, at, accepted=world.dice.random() < 0.5)
        else:  # one who has never written a word
            world.react(ghost, world.comment(world.ask(world.someone(), at), member, at), at)


def fresh(world: World) -> None:
    """Accounts that were made for the occasion, some of them just old enough."""
    member = world.someone()
    for _ in range(world.dice.randint(3, 20)):
        at = world.moment()
        actor = world.human(since=at - timedelta(days=world.dice.choice([0, 1, 29, 29.99, 30, 31])))
        praise(world, actor, member, at, accepted=world.dice.random() < 0.5)


def little_by_little(world: World) -> None:
    """One who praises a little every day, or just as a period ends."""
    actor, member = world.two()
    gap = world.dice.choice([1, 10, 30, 44, 45, 46, 89, 90, 91])
    for number in range(world.dice.randint(3, 40)):
        praise(world, actor, member, day(number * gap), accepted=world.dice.random() < 0.5)


def mutual_reviews(world: World) -> None:
    """Two who answer, approve and correct each other's answers."""
    pair = world.two()
    for number in range(world.dice.randint(3, 15)):
        author, reviewer = pair if number % 2 else pair[::-1]
        at = day(number * world.dice.choice([1, 20]))
        path = world.answer(world.ask(world.someone(), at), author, at)
        world.review(reviewer, path, at)
        world.touch(path, author, reviewer, at + timedelta(hours=1))


def staff_collusion(world: World) -> None:
    """Staff who praise each other, and one member above all others."""
    one, other = world.staff
    member = world.someone()
    for _ in range(world.dice.randint(3, 15)):
        praise(world, one, world.dice.choice([other, member]), world.moment(), accepted=world.dice.random() < 0.7)


def bought_votes(world: World) -> None:
    """Upvotes in thousands, on a few texts or on many."""
    member = world.someone()
    for _ in range(world.dice.randint(1, 30)):
        at = world.moment()
        world.upvote(world.comment(world.ask(world.someone(), at), member, at), world.dice.choice([9, 10, 11, 5000]))


def all_at_once(world: World) -> None:
    """One who says on every post all that can be said."""
    actor, member = world.two()
    for number in range(world.dice.randint(2, 12)):
        at = day(number * world.dice.choice([0.01, 3, 30]))
        thread = world.ask(actor, at)
        text = world.comment(thread, member, at)
        for kind in ("HEART", "ROCKET", "THUMBS_UP"):
            world.react(actor, text, at, kind)
        world.accept(thread, text, at, by=world.dice.choice([actor, world.dice.choice(world.staff)]))
        world.answer(thread, member, at, verified=actor)


PRIMITIVES: list[Callable[[World], None]] = [
    aliases,
    ring,
    burst,
    answering_again,
    renames,
    ghosts,
    fresh,
    little_by_little,
    mutual_reviews,
    staff_collusion,
    bought_votes,
    all_at_once,
]

LONGEST = 5

Strategy = tuple[tuple[str, int], ...]
"""At most `LONGEST` primitives by name, each with the seed of its chances."""

BY_NAME: Mapping[str, Callable[[World], None]] = {primitive.__name__: primitive for primitive in PRIMITIVES}


class Verdict(msgspec.Struct, frozen=True):
    """What became of a strategy: how near its best member came to the honest worth, and what is wrong, if anything."""

    ratio: float
    wrong: str = ""


def play(strategy: Strategy) -> World:
    """The world after all of a strategy."""
    world = World(0)
    for name, seed in strategy:
        world.dice = random.Random(f"{name} {seed}")
        BY_NAME[name](world)
    return world


def judge(strategy: Strategy, book: RuleBook | None = None) -> Verdict:
    """Plays a strategy and compares what it earned with what honest people would have earned."""
    world = play(strategy)
    corpus = world.corpus()
    found = assess_world(corpus, book or RuleBook())
    honest, claimed = honest_worth(world), claimed_worth(world)
    listed = {entry.member for entry in list_set_aside({slug: one.awards for slug, one in found.members.items()})}
    ratio = 0.0
    for slug, one in found.members.items():
        earned, bar = one.points / 100, honest.get(slug, 0.0)
        if earned > bar + 0.01:
            return Verdict(earned / bar if bar else float("inf"), f"{slug} earned {earned}, honestly {bar:.2f}")
        if slug not in listed and claimed.get(slug, 0.0) > SHAMELESS * max(bar, HONEST):
            return Verdict(1.0, f"{slug} claimed {claimed[slug]:.0f} for {bar:.0f}, and nobody is told")
        ratio = max(ratio, earned / bar if bar else 0.0)
    return Verdict(ratio)


def assess_world(corpus: Corpus, book: RuleBook) -> Standings:
    accepted = {post.slug: accepted_answer(post) for post in corpus.posts}
    contributions = assess_contributions(corpus.posts, corpus.people, accepted)
    return assess_standing(corpus, accepted, contributions, day(1000), book=book)


def search(seed: int, rounds: int, book: RuleBook | None = None) -> tuple[Strategy, Verdict] | None:
    """A strategy that wins, cut down to what it needs; None where none of `rounds` does.

    Half of the strategies are new, the others change the one that came nearest so far.
    """
    dice = random.Random(seed)
    best: tuple[float, Strategy] = (0.0, ())
    for _ in range(rounds):
        strategy = vary(best[1], dice) if best[1] and dice.random() < 0.5 else draw(dice)
        verdict = judge(strategy, book)
        if verdict.wrong:
            return shrink(strategy, verdict, book)
        if verdict.ratio >= best[0]:
            best = (verdict.ratio, strategy)
    return None


def draw(dice: random.Random) -> Strategy:
    return tuple((dice.choice(PRIMITIVES).__name__, dice.randrange(10**6)) for _ in range(dice.randint(1, LONGEST)))


def vary(strategy: Strategy, dice: random.Random) -> Strategy:
    """The strategy with one part exchanged, added or left out."""
    place = dice.randrange(len(strategy))
    fresh = draw(dice)[:1]
    return dice.choice(
        [
            strategy[:place] + fresh + strategy[place + 1 :],
            (strategy + fresh)[-LONGEST:],
            strategy[:place] + strategy[place + 1 :] or fresh,
        ]
    )


def shrink(strategy: Strategy, verdict: Verdict, book: RuleBook | None) -> tuple[Strategy, Verdict]:
    """The shortest part of a winning strategy that still wins, one primitive left out at a time."""
    for place in range(len(strategy)):
        shorter = strategy[:place] + strategy[place + 1 :]
        if shorter and (found := judge(shorter, book)).wrong:
            return shrink(shorter, found, book)
    return strategy, verdict
