"""Where the review of a post stands: what those who may say so said of it, what readers found, and until when it holds.

What is under review is the accepted answer of a question, or all its answers where none is accepted, or any other post
as a whole. Three witnesses speak: comments in its discussion that begin with one of `candor.model.review.COMMANDS`, the
reviews of the pull requests that touch its file, and ``verified`` in an answer's front matter. The last word counts.
While a pull request is open its reviews are of what it proposes, not yet of what can be read: they put a text into
review, or say what it still needs, but neither verify it nor take that away from it.
Readers speak by reactions, `REACTIONS`: to the comment that the answer was, or is, and to the opening of the discussion
where that is not the question itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum

import msgspec

from candor.model.corpus import Corpus, Post, ThreadSummary
from candor.model.records import Kind, Reviewing
from candor.model.review import Word
from candor.model.standing import Allowance
from candor.standing.assess import Standings
from candor.standing.contributions import find_comment
from candor.standing.events import LONG_AGO


class ReviewState(StrEnum):
    """Where a review stands."""

    UNREVIEWED = "unreviewed"
    IN_REVIEW = "in-review"
    VERIFIED = "verified"
    NEEDS_WORK = "needs-work"
    OUTDATED = "outdated"


class Why(StrEnum):
    """Why a word counts for nothing."""

    OWN = "own"  # nobody reviews their own text
    ROLE = "role"  # neither a role nor a level allows it
    STAFF = "staff"  # staff do not review complaints
    EARLY = "early"  # it was said before the answer was there


PULL_STATES = {"APPROVED": Word.VERIFIES, "CHANGES_REQUESTED": Word.NEEDS_WORK, "COMMENTED": Word.LOOKS}
"""What a review of a pull request says, by GitHub's word. A dismissed one says nothing."""

REACTIONS = {"THUMBS_UP": "worked", "THUMBS_DOWN": "failed", "EYES": "aged"}
"""What a reader says of an answer by reacting to it: it works for me, it did not work, it is out of date."""

TRIED = frozenset({Kind.QUESTION, Kind.STORY, Kind.INSIDE})
"""The kinds of posts that somebody can try out, so that a reaction below one is a verdict. Below any other (an idea, a
complaint) it agrees or disagrees, and many who disagree must not make it look faulty."""

ROLES = frozenset({"staff", "reviewer"})


class Verdict(msgspec.Struct, frozen=True, order=True, gc=False, array_like=True):
    """A word of somebody on the text under review. ``source`` is where it was said: a comment (``github/128/9911``), a
    pull request (``pull/github/105``) or an answer file (``answers/otto.md``). ``open`` says that the pull request is
    neither merged nor closed."""

    at: datetime
    word: Word
    by: str
    source: str
    open: bool = False


class Judgement(msgspec.Struct, frozen=True, kw_only=True):
    """Where a post's review stands.

    ``verdict`` is the word that decided it, None where readers or the calendar did. ``approvals`` are the words that
    it is verified by, ``unheard`` those that count for nothing, with the reason. ``until`` is the day of ``review_by``
    for as long as something holds until then, ``due`` that day once it has passed and nobody has looked since.
    ``worked``, ``failed`` and ``aged`` count readers, the last two since the last word of a reviewer.
    ``next_change`` is when time alone changes any of it.
    """

    state: ReviewState = ReviewState.UNREVIEWED
    verdict: Verdict | None = None
    approvals: list[Verdict] = []
    unheard: list[tuple[Verdict, Why]] = []
    until: date | None = None
    due: date | None = None
    worked: int = 0
    failed: int = 0
    aged: int = 0
    next_change: datetime | None = None


UNREVIEWED = Judgement()


class Subject(msgspec.Struct, frozen=True):
    """What is under review: the names of its files below the post's folder, the keys of the comments it was or is, who
    wrote it (slugs), and since when it can be read."""

    files: list[str]
    comments: list[str]
    authors: frozenset[str]
    since: datetime | None


def assess_reviews(
    corpus: Corpus, accepted: Mapping[str, str], standings: Standings, now: datetime
) -> dict[str, Judgement]:
    """Where the review of each post stands, by slug; posts of which there is nothing to say are missing.

    `accepted` holds each post's accepted answer by slug.
    """
    bench = Bench(corpus, standings)
    found = {}
    for post in corpus.posts:
        subject = find_subject(post, accepted[post.slug], bench)
        if subject is None:
            continue
        judgement = judge_post(post, subject, bench, now)
        if judgement is not UNREVIEWED or post.record.kind is Kind.QUESTION:
            found[post.slug] = judgement
    return found


class Bench:
    """Who may say what, and what was said of which file, for a whole community."""

    def __init__(self, corpus: Corpus, standings: Standings) -> None:
        self.people = corpus.people
        self.rules: Reviewing = corpus.community.review
        self._standings = standings
        self._since = corpus.witnesses.since
        self._by_file: dict[str, list[Verdict]] = {}
        for pull, reviews in corpus.witnesses.reviews.items():
            for review in reviews:
                if word := PULL_STATES.get(review.state.upper()):
                    verdict = Verdict(review.at, word, review.reviewer, f"pull/{pull}", bool(review.open))
                    for name in review.files:
                        self._by_file.setdefault(name[max(0, name.find("questions/")) :], []).append(verdict)

    def said_of(self, path: str) -> list[Verdict]:
        """The reviews of pull requests that touch the file, by its path below ``content/``."""
        return self._by_file.get(path, [])

    def slug_of(self, author: str | None) -> str:
        person = self.people.get(author or "")
        return person.slug if person else author or ""

    def allowed(self, author: str, at: datetime) -> frozenset[Allowance]:
        """What `author` may do at a moment: by a role in the community's settings, else by the level held then."""
        person = self.people.get(author)
        if person is None:
            return frozenset()
        if ROLES & set(person.roles) or person.staff:
            return EVERYTHING
        return self._standings.allowed(person.slug, at)

    def is_reader(self, author: str, at: datetime) -> bool:
        """Whether a reaction counts: not one of the staff's, and its account is as old as an endorser's has to be."""
        person = self.people.get(author)
        if person is not None and person.staff:
            return False
        accounts = person.accounts if person else [author]
        known = min((self._since[account] for account in accounts if account in self._since), default=None)
        return known is not None and at - known >= self._standings.timetable.at(at).age


EVERYTHING = frozenset(Allowance)


def find_subject(post: Post, accepted: str, bench: Bench) -> Subject | None:
    """What is under review, or None where nothing is: a question that nobody has answered, a duplicate, a stub."""
    if post.stub or post.record.duplicate_of:
        return None
    if post.record.kind is not Kind.QUESTION:
        return Subject(["index.md"], [], frozenset({bench.slug_of(post.author)}), post.created)
    if accepted and not accepted.startswith("answers/"):
        comment = find_comment(post, accepted)
        author, at = (comment.author, comment.at) if comment else (None, None)
        return Subject([], [accepted], frozenset({bench.slug_of(author)}), at)
    answers = [each for each in post.answers if not accepted or accepted == f"answers/{each.name}.md"]
    if not answers:
        return (
            Subject(["index.md"], [], frozenset({bench.slug_of(post.author)}), None) if post.record.review_by else None
        )
    return Subject(
        [f"answers/{each.name}.md" for each in answers],
        [each.from_ for each in answers if each.from_],
        frozenset(bench.slug_of(each.author) for each in answers),
        min((each.at for each in answers if each.at), default=None),
    )


def judge_post(post: Post, subject: Subject, bench: Bench, now: datetime) -> Judgement:
    """Where the review of one post stands at `now`."""
    said = sorted(gather_verdicts(post, subject, bench))
    readers = readers_of(post, subject, bench)
    marked = any(answer.verified_by for answer in post.answers)
    if not (said or readers or marked or post.record.review_by):
        return UNREVIEWED
    course = Course(bench.rules.approvals)
    unheard = []
    for verdict in said:
        if why := bar_verdict(verdict, post, subject, bench):
            unheard.append((verdict, why))
        else:
            course.hear(verdict, bench.slug_of(verdict.by), Allowance.VERIFY in bench.allowed(verdict.by, verdict.at))
    unheard += idle_marks(post, subject, bench)
    worked, failed, aged = count_readers(readers, subject, bench, course.decided)
    found = Judgement(
        state=course.state,
        verdict=course.verdict,
        approvals=sorted(course.approvals.values()),
        unheard=unheard,
        worked=worked,
        failed=failed,
        aged=aged,
    )
    return expire(heed_readers(found, bench.rules), post.record.review_by, now)


def idle_marks(post: Post, subject: Subject, bench: Bench) -> Iterator[tuple[Verdict, Why]]:
    """``verified`` in the answers that are not under review, where it counts for nothing."""
    for answer in post.answers:
        name = f"answers/{answer.name}.md"
        if answer.verified_by and answer.verified_at and name not in subject.files:
            verdict = Verdict(answer.verified_at, Word.VERIFIES, answer.verified_by, name)
            alone = Subject([name], [], frozenset({bench.slug_of(answer.author)}), None)
            if why := bar_verdict(verdict, post, alone, bench):
                yield verdict, why


def gather_verdicts(post: Post, subject: Subject, bench: Bench) -> Iterator[Verdict]:
    """Every word on the text under review, heard or not."""
    for name in subject.files:
        yield from bench.said_of(f"{post.path}/{name}")
    for answer in post.answers:
        name = f"answers/{answer.name}.md"
        if answer.verified_by and answer.verified_at and name in subject.files:
            yield Verdict(answer.verified_at, Word.VERIFIES, answer.verified_by, name)
    for thread in post.threads:
        for command in thread.marks.commands if thread.marks else ():
            yield Verdict(command.at, command.word, command.by, f"{thread.key}/{command.num}")


def bar_verdict(verdict: Verdict, post: Post, subject: Subject, bench: Bench) -> Why | None:
    """Why a word counts for nothing, or None."""
    own = bench.slug_of(verdict.by) in subject.authors
    if own and (verdict.word is not Word.LOOKS or verdict.source.startswith("pull/")):
        return Why.OWN
    if not own and Allowance.REVIEW not in bench.allowed(verdict.by, verdict.at):
        return Why.ROLE
    if post.record.kind is Kind.COMPLAINT and bench.people[verdict.by].staff:
        return Why.STAFF
    in_thread = not verdict.source.startswith(("pull/", "answers/"))
    return Why.EARLY if in_thread and not can_see(subject, verdict.at) else None


class Course:
    """The words of reviewers in their order, and where they have led so far. An objection asks for `needed` approvals
    anew; a look at it puts it back into review."""

    def __init__(self, needed: int) -> None:
        self._needed = needed
        self.approvals: dict[str, Verdict] = {}
        self.decided: datetime | None = None
        self._objection: Verdict | None = None
        self._look: Verdict | None = None

    def hear(self, verdict: Verdict, slug: str, may_verify: bool) -> None:
        """Takes the next word, by the person `slug`. Who may review but not verify takes a look by approving, and so
        does everybody while the pull request is open."""
        if verdict.open and verdict.word is Word.NEEDS_WORK:
            self._objection, self._look = verdict, None
        elif verdict.word in (Word.NEEDS_WORK, Word.OUTDATED):
            self.approvals, self._objection, self._look = {}, verdict, None
            self.decided = verdict.at
        elif verdict.word is Word.VERIFIES and may_verify and not verdict.open:
            self.approvals[slug] = verdict
            if len(self.approvals) >= self._needed:
                self._objection = self._look = None
                self.decided = verdict.at
        else:
            self._look = verdict

    @property
    def state(self) -> ReviewState:
        if len(self.approvals) >= self._needed:
            return ReviewState.VERIFIED
        if self._look or self.approvals:
            return ReviewState.IN_REVIEW
        return ReviewState(self._objection.word) if self._objection else ReviewState.UNREVIEWED

    @property
    def verdict(self) -> Verdict | None:
        """The word that decided the state."""
        latest = max(self.approvals.values(), default=None)
        if self.state is ReviewState.IN_REVIEW:
            return max(filter(None, (latest, self._look)))
        return latest or self._objection


# readers


class Opinion(msgspec.Struct, frozen=True, order=True, gc=False, array_like=True):
    at: datetime
    by: str
    says: str


def readers_of(post: Post, subject: Subject, bench: Bench) -> list[Opinion]:
    """What was said of the text under review by reactions to its comments and, since it can be read, to the opening of
    its discussion."""
    found = []
    for thread in post.threads:
        if thread.marks is None or not thread.marks.reactions:
            continue
        numbers = {int(key.rpartition("/")[2]) for key in subject.comments if key.startswith(f"{thread.key}/")}
        opening = stands_for_page(post, thread, bench)
        for reaction in thread.marks.reactions:
            says = REACTIONS.get(reaction.kind)
            if says and (reaction.num in numbers or (opening and reaction.num == 0 and can_see(subject, reaction.at))):
                found.append(Opinion(reaction.at, reaction.by, says))
    return found


def stands_for_page(post: Post, thread: ThreadSummary, bench: Bench) -> bool:
    """Whether who reacts to the opening of a discussion speaks of what the page says: not where it is the question."""
    if post.record.kind is Kind.QUESTION:
        return thread.opened_by is not None and bench.slug_of(thread.opened_by) != bench.slug_of(post.author)
    return post.record.kind in TRIED


def can_see(subject: Subject, at: datetime) -> bool:
    return subject.since is None or at >= subject.since


def count_readers(
    opinions: Iterable[Opinion], subject: Subject, bench: Bench, decided: datetime | None
) -> tuple[int, int, int]:
    """For how many people it worked, failed or is out of date, each by their last word; what speaks against the text
    only since `decided`."""
    last: dict[str, Opinion] = {}
    for opinion in sorted(opinions):
        slug = bench.slug_of(opinion.by)
        if slug not in subject.authors and bench.is_reader(opinion.by, opinion.at):
            last[slug] = opinion
    counts = dict.fromkeys(REACTIONS.values(), 0)
    for opinion in last.values():
        if opinion.says == "worked" or decided is None or opinion.at > decided:
            counts[opinion.says] += 1
    return counts["worked"], counts["failed"], counts["aged"]


def heed_readers(found: Judgement, rules: Reviewing) -> Judgement:
    """The judgement once enough readers have spoken against the text; words of reviewers that came later stand."""
    if found.state in (ReviewState.NEEDS_WORK, ReviewState.OUTDATED):
        return found
    if found.failed >= rules.readers and found.failed > found.worked:
        return msgspec.structs.replace(found, state=ReviewState.NEEDS_WORK, verdict=None, approvals=[])
    if found.aged >= rules.readers:
        return msgspec.structs.replace(found, state=ReviewState.OUTDATED, verdict=None, approvals=[])
    return found


# time


def expire(found: Judgement, review_by: date | None, now: datetime) -> Judgement:
    """The judgement as the day of ``review_by`` makes it: what nobody has looked at since is out of date."""
    if review_by is None or found.state in (ReviewState.NEEDS_WORK, ReviewState.OUTDATED):
        return found
    due = review_due(review_by)
    if found.verdict is not None and found.verdict.at >= due:
        return found
    if now >= due:
        return msgspec.structs.replace(found, state=ReviewState.OUTDATED, due=review_by)
    return msgspec.structs.replace(found, until=review_by, next_change=due)


def review_due(review_by: date) -> datetime:
    """The moment the day is over, in UTC."""
    return datetime.combine(review_by, time(), UTC) + timedelta(days=1)


# who is waited for


class Waiting(msgspec.Struct, frozen=True, kw_only=True):
    """A post whose review waits, and for whom (slugs of people)."""

    post: Post
    judgement: Judgement
    whom: list[str]


WAITS = (ReviewState.OUTDATED, ReviewState.NEEDS_WORK, ReviewState.IN_REVIEW, ReviewState.UNREVIEWED)
"""The states in which something is left to do, the most urgent first."""


def list_waiting(
    corpus: Corpus, accepted: Mapping[str, str], standings: Standings, judged: Mapping[str, Judgement], now: datetime
) -> list[Waiting]:
    """What waits for whom: the most urgent state first, within it the oldest word, day or post.

    Work waits for whoever wrote the text, a look that somebody began for them, everything else for the curators of its
    topics who may verify it; where there are none, for the reviewers, or else for everybody who may.
    """
    bench = Bench(corpus, standings)
    everybody = {person.slug: person for person in corpus.people.values() if not person.left}
    reviewers = {slug for slug, person in everybody.items() if "reviewer" in person.roles}
    able = {slug for slug, person in everybody.items() if Allowance.VERIFY in bench.allowed(slug, now)}
    waiting = []
    for post in corpus.posts:
        judgement = judged.get(post.slug)
        if judgement is None or judgement.state is ReviewState.VERIFIED:
            continue
        subject = find_subject(post, accepted[post.slug], bench)
        authors = subject.authors if subject else NOBODY
        if post.record.kind is Kind.COMPLAINT:
            may = {slug for slug in able - authors if not everybody[slug].staff}
        else:
            may = able - authors
        topics = corpus.community.topics
        curators = {slug for topic in post.record.topics if topic in topics for slug in topics[topic].curators}
        whom = sorted(may & curators or may & reviewers or may)
        if judgement.state is ReviewState.NEEDS_WORK:
            whom = sorted(filter(None, authors))
        elif judgement.state is ReviewState.IN_REVIEW and judgement.verdict:
            begun = bench.slug_of(judgement.verdict.by)
            whom = [begun] if judgement.verdict.word is Word.LOOKS and begun in may else whom
        waiting.append(Waiting(post=post, judgement=judgement, whom=whom))
    return sorted(waiting, key=urgency)


NOBODY: frozenset[str] = frozenset()


def urgency(each: Waiting) -> tuple[int, datetime, str]:
    """Sorts what waits: by state, then by since when."""
    verdict, due = each.judgement.verdict, each.judgement.due
    since = review_due(due) if due else verdict.at if verdict else each.post.created
    return WAITS.index(each.judgement.state), since or LONG_AGO, each.post.slug
