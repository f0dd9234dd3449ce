"""All records put together: what only shows across files is checked here, in one pass over the posts.

What is wrong between records is reported and left out of the corpus, so that pages never meet a
topic, slug or alias that does not exist.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TypeVar

import msgspec

from candor.errors import Diagnostic, Severity
from candor.model import limits
from candor.model.archive import AccountLine
from candor.model.corpus import AnswerSummary, Corpus, Person, Post, ThreadSummary
from candor.model.html import RefKind
from candor.model.moderation import Moderation
from candor.model.records import STAFF_KINDS, Community, FeedSource, Kind, MemberRecord, PostRecord
from candor.model.standing import Witnesses
from candor.model.transparency import Prose, Transparency
from candor.sources.archive import load_mirrors, read_bytes, thread_path
from candor.sources.erased import missing_key, recognise_erased
from candor.sources.frontmatter import (
    decode_text,
    find_line,
    quote,
    read_yaml,
    split_text,
    suggest,
)
from candor.sources.history import History
from candor.sources.identity import check_people, gather_people, hidden_characters, prove_accounts, without_hidden
from candor.sources.ledger_check import LedgerCheck, authors_in, bodies_in, tally_ballots
from candor.sources.moderation import count_loose, load_overlay
from candor.sources.posts import LoadSettings, thread_keys
from candor.sources.standing import load_witnesses
from candor.sources.substance import PHRASE_TOKENS, is_critical, tokens_of
from candor.sources.tree import RESERVED_SLUGS, FileStat, Tree

R = TypeVar("R", bound=msgspec.Struct)

EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
"""Nothing a community holds is older than the web."""

NOTHING_SAID = Transparency()

TAKEN_SOURCES = frozenset({"github", "discourse"})
"""Sources that no feed may be called after."""

PATIENCE = timedelta(hours=24)
"""How far a record's time may lie ahead of the build's clock."""


def load_community(content: Path, tree: Tree) -> tuple[Community, list[Diagnostic]]:
    """What ``community.yml`` says; without one, or where it cannot be read, a community that only has a name."""
    unnamed = Community(name="Community")
    if tree.community is None:
        problem = "is missing"
        hint = "write one; `name: …` is all it needs"
        return unnamed, [Diagnostic(path=f"{content.name}/community.yml", problem=problem, hint=hint)]
    community, problems = load_yaml(content, tree.community, Community)
    if community is None:
        return unnamed, problems
    topics = dict(community.topics)
    for slug, topic in topics.items():
        if hidden := hidden_characters(topic.title):
            problems.append(
                Diagnostic(
                    path=f"{content.name}/community.yml",
                    field=f"topics.{slug}.title",
                    problem=f"holds hidden characters ({hidden})",
                    hint="remove them",
                )
            )
            topics[slug] = msgspec.structs.replace(topic, title=without_hidden(topic.title) or slug)
    sources = {name: usable_source(content, name, source, problems) for name, source in community.sources.items()}
    name = without_hidden(community.name) or unnamed.name
    return msgspec.structs.replace(community, name=name, topics=topics, sources=sources), problems


def usable_source(content: Path, name: str, source: FeedSource, problems: list[Diagnostic]) -> FeedSource:
    """The source with the threads that bear its name; none where the name is another source's."""
    path = f"{content.name}/community.yml"
    if name in TAKEN_SOURCES:
        hint = "call the source something else"
        problem = f"{name} is the name of another source"
        problems.append(Diagnostic(path=path, field=f"sources.{name}", problem=problem, hint=hint))
        return FeedSource()
    threads = {}
    for key, url in source.threads.items():
        if key.startswith(f"{name}/"):
            threads[key] = url
        else:
            problem, hint = f"{key} is no thread of {name}", f"its threads are called {name}/<number>"
            problems.append(Diagnostic(path=path, field=f"sources.{name}.threads.{key}", problem=problem, hint=hint))
    return msgspec.structs.replace(source, threads=threads)


def load_members(content: Path, tree: Tree) -> tuple[dict[str, MemberRecord], list[Diagnostic]]:
    """Every member by slug, in the order of slugs, with the accounts that are proven theirs."""
    members: dict[str, MemberRecord] = {}
    problems: list[Diagnostic] = []
    for file in tree.members:
        member, faults = load_yaml(content, file, MemberRecord)
        problems += faults
        if member is not None:
            members[file.path[8:-4]] = member
    members, unproven = prove_accounts(content, members)
    return members, problems + unproven


def load_yaml(content: Path, file: FileStat, kind: type[R]) -> tuple[R | None, list[Diagnostic]]:
    """The record in a YAML file, or None, and what is wrong with it."""
    path = f"{content.name}/{file.path}"
    try:
        raw = read_bytes(f"{content}/{file.path}", limits.RECORD_BYTES)
    except OSError as error:
        return None, [Diagnostic(path=path, problem=f"cannot be read: {error.strerror}", hint="check the file")]
    record, _, faults = read_yaml(raw, kind)
    return record, [fault.at(path) for fault in faults]


def load_settings(community: Community, members: Mapping[str, MemberRecord], erased: str = "") -> LoadSettings:
    """What the reading of a post depends on, from the community's records; `erased` is the ledger's name."""
    staff = set(community.roles.get("staff", ()))
    for slug in tuple(staff):
        if slug in members:
            staff.update(members[slug].accounts)
    repository = community.repository
    url = ""
    if repository and not community.demo:
        place = f"{repository.owner}/{repository.name}/blob/{repository.branch}"
        url = f"https://{repository.host}/{place}/{{path}}"
    return LoadSettings(
        image_hosts=tuple(community.images.hosts),
        staff=frozenset(staff),
        source_url=url,
        policy=community.policy,
        erased=erased,
    )


def assemble_corpus(
    community: Community,
    members: Mapping[str, MemberRecord],
    posts: list[Post],
    tree: Tree,
    accounts: Mapping[str, AccountLine],
    history: History,
    now: datetime | None = None,
    transparency: Transparency = NOTHING_SAID,
) -> Corpus:
    """The community as a whole, checked across records; `now` is for times that lie in the future."""
    return Assembly(community, members, tree, accounts, history, now).corpus(posts, transparency)


class Assembly:
    """A community while its records are put together."""

    def __init__(
        self,
        community: Community,
        members: Mapping[str, MemberRecord],
        tree: Tree,
        accounts: Mapping[str, AccountLine],
        history: History,
        now: datetime | None,
    ) -> None:
        self.community, self.members, self.tree = community, members, tree
        self.accounts, self.history = accounts, history
        self.root = Path(tree.content).name
        self.latest = now + PATIENCE if now else None
        self.is_erased = recognise_erased(Path(tree.content))
        self.problems: list[Diagnostic] = missing_key(Path(tree.content))
        self.threads: dict[str, str] = {}  # thread key → the post it belongs to
        self.aliases: dict[str, str] = {}  # alias → the post that has it

    def corpus(self, posts: list[Post], transparency: Transparency = NOTHING_SAID) -> Corpus:
        self.by_slug = {post.slug: post for post in posts}
        self.targets = self.link_targets(posts)
        for post in posts:
            if post.problems:
                self.problems += post.problems
        checked = [self.post(post) for post in posts]
        witnesses, problems = load_witnesses(
            Path(self.tree.content), self.tree, self.members, self.accounts, self.history
        )
        mirrors, mirror_problems = load_mirrors(Path(self.tree.content), self.tree)
        self.problems += problems + mirror_problems
        authors = {**authors_of(checked), **dict.fromkeys(filter(None, authors_in(transparency)))}
        people = gather_people(self.community, self.members, self.accounts, authors | reviewers_of(witnesses))
        checked = self.check_staff_kinds(checked, people)
        self.check_duplicates(checked)
        self.check_remedies(checked, transparency)
        self.check_community()
        for problem in check_people(self.root, self.community, self.members, people):
            line = self.line_of(problem.path.partition("/")[2], problem.field) if problem.path.endswith(".yml") else 0
            self.problems.append(msgspec.structs.replace(problem, line=line))
        moderation = self.moderation(checked)
        if not transparency.empty or transparency.acknowledgements:
            transparency = self.ledger(transparency, checked, people)
        return Corpus(
            transparency=transparency,
            community=self.community,
            posts=checked,
            people=people,
            pages=frozenset(file.path for file in self.tree.pages),
            problems=sorted(set(self.problems)),
            unknown=[self.history.unknown] if self.history.unknown else [],
            witnesses=witnesses,
            moderation=moderation,
            mirrors=mirrors,
        )

    def moderation(self, posts: list[Post]) -> Moderation:
        """What staff hid by hand, and the part of the archive that no post shows."""
        content = Path(self.tree.content)
        overlay, problems = load_overlay(content, self.tree, self.members)
        shown = {thread.key for post in posts for thread in post.threads}
        loose, unread = count_loose(content, self.tree, shown, overlay)
        self.problems += problems + unread
        return Moderation(overlay=overlay, loose=loose)

    def ledger(self, transparency: Transparency, posts: list[Post], people: Mapping[str, Person]) -> Transparency:
        """What the brand says about itself, without what leads nowhere, its ballots counted."""
        created = {post.slug: post.created for post in posts}
        check = LedgerCheck(transparency, self.community, self.members, created, self.fault, self.latest)
        checked = check.checked()
        for path, body in bodies_in(transparency):
            self.check_ledger_links(path, body)
        remedies, problems = tally_ballots(Path(self.tree.content), checked, created, self.accounts, people)
        self.problems += problems
        return msgspec.structs.replace(checked, remedies=remedies)

    def check_ledger_links(self, path: str, body: Prose) -> None:
        """Reports what a text of the ledger links to or shows that does not exist. Pictures lie in ordinary folders."""
        for ref in sorted(body.html.refs):
            target = ref.target.partition("#")[0].rstrip("/")
            if ref.kind not in (RefKind.PAGE, RefKind.IMAGE) or not target:
                continue
            if target not in self.targets and f"{target}/index.md" not in self.targets:
                what = "an image" if ref.kind is RefKind.IMAGE else "a page"
                problem = f"links to {what} that does not exist: {quote(target)[1:-1]}"
                self.fault(path, "", problem, "correct the path, or remove it")

    # one post

    def post(self, post: Post) -> Post:
        """The post with what Git history tells, and without what does not exist."""
        record = post.record
        index = f"{post.path}/index.md"
        author, created = self.author(record.author, index), record.at
        if first := self.history.first.get(index):
            created = created or first.at
            if author is None and record.author is None:
                author = first.account
        edited = None
        if first and (last := self.history.last.get(index)) and last.at > first.at:
            edited = last.at
        if record.author is None and author is None and not post.stub and not self.history.unknown:
            self.nobody(index, post, first is not None)
        self.check_time(record.at, index, "at")

        answers = [self.answer(answer, post) for answer in post.answers] if post.answers else post.answers
        threads = [thread for thread in post.threads if self.claim(thread, post)] if post.threads else post.threads
        if record.accepted or record.threads:
            self.check_accepted(post, record)
        if post.refs:
            self.check_links(post)
        if record.topics or record.aliases or record.duplicate_of:
            record = self.check_names(post, record)
        return msgspec.structs.replace(
            post, record=record, author=author, created=created, edited=edited, answers=answers, threads=threads
        )

    def answer(self, answer: AnswerSummary, post: Post) -> AnswerSummary:
        path = f"{post.path}/answers/{answer.name}.md"
        author, at = self.author(answer.author, path), answer.at
        if at is None or author is None:
            first = self.history.first.get(path)
            if first is not None:
                at = at or first.at
                author = author or (first.account if answer.author is None else None)
            if author is None and answer.author is None and not self.history.unknown:
                self.nobody(path, post, first is not None)
        self.check_time(answer.at, path, "at")
        verified_by = answer.verified_by
        if verified_by is not None:
            verified_by = self.author(verified_by, path, "verified.by")
            self.check_time(answer.verified_at, path, "verified.at")
        if answer.from_ is not None and self.check_comment(answer.from_, post, path, "from"):
            author = self.true_author(answer.from_, post, author, path)
        if author == answer.author and at == answer.at and verified_by == answer.verified_by:
            return answer
        return msgspec.structs.replace(answer, author=author, at=at, verified_by=verified_by)

    def author(self, author: str | None, path: str, field: str = "author") -> str | None:
        """The author where it is an account or an existing member."""
        if self.is_erased(author):
            self.fault(path, field, "names an account that was erased", "remove the line, or what it wrote")
            return None
        if author is None or ":" in author or author in self.members:
            return author
        self.fault(path, field, f"unknown member {quote(author)}", suggest(author, self.members) or ADD_MEMBER)
        return None

    def nobody(self, path: str, post: Post, committed: bool) -> None:
        if any(problem.field == "author" and problem.path == f"{self.root}/{path}" for problem in post.problems):
            return  # it names one, in a way that cannot be read
        hint = "add `author: …`, an account such as github:583231 or a member's slug"
        if committed:
            problem = "nothing tells who wrote it: the commit carries no GitHub noreply address"
            self.fault(path, "author", problem, hint, Severity.WARNING)
        else:
            self.fault(path, "author", "names no author and is not committed yet", hint, Severity.NOTE)

    def check_time(self, at: datetime | None, path: str, field: str) -> None:
        if at is None:
            return
        if self.latest is not None and at > self.latest:
            self.fault(path, field, f"{at:%Y-%m-%dT%H:%M:%SZ} lies in the future", "check the year and the month")
        elif at < EARLIEST:
            self.fault(path, field, f"{at.isoformat()} is impossible", "check the year")

    def claim(self, thread: ThreadSummary, post: Post) -> bool:
        """Whether this post is the first that names the thread."""
        if (owner := self.threads.setdefault(thread.key, post.slug)) == post.slug:
            return True
        problem = f"the thread {thread.key} belongs to {self.root}/{self.by_slug[owner].path} already"
        self.fault(f"{post.path}/index.md", "threads", problem, "a thread has one post; remove it from one of them")
        return False

    def check_names(self, post: Post, record: PostRecord) -> PostRecord:
        """The record without topics, aliases and duplicates that lead nowhere."""
        index = f"{post.path}/index.md"
        topics = []
        for number, topic in enumerate(record.topics):
            if topic not in self.community.topics:
                hint = suggest(topic, self.community.topics) or "add it to `topics` in community.yml"
                self.fault(index, f"topics[{number}]", f"unknown topic {quote(topic)}", hint)
            elif topic not in topics:
                topics.append(topic)
        aliases = []
        for number, alias in enumerate(record.aliases):
            field = f"aliases[{number}]"
            if alias == post.slug:
                self.fault(index, field, "is the post's own slug", "remove it")
            elif alias in self.by_slug:
                self.fault(index, field, f"{quote(alias)} is the slug of another post", "remove it")
            elif alias in RESERVED_SLUGS:
                self.fault(index, field, f"{quote(alias)} is a reserved slug", "remove it")
            elif (owner := self.aliases.setdefault(alias, post.slug)) != post.slug:
                place = f"{self.root}/{self.by_slug[owner].path}"
                self.fault(index, field, f"{quote(alias)} is an alias of {place} already", "remove it from one of them")
            else:
                aliases.append(alias)
        duplicate_of = record.duplicate_of
        if duplicate_of is not None and duplicate_of not in self.by_slug:
            hint = suggest(duplicate_of, self.by_slug) if len(self.by_slug) < 200 else self.near_slug(duplicate_of)
            self.fault(index, "duplicate_of", f"there is no post {quote(duplicate_of)}", hint or "name a post's slug")
            duplicate_of = None
        if topics == record.topics and aliases == record.aliases and duplicate_of == record.duplicate_of:
            return record
        return msgspec.structs.replace(record, topics=topics, aliases=aliases, duplicate_of=duplicate_of)

    def near_slug(self, name: str) -> str:
        near = [slug for slug in self.by_slug if slug[:4] == name[:4]]
        return suggest(name, near) if near else ""

    def check_accepted(self, post: Post, record: PostRecord) -> None:
        index = f"{post.path}/index.md"
        accepted = record.accepted
        answer_of = {f"answers/{answer.name}.md": answer for answer in post.answers}
        if accepted is None:
            return
        if accepted.startswith("answers/"):
            if accepted not in answer_of:
                hint = suggest(accepted, answer_of) or "name an answer file, or remove the key"
                self.fault(index, "accepted", f"there is no {quote(accepted)} beside this post", hint)
                return
        elif not self.check_comment(accepted, post, index, "accepted"):
            return
        same = {accepted, answer_of[accepted].from_ if accepted in answer_of else None}
        for thread in post.threads:
            if thread.answer is None or f"{thread.key}/{thread.answer}" in same:
                continue
            if any(
                f"{thread.key}/{thread.answer}" == a.from_ and f"answers/{a.name}.md" == accepted for a in post.answers
            ):
                continue
            problem = f"{accepted} is accepted here, {thread.key}/{thread.answer} in the thread"
            self.fault(index, "accepted", problem, "this record counts", Severity.NOTE)

    def check_comment(self, key: str, post: Post, path: str, field: str) -> bool:
        """Whether the comment belongs to one of the post's threads and exists, as far as the archive tells."""
        thread_key, _, number = key.rpartition("/")
        if thread_key not in thread_keys(post.record):
            hint = f"add {thread_key} to `threads`, or correct the number"
            self.fault(path, field, f"{key} is in none of this post's threads", hint)
            return False
        for thread in post.threads:
            if thread.key == thread_key and all(str(comment.num) != number for comment in thread.comments):
                hint = f"look at {self.root}/{thread_path(thread_key)}"
                self.fault(path, field, f"the thread {thread_key} has no comment {number}", hint)
                return False
        return True

    def true_author(self, key: str, post: Post, author: str | None, path: str) -> str | None:
        """Who wrote the comment that an answer was promoted from, whatever the answer says: its praise is theirs."""
        thread_key, _, number = key.rpartition("/")
        comments = (comment for thread in post.threads if thread.key == thread_key for comment in thread.comments)
        wrote = next((comment.author for comment in comments if str(comment.num) == number), None)
        if wrote is None or author is None or self.is_same(wrote, author):
            return author
        problem = f"says {quote(author)}, but {key} was written by {wrote}"
        self.fault(path, "author", problem, f"set `author: {wrote}`, or remove `from` if it is another text")
        return wrote

    def is_same(self, account: str, author: str) -> bool:
        """Whether an account and an author, an account or a slug, are known to be one person."""
        if account == author:
            return True
        if own := self.members.get(author):
            return account in own.accounts
        return any({account, author} <= set(member.accounts) for member in self.members.values())

    def check_remedies(self, posts: Iterable[Post], transparency: Transparency) -> None:
        """Reports each complaint whose ``remedy`` is none of the remedies that exist."""
        slugs = [remedy.slug for remedy in transparency.remedies]
        for post in posts:
            named = post.record.complaint.remedy if post.record.complaint else None
            if named is not None and named not in slugs:
                hint = suggest(named, slugs) or f"write it first: candor remedy propose --for {post.slug}"
                problem = f"there is no remedy {quote(named)}"
                self.fault(f"{post.path}/index.md", "complaint.remedy", problem, hint)

    # links

    def link_targets(self, posts: Iterable[Post]) -> set[str]:
        """Every path below the content folder that a text may link to or show."""
        targets = {file.path for file in (*self.tree.pages, *self.tree.ledger)}
        targets.update(f"members/{slug}.yml" for slug in self.members)
        for post in posts:
            targets.add(f"{post.path}/index.md")
            for answer in post.answers:
                targets.add(f"{post.path}/answers/{answer.name}.md")
            for image in post.images:
                targets.add(f"{post.path}/{image}")
        return targets

    def check_links(self, post: Post) -> None:
        for ref in post.refs:
            if ref.kind is not RefKind.PAGE and ref.kind is not RefKind.IMAGE:
                continue
            target = ref.target.partition("#")[0].rstrip("/")
            if target in self.targets or not target or f"{target}/index.md" in self.targets:
                continue
            path, line = self.find_link(post, target)
            if not path:
                continue  # it stands in a mirrored comment, which nobody can mend here
            what = "an image" if ref.kind is RefKind.IMAGE else "a page"
            problem = f"links to {what} that does not exist: {quote(target)[1:-1]}"
            near = [other for other in self.targets if other.rpartition("/")[2] == target.rpartition("/")[2]]
            hint = suggest(target, near) if 0 < len(near) < 50 else ""
            self.problems.append(
                Diagnostic(
                    path=f"{self.root}/{path}",
                    line=line,
                    problem=problem,
                    hint=hint or "correct the path, or remove it",
                )
            )

    def find_link(self, post: Post, target: str) -> tuple[str, int]:
        """The file of the post that links to `target`, and the line; an empty path where none does."""
        last = target.rpartition("/")[2]
        name = last if last != "index.md" else target.split("/")[-2] if "/" in target else last
        for path in (f"{post.path}/index.md", *(f"{post.path}/answers/{answer.name}.md" for answer in post.answers)):
            for number, line in enumerate(self.lines_of(path), 1):
                if name in line or quoted(name) in line:
                    return path, number
        return "", 0

    # across posts

    def check_staff_kinds(self, posts: list[Post], people: Mapping[str, Person]) -> list[Post]:
        """The posts; one of a staff kind whose author is not staff becomes an ordinary one."""
        if not any(post.record.kind in STAFF_KINDS for post in posts):
            return posts
        checked = []
        for post in posts:
            kind = post.record.kind
            if kind in STAFF_KINDS and not (post.author in people and people[post.author or ""].staff):
                instead = Kind.QUESTION if kind is Kind.ASK else Kind.STORY
                who = post.author or "nobody known"
                hint = f"set `kind: {instead}`, as which it is published, or give the author the role staff"
                self.fault(f"{post.path}/index.md", "kind", f"only staff write posts of kind {kind}, not {who}", hint)
                post = msgspec.structs.replace(
                    post, record=msgspec.structs.replace(post.record, kind=instead, ask=None)
                )
            checked.append(post)
        return checked

    def check_duplicates(self, posts: list[Post]) -> None:
        """Reports every post on a cycle of duplicates once, and cuts the cycle."""
        following = {post.slug: post.record.duplicate_of for post in posts if post.record.duplicate_of}
        done: set[str] = set()
        on_cycle: set[str] = set()
        for start in following:
            path: list[str] = []
            seen: set[str] = set()
            slug: str | None = start
            while slug is not None and slug not in done and slug not in seen:
                path.append(slug)
                seen.add(slug)
                slug = following.get(slug)
            if slug in seen and slug is not None:
                on_cycle.update(path[path.index(slug) :])
            done.update(seen)
        if not on_cycle:
            return
        for number, post in enumerate(posts):
            if post.slug in on_cycle:
                problem = f"the duplicates go in a circle: {post.slug} → {following[post.slug]} → …"
                self.fault(f"{post.path}/index.md", "duplicate_of", problem, "remove the key from the post that stays")
                record = msgspec.structs.replace(post.record, duplicate_of=None)
                posts[number] = msgspec.structs.replace(post, record=record)

    def check_community(self) -> None:
        """Roles that mean nothing here, and roles and curators that name nobody."""
        for role in self.community.roles:
            if role not in ROLES:
                hint = suggest(role, ROLES)
                self.fault("community.yml", f"roles.{role}", f"unknown role {quote(role)}", hint, Severity.WARNING)
        named = {f"roles.{role}": slugs for role, slugs in self.community.roles.items()}
        named |= {f"topics.{slug}.curators": topic.curators for slug, topic in self.community.topics.items()}
        for field, slugs in named.items():
            for number, slug in enumerate(slugs):
                if slug not in self.members:
                    hint = suggest(slug, self.members) or ADD_MEMBER
                    self.fault("community.yml", f"{field}[{number}]", f"unknown member {quote(slug)}", hint)

        policy = self.community.policy
        for number, key in enumerate(policy.looked_at if policy else ()):
            if key.rpartition("/")[0] not in self.tree.threads:
                hint = "a comment is source/thread/number, as in github/128/9911; correct it, or remove the line"
                field = f"policy.looked_at[{number}]"
                self.fault("community.yml", field, f"the archive holds no thread with the comment {quote(key)}", hint)
        for field in ("promotion", "second_look") if policy else ():
            brand = {*tokens_of(self.community.name)}
            for number, phrase in enumerate(getattr(policy, field)):
                tokens = tokens_of(phrase)
                if is_critical(tokens):
                    problem, hint = f"{quote(phrase)} is said by people whom something went wrong for", "remove it"
                    problem += ", which the policy never folds"
                elif not tokens or len(tokens) > PHRASE_TOKENS:
                    problem, hint = f"{quote(phrase)} is no phrase", f"write one to {PHRASE_TOKENS} words"
                elif brand.issuperset(tokens):
                    problem, hint = f"{quote(phrase)} is what this community is about", "remove it"
                else:
                    continue
                self.fault("community.yml", f"policy.{field}[{number}]", problem, hint)

    # where

    def fault(self, path: str, field: str, problem: str, hint: str, severity: Severity = Severity.ERROR) -> None:
        self.problems.append(
            Diagnostic(
                path=f"{self.root}/{path}",
                line=self.line_of(path, field),
                field=field,
                problem=problem,
                hint=hint,
                severity=severity,
            )
        )

    def line_of(self, path: str, field: str) -> int:
        """The line that `field` stands on, by reading the file once more; 0 where it does not say it."""
        text = "\n".join(self.lines_of(path))
        first = 1
        if path.endswith(".md"):
            parts, _ = split_text(text)
            if parts is None:
                return 0
            text, first = parts.front, 2
        return find_line(text, field, first)

    def lines_of(self, path: str) -> list[str]:
        try:
            raw = read_bytes(f"{self.tree.content}/{path}", limits.RECORD_BYTES)
        except OSError:
            return []
        return (decode_text(raw, limits.RECORD_BYTES)[0] or "").split("\n")


ROLES = ("staff", "reviewer", "incident")
ADD_MEMBER = "add members/<slug>.yml, or name an account such as github:583231"


def authors_of(posts: Iterable[Post]) -> dict[str, None]:
    """Every account and slug that wrote, verified, commented or reacted, in the order of the posts."""
    found: dict[str | None, None] = {}
    for post in posts:
        found[post.author] = None
        for answer in post.answers:
            found[answer.author] = None
            found[answer.verified_by] = None
        for thread in post.threads:
            for comment in thread.comments:
                found[comment.author] = None
            if thread.marks is not None:
                found[thread.marks.answer_by] = None
                for reaction in thread.marks.reactions:
                    found[reaction.by] = None
    return {author: None for author in found if author}


def reviewers_of(witnesses: Witnesses) -> dict[str, None]:
    """Every account that reviewed a proposal, or that Git names as having worked on a record."""
    found: dict[str | None, None] = {}
    for pull in sorted(witnesses.reviews):
        for review in witnesses.reviews[pull]:
            found[review.reviewer] = None
    for path in sorted(witnesses.touches):
        for touch in witnesses.touches[path]:
            found[touch.account] = None
            found |= dict.fromkeys(touch.helpers)
    found |= dict.fromkeys(revert.account for revert in witnesses.reverts)
    return {author: None for author in found if author}


def quoted(name: str) -> str:
    from urllib.parse import quote as percent

    return percent(name)
