"""The whole build as one readable list of steps.

Reading starts before the host does and goes on beside it, in worker processes; printing waits for
both: ``with start_build(project) as build: …; build.finish(shell)``.
"""

from __future__ import annotations

import gc
import hashlib
import heapq
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from datetime import datetime
from pathlib import Path
from typing import NamedTuple, Self

import msgspec

from candor.errors import Diagnostic, Severity
from candor.model.blocks import Block
from candor.model.corpus import Corpus, Post
from candor.model.html import SafeHtml
from candor.pages.blocks import plan_block
from candor.pages.contexts import Context, PostPage
from candor.pages.directory import Directory, sort_posts
from candor.pages.page_threads import THREAD, PageTalk, print_talk
from candor.pages.plan import Document, Plan
from candor.pages.related import Subject, list_subjects
from candor.pages.render import render_body
from candor.pages.site import Site
from candor.pages.site_plan import stream_site, stream_status
from candor.press.plate import encode, fill_blocks
from candor.press.pool import Failure, Pool, Run, workers
from candor.press.project import Project
from candor.press.report import Progress, Report, Slow, no_progress
from candor.press.search import Search, place_file
from candor.press.shell import Shell, code_digest, digest_inputs
from candor.press.sight import Sight, look_at
from candor.press.state import LastBuild, Location, ReadPost, State, Store, files_of, is_racy
from candor.press.tasks import (
    LOAD,
    PREPARE,
    PRINT,
    RELATE,
    SEE,
    TASKS,
    Loaded,
    LoadSetup,
    Printed,
    PrintItem,
    PrintSetup,
    compose_parts,
    link_new,
    write_new,
)
from candor.press.trees import Edition, Seen, Written, open_press
from candor.press.verify import Truth, first_difference, sample_documents
from candor.sources.archive import load_accounts
from candor.sources.clock import read_clock
from candor.sources.corpus import assemble_corpus, load_community, load_members, load_settings
from candor.sources.erased import name_of_ledger
from candor.sources.history import start_history
from candor.sources.ledger import load_ledger
from candor.sources.markdown import renderer_version
from candor.sources.posts import stub_post
from candor.sources.tree import FileStat, PostFolder, Tree
from candor.sources.witness import default_branch, witness_ledger

FEW = 20
"""With fewer posts to read than this, one worker does what there is to print."""

SLOWEST = 5
"""How many of the slowest and largest things a report names."""


def usable_shell(store: Store, config_file: Path) -> Shell | None:
    """What the host left when it last ran, if it would leave the same now."""
    shell = store.shell()
    usable = (
        shell is not None
        and shell.project.config_file == config_file
        and not shell.inputs.always
        and shell.project.host.is_dir()
        and digest_inputs(shell.inputs) == shell.inputs_digest
    )
    return shell if usable else None


class Wing(NamedTuple):
    """A site of its own that is published as the folder `name` of this one: where it was printed, the fingerprints of
    its files, and what was wrong."""

    name: str
    site: Path
    files: dict[str, bytes]
    problems: list[Diagnostic]


def open_wing(name: str, report: Report, project: Project) -> Wing:
    """What a build of `project` has left, to be laid into another site."""
    with open_press(project.site, project.cache / "press") as edition:
        files = {dest: entry.fingerprint for dest, entry in edition.printed.items()}
    return Wing(name, project.site, files, report.problems)


def build_site(
    shell: Shell, progress: Progress = no_progress, sight: Sight | None = None, wings: Sequence[Wing] = ()
) -> Report:
    """A build that needs no host, because nothing that the host's pages depend on has changed."""
    sight = sight or look_at(shell.project.content)
    if (report := repeat_report(shell, sight, wings)) is not None:
        return report
    with start_build(shell.project, progress, sight) as build:
        build.see_site()
        return build.finish(shell, wings=wings)


def repeat_report(shell: Shell, sight: Sight, wings: Sequence[Wing] = ()) -> Report | None:
    """The last build's report, as of one that printed nothing, if there is nothing to print now."""
    store = Store(shell.project.cache)
    last = store.last()
    if last is None:
        return None
    now = read_clock()
    report = last.report
    if (
        last.inputs != inputs_digest(sight.tree, sight.head, shell, wings)
        or any(is_racy(file, last.read_ns) for file in all_files(sight.tree))
        or (report.next_change is not None and report.next_change <= now)
    ):
        return None
    with open_press(shell.project.site, store.folder / "press") as edition:
        if not edition.exact or len(edition.printed) != report.kept + report.printed:
            return None
    kept = report.kept + report.printed
    return msgspec.structs.replace(
        report, printed=0, removed=0, kept=kept, posts_read=0, steps={}, slowest=[], host="not needed"
    )


def all_files(tree: Tree) -> Iterator[FileStat]:
    """Every file that a build reads itself."""
    for folder in tree.posts:
        yield from folder.files
    yield from tree.members
    yield from tree.threads.values()
    yield from tree.archive
    yield from tree.ledger
    yield from tree.moderation.values()
    yield from tree.adjustments
    yield from tree.credentials
    yield from (file for file in (tree.community, tree.standing) if file)


def inputs_digest(tree: Tree, head: str, shell: Shell, wings: Sequence[Wing]) -> bytes:
    """A digest of all that a build reads: the state of its files, where Git's history stands, and its wings."""
    digest = hashlib.blake2b(shell.inputs_digest + head.encode(), digest_size=16)
    digest.update(name_of_ledger(Path(tree.content)).encode())
    encode = msgspec.msgpack.Encoder(order="deterministic").encode
    for post in tree.posts:  # most of the tree, which need not stand in memory encoded
        digest.update(encode(post))
    digest.update(encode(msgspec.structs.replace(tree, posts=[])))
    digest.update(encode([(wing.name, wing.files) for wing in wings]))
    return digest.digest()


def start_build(project: Project, progress: Progress = no_progress, sight: Sight | None = None) -> Build:
    """A build whose reading is under way; everything it started ends with the block that it is used in. It reads what
    `sight` shows, or what it sees itself.

    Raises BusyError while another build of this project runs.
    """
    with ExitStack() as running:
        running.enter_context(few_collections())
        store = Store(project.cache)
        running.enter_context(store.locked())
        aside = running.enter_context(Pool(1, b"", memory=0))
        pool = running.enter_context(Pool(workers(), b"", modules=[TASKS]))
        build = Build(project, store, pool, aside, progress, sight)
        build.running = running.pop_all()
    return build


@contextmanager
def few_collections() -> Iterator[None]:
    """Until the block ends, only what was made lately is searched for garbage: most of a build lives to its end."""
    usual = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(100_000, 1_000, 1_000)
    try:
        yield
    finally:
        gc.set_threshold(*usual)
        gc.unfreeze()


class Build:
    """One build: reading starts with it, `finish` prints."""

    running: ExitStack

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def close(self) -> None:
        """Ends the workers and lets the next build of this project begin."""
        self.running.close()

    def __init__(
        self,
        project: Project,
        store: Store,
        pool: Pool,
        aside: Pool,
        progress: Progress,
        sight: Sight | None = None,
    ) -> None:
        self.project, self.store, self.pool, self.aside, self.progress = project, store, pool, aside, progress
        self.report = Report(site=str(project.site))
        self.now = read_clock()
        self._clock = time.perf_counter()
        content = project.content

        self.seeing: Run[tuple[str, str], Seen] | None = None
        self.history = start_history(content, store.folder / "history.msgpack")
        sight = sight or look_at(content)
        self.read_ns, self.head, self.tree = sight.began_ns, sight.head, sight.tree
        self.community, community_problems = load_community(content, self.tree)
        self.members, member_problems = load_members(content, self.tree)
        self.accounts, account_problems = load_accounts(content, self.tree)
        self.report.problems += [*self.tree.problems, *community_problems, *member_problems, *account_problems]

        self.settings = load_settings(self.community, self.members, name_of_ledger(content))
        self.said, ledger_problems = load_ledger(content, self.tree, self.settings)
        self.report.problems += ledger_problems
        settings = msgspec.msgpack.encode(self.settings, order="deterministic")
        self.settings_digest = hash_bytes(settings + code_digest() + renderer_version().encode())
        last = store.load()
        self.last = last if last.settings == self.settings_digest else State(settings=self.settings_digest)
        self.reading = self._start_reading()
        self._step("scan")

    def finish(self, shell: Shell, truth: Truth | None = None, wings: Sequence[Wing] = ()) -> Report:
        """Waits for the reading, plans the site, prints what changed and swaps it in, its wings with it."""
        self._step("host")
        self.report.problems += shell.problems
        posts = self._collect_posts()
        preparing = self._start_preparing(shell)
        corpus = self._assemble(posts)
        self._step("read")
        for _ in preparing.results():
            pass
        self._print(corpus, shell, wings)
        if truth is not None:
            self._verify(corpus, shell, truth)
        known = {*self.report.problems}
        for wing in wings:  # the content is the same, and so is most of what is wrong with it
            self.report.problems += [problem for problem in wing.problems if problem not in known]
            known.update(wing.problems)
        self._remember(shell, wings)
        self._step("swap")
        return self.report

    def finish_status(self, sites: Mapping[str, tuple[Site, Sequence[str]]], talks: Iterable[PageTalk] = ()) -> Report:
        """Prints the status pages alone, which need no host, and leaves all else as it stands. Each of `sites` is below
        its key, which is empty or ends in a slash, and has the brand's folders of templates; `talks` are the threads
        that the host's own pages had when it last ran."""
        corpus = self._assemble(self._collect_posts())
        self._step("read")
        if not corpus.community.components and corpus.transparency.empty:
            return self.report
        with open_press(self.project.site, self.store.folder / "press", [self.project.content]) as edition:
            tree = edition.begin(edition.printed)
            printed = {dest: entry.fingerprint for dest, entry in edition.printed.items()}
            for below, (site, template_dirs) in sites.items():
                landing = f"{below}index.html" not in printed
                planned = stream_status(
                    corpus, site, self.now, landing=landing, template_dirs=template_dirs, talks=talks
                )
                for document in planned:
                    self._changes(document.changes_at)
                    dest = below + document.dest
                    if printed.get(dest) == document.fingerprint:
                        continue
                    edition.discard(dest)
                    assert isinstance(document.context, Context)
                    page = render_body(
                        document.template, document.context, {}, template_dirs=template_dirs, catalogue=site.catalogue
                    )
                    write_new(f"{tree}/{dest}", page.encode("utf-8", "replace"))
                    printed[dest] = document.fingerprint
                    self.report.printed += 1
            self.report.kept = len(printed) - self.report.printed
            edition.publish(printed)
            self._measure(edition)
        self._step("print")
        return self.report

    # reading

    def _start_reading(self) -> Run[PostFolder, Loaded]:
        self.posts: dict[str, ReadPost] = {
            folder.path: self.last.posts[folder.path]
            for folder in self.tree.posts
            if self.last.stands(folder, self.tree)
        }
        stale = [folder for folder in self.tree.posts if folder.path not in self.posts]
        self.report.posts, self.report.posts_read = len(self.tree.posts), len(stale)
        setup = LoadSetup(
            content=str(self.project.content),
            packs=str(self.store.packs),
            build=f"{self.read_ns:x}",
            settings=self.settings,
            moderated=frozenset(self.tree.moderation),
        )
        return self.pool.start(
            LOAD,
            stale,
            encode=msgspec.msgpack.Encoder().encode,
            decode=msgspec.msgpack.Decoder(Loaded).decode,
            setup=msgspec.msgpack.encode(setup),
        )

    def _collect_posts(self) -> list[Post]:
        total = self.report.posts_read
        for done, (folder, result) in enumerate(self.reading.results(), 1):
            self.progress("reading", done, total)
            if isinstance(result, Failure):
                post = stub_post(self.project.content, folder, result.reason)
                self.posts[folder.path] = ReadPost((), post, None)
                continue
            files = files_of(folder, result.post, self.tree)
            self.posts[folder.path] = ReadPost(files, result.post, result.words)
            self._slow(result.seconds, f"reading {folder.path}")
        return [self.posts[folder.path].post for folder in self.tree.posts]

    def _start_preparing(self, shell: Shell) -> Run[int, bytes]:
        """Lets the workers compile the templates while this process plans, where there will be much to print."""
        return self.pool.start(
            PREPARE,
            range(workers() if self.report.posts_read > FEW else 0),
            encode=lambda number: b"",
            decode=bytes,
            size=1,
            setup=msgspec.msgpack.encode((shell.template_dirs, shell.site.catalogue)),
        )

    def _assemble(self, posts: list[Post]) -> Corpus:
        history = self.history()
        said, altered = witness_ledger(
            self.project.content,
            self.tree,
            self.said,
            history,
            default_branch(self.community),
            self.store.folder / "witness.msgpack",
        )
        corpus = assemble_corpus(self.community, self.members, posts, self.tree, self.accounts, history, self.now, said)
        self.report.problems += [*altered, *corpus.problems]
        self.report.unknown += corpus.unknown
        return corpus

    # printing

    def see_site(self) -> None:
        """Has the published site looked at while the build goes on; nobody may touch it from here on."""
        self.seeing = self.aside.start(
            SEE,
            [(str(self.project.site), str(self.store.folder / "press"))],
            encode=msgspec.msgpack.Encoder().encode,
            decode=msgspec.msgpack.Decoder(Seen).decode,
        )

    def _seen(self) -> Seen | None:
        """What stood there, if somebody has looked."""
        found = self.seeing.results() if self.seeing else ()
        return next((seen for _, seen in found if isinstance(seen, Seen)), None)

    def _start_relating(self, corpus: Corpus) -> Run[list[Subject], list[list[int]]]:
        """Has a worker find out which posts are alike while this process plans."""
        return self.pool.start(
            RELATE,
            [list_subjects(sort_posts(corpus.posts))],
            encode=msgspec.msgpack.Encoder().encode,
            decode=msgspec.msgpack.Decoder(list[list[int]]).decode,
        )

    def _plan(self, corpus: Corpus, shell: Shell, related: Sequence[Sequence[int]] = ()) -> Plan:
        return stream_site(
            corpus,
            shell.site,
            self.now,
            has_home=shell.has_home,
            template_dirs=shell.template_dirs,
            talks=shell.talks,
            related=related,
        )

    def _print(self, corpus: Corpus, shell: Shell, wings: Sequence[Wing]) -> None:
        """Prints while it plans: a document goes to the workers as soon as it is known to be out of date."""
        content = self.project.content
        relating = self._start_relating(corpus)
        related: list[list[int]] = []
        plan = self._plan(corpus, shell, related)
        fingerprints: dict[str, bytes] = {}
        with open_press(self.project.site, self.store.folder / "press", [content], self._seen()) as edition:
            tree = str(edition.begin(edition.printed))

            def is_stale(dest: str, fingerprint: bytes) -> bool:
                """Whether something new is to be written at `dest`, which is then free."""
                fingerprints[dest] = fingerprint
                if holds(edition, dest, fingerprint):
                    return False
                if dest in edition.printed:
                    edition.discard(dest)
                return True

            for dest, digest in shell.files.items():
                filled = self._fill_page(dest, plan.directory, shell)
                if is_stale(dest, digest if filled is None else hash_bytes(filled)):
                    write_new(f"{tree}/{dest}", (self.project.host / dest).read_bytes() if filled is None else filled)
            for wing in wings:
                for name, fingerprint in wing.files.items():
                    if is_stale(f"{wing.name}/{name}", fingerprint):
                        link_new(f"{wing.site}/{name}", f"{tree}/{wing.name}/{name}")
            for copy in plan.copies:
                copied = (content / copy.source).read_bytes()
                if is_stale(copy.dest, hash_bytes(copied)):
                    write_new(f"{tree}/{copy.dest}", copied)
            related += next((found for _, found in relating.results() if not isinstance(found, Failure)), [])
            folder, erased = self.store.folder / "search", self.settings.erased
            with Search(folder, self.store.packs, shell.site, edition, erased) as search:
                search.begin([*plan.searchable, *shell.searchable], self._locations(), self.pool, self.aside)
                run = self._start_printing(self._stale_documents(plan, shell, is_stale), self._print_setup(tree, shell))
                written = self._collect_printed(run, len(corpus.posts) + len(corpus.people), edition, tree, shell)
                self._step("print")
                for dest, fingerprint, made in search.finish():
                    if is_stale(dest, fingerprint):
                        place_file(f"{tree}/{dest}", made)
                self.report.problems += search.problems
                self._step("search")
            self.report.unknown += plan.notes
            self.report.removed = len(edition.printed.keys() - fingerprints.keys())
            self.report.kept = sum(holds(edition, dest, fingerprint) for dest, fingerprint in fingerprints.items())
            self.report.printed = len(fingerprints) - self.report.kept
            edition.publish(fingerprints, written)
            search.remember()
            self._measure(edition)

    def _stale_documents(self, plan: Plan, shell: Shell, is_stale: Callable[[str, bytes], bool]) -> Iterator[Document]:
        """The planned documents that are to be printed."""
        plates = {name: plate_digest(shell, name) for name in shell.plates}
        for document in plan.documents:
            self._changes(document.changes_at)
            if document.dest in shell.files:
                self.report.problems.append(clash(document))
                continue
            plate = plates.get(plate_of(document), b"")
            if is_stale(document.dest, hash_bytes(document.fingerprint + plate + self.settings_digest)):
                yield document

    def _print_setup(self, tree: str, shell: Shell) -> PrintSetup:
        return PrintSetup(
            tree=tree,
            packs=str(self.store.packs),
            plates=shell.plates,
            template_dirs=shell.template_dirs,
            site=shell.site,
            cards=str(self.store.folder / "cards"),
        )

    def _locations(self) -> dict[str, Location]:
        return {read.post.key: read.words for read in self.posts.values() if read.words}

    def _start_printing(self, stale: Iterator[Document], setup: PrintSetup) -> Run[Document, Printed]:
        locations = self._locations()
        encode = msgspec.msgpack.Encoder().encode
        return self.pool.start(
            PRINT,
            stale,
            encode=lambda document: encode(print_item(document, locations)),
            decode=msgspec.msgpack.Decoder(Printed).decode,
            setup=encode(setup),
        )

    def _collect_printed(
        self, run: Run[Document, Printed], about: int, edition: Edition, tree: str, shell: Shell
    ) -> dict[str, Written]:
        """What the workers wrote, once they have; `about` as many documents are expected."""
        failed: list[tuple[Document, str]] = []
        written = {}
        for done, (document, result) in enumerate(run.results(), 1):
            self.progress("printing", done, max(about, done))
            if isinstance(result, Failure):
                failed.append((document, result.reason))
            else:
                written[document.dest] = (result.size, result.mtime_ns)
                self._slow(result.seconds, f"printing /{document.url}")
        if failed:
            self._print_stubs(failed, edition, tree, shell)
        return written

    def _print_stubs(self, failed: list[tuple[Document, str]], edition: Edition, tree: str, shell: Shell) -> None:
        """What could not be printed in a worker is printed as a page that says so."""
        for document, reason in failed:
            self.report.stubs.append(document.url)
            place = f"{self.project.content.name}/{document.source}" if document.source else f"/{document.url}"
            self.report.problems.append(
                Diagnostic(
                    path=place, problem=f"the page could not be printed: {reason}", hint="it is published as a stub"
                )
            )
            edition.discard(document.dest)
            write_new(f"{tree}/{document.dest}", compose_stub(document, reason, shell))

    def _verify(self, corpus: Corpus, shell: Shell, truth: Truth) -> None:
        """Compares a sample of the printed pages with what the host itself makes of them."""
        locations, setup = self._locations(), self._print_setup("", shell)
        asked = []
        for document in sample_documents(list(self._plan(corpus, shell).documents)):
            if document.dest in shell.files:
                continue
            item = print_item(document, locations)
            asked.append((document.url, str(document.layout), {**item.values, **compose_parts(item, setup)}))
        rendered = truth(asked)
        for url, _, _ in asked:
            printed = (self.project.site / url / "index.html").read_text(encoding="utf-8")
            if difference := first_difference(printed, rendered[url], url):
                self.report.differences.append(f"/{url}: {difference}")
            self.report.verified.append(url)

    def _fill_page(self, dest: str, directory: Directory | None, shell: Shell) -> bytes | None:
        """An ordinary page of the host with its live blocks filled; None for one that has none."""
        page = next((page for page in shell.pages if page.dest == dest), None)
        if page is None or directory is None:
            return None
        html = (self.project.host / dest).read_text(encoding="utf-8")
        base_url = "../" * page.url.count("/")
        filled: dict[Block, SafeHtml] = {}
        for block in page.blocks:
            if block.name == THREAD:
                talk = directory.talks.get(dest)
                filled[block] = print_talk(talk, shell.template_dirs, shell.site.catalogue) if talk else SafeHtml()
                continue
            planned = plan_block(directory, block, base_url, template_dirs=shell.template_dirs)
            filled[block] = planned.html
            self._changes(planned.changes_at)
        return fill_blocks(html, filled).encode()

    def _changes(self, at: datetime | None) -> None:
        """Notes a moment at which something printed is no longer true."""
        if at is not None:
            self.report.next_change = min(at, self.report.next_change or at)

    # leaving

    def _measure(self, edition: Edition) -> None:
        sizes = {dest: entry.size for dest, entry in edition.printed.items()}
        self.report.size = sum(sizes.values())
        self.report.largest = heapq.nlargest(SLOWEST, ((size, dest) for dest, size in sizes.items()))

    def _remember(self, shell: Shell, wings: Sequence[Wing]) -> None:
        state = State(settings=self.settings_digest, read_ns=self.read_ns, posts=self.posts)
        inputs = inputs_digest(self.tree, self.head, shell, wings)
        self.store.save_shell(shell)
        self.store.save(state, LastBuild(inputs=inputs, read_ns=self.read_ns, report=self.report))

    def _slow(self, seconds: float, what: str) -> None:
        slowest = self.report.slowest
        if len(slowest) < SLOWEST or seconds > slowest[-1].seconds:
            slowest.append(Slow(seconds, what))
            slowest.sort(reverse=True)
            del slowest[SLOWEST:]

    def _step(self, name: str) -> None:
        now = time.perf_counter()
        self.report.steps[name] = now - self._clock
        self._clock = now


def hash_bytes(content: bytes) -> bytes:
    """A digest of `content`, 16 bytes long."""
    return hashlib.blake2b(content, digest_size=16).digest()


def plate_of(document: Document) -> str:
    return Shell.plate_name(document.plate) if document.plate else ""


def plate_digest(shell: Shell, name: str) -> bytes:
    return hash_bytes(msgspec.msgpack.encode(shell.plates[name], order="deterministic"))


def holds(edition: Edition, dest: str, fingerprint: bytes) -> bool:
    entry = edition.printed.get(dest)
    return entry is not None and entry.fingerprint == fingerprint


def clash(document: Document) -> Diagnostic:
    return Diagnostic(
        path=document.dest,
        problem="an ordinary page takes the place of a page that Candor prints",
        hint="rename one of them",
        severity=Severity.WARNING,
    )


def compose_stub(document: Document, reason: str, shell: Shell) -> bytes:
    """What is published in place of a document that no worker could print."""
    context = document.context
    if isinstance(context, PostPage):
        stub = msgspec.structs.replace(context, post=msgspec.structs.replace(context.post, stub=reason))
        body = render_body(
            document.template, stub, {}, template_dirs=shell.template_dirs, catalogue=shell.site.catalogue
        )
    else:
        body = SafeHtml("<p>This page could not be printed. The site's maintainers have been told.</p>")
    if not document.plate:
        return encode(body)
    return shell.plates[plate_of(document)].fill({**slot_values(document), "body": body})


def print_item(document: Document, locations: Mapping[str, Location]) -> PrintItem:
    """The document as a worker prints it."""
    return PrintItem(
        dest=document.dest,
        template=document.template,
        context=msgspec.Raw(msgspec.msgpack.encode(document.context)),
        plate=plate_of(document),
        values=slot_values(document),
        words={key: location for key in document.words if (location := locations.get(key))},
    )


def slot_values(document: Document) -> dict[str, str]:
    """What fills the plate's slots, the body aside."""
    return {
        "title": document.title,
        "description": document.description or document.title,
        "url": document.url,
        "source": document.source,
    }
