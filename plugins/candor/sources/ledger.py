"""What the brand says about itself, read file by file: incidents, maintenance, drills, promises, remedies, statements.

`load_ledger` turns files into records and reports what is wrong inside each; what only shows across records is the
business of `candor.sources.ledger_check`. A file that cannot be read is a fault and never costs its neighbours.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TypeVar

import msgspec

from candor.errors import Diagnostic, Severity
from candor.model import limits
from candor.model.incidents import (
    CLOSED,
    FREE_ACTS,
    AcknowledgementRecord,
    Act,
    ApologyRecord,
    CrisisPlan,
    DrillRecord,
    DrillScoreRecord,
    IncidentRecord,
    MaintenanceRecord,
    MaintenanceUpdateRecord,
    PostmortemRecord,
    PromiseRecord,
    PromiseTurn,
    PromiseTurnRecord,
    RemedyRecord,
    StatementRecord,
    UpdateRecord,
)
from candor.model.transparency import (
    Apology,
    Drill,
    Incident,
    Maintenance,
    MaintenanceUpdate,
    Postmortem,
    Promise,
    PromiseStep,
    Prose,
    Remedy,
    Statement,
    Transparency,
    Update,
)
from candor.sources.archive import read_bytes
from candor.sources.frontmatter import (
    Fault,
    decode_text,
    find_line,
    parse_yaml,
    quote,
    read_record,
    split_text,
)
from candor.sources.identity import hidden_characters, without_hidden
from candor.sources.markdown import Place, render
from candor.sources.posts import LoadSettings
from candor.sources.tree import FileStat, Tree

R = TypeVar("R", bound=msgspec.Struct)
S = TypeVar("S", Incident, Maintenance, Drill, Promise, Remedy)

DATED = re.compile(r"[12][0-9]{3}-[01][0-9]-[0-3][0-9]-.+")
STATE_IN_NAME = re.compile(r"Z(?:-[0-9]{2})?-([a-z_]+)(?:-[0-9]+)?\.md$")
APOLOGY_PREFIX = "a-"
"""Before every id in an apology, so that ``elements`` find the headings they name."""

NEXT_UPDATE = "add `next_update_due: {due}`, or `no_further_updates: …` with the reason"


def load_ledger(content: Path, tree: Tree, settings: LoadSettings) -> tuple[Transparency, list[Diagnostic]]:
    """Everything in the ledger's folders, each kind by slug, and what is wrong with it."""
    return LedgerReading(content, tree, settings).read()


class LedgerReading:
    """The ledger while it is read."""

    def __init__(self, content: Path, tree: Tree, settings: LoadSettings) -> None:
        self.root, self.name = str(content), content.name
        self.settings = settings
        self.problems: list[Diagnostic] = []
        self.folders: dict[str, dict[str, list[FileStat]]] = {}
        """By kind and place (``2026/2026-03-18-late``), each with its files by name."""
        self.plan: FileStat | None = None
        for file in tree.ledger:
            kind, _, rest = file.path.partition("/")
            if not rest:
                self.plan = file
                continue
            parts = rest.split("/")
            place = "/".join(parts[:2]) if len(parts) > 1 else rest
            self.folders.setdefault(kind, {}).setdefault(place.removesuffix(".md"), []).append(file)

    def read(self) -> tuple[Transparency, list[Diagnostic]]:
        transparency = Transparency(
            incidents=self.each("incidents", self.incident),
            maintenance=self.each("maintenance", self.maintenance),
            drills=self.each("drills", self.drill),
            promises=self.each("promises", self.promise),
            remedies=self.each("remedies", self.remedy),
            statements=[found for files in self.places("statements") if (found := self.statement(files))],
            plan=self.crisis_plan(),
            acknowledgements=self.acknowledgements(),
        )
        return transparency, self.problems

    def places(self, kind: str) -> Iterable[list[FileStat]]:
        return (files for _, files in sorted(self.folders.get(kind, {}).items()))

    def each(self, kind: str, read: Callable[[str, dict[str, FileStat]], S | None]) -> list[S]:
        """Every record of a kind, the first of each slug."""
        found: dict[str, S] = {}
        for place, files in sorted(self.folders.get(kind, {}).items()):
            path = f"{kind}/{place}"
            by_name = {file.path[len(path) + 1 :] if file.path != f"{path}.md" else "": file for file in files}
            record = read(path, by_name)
            if record is None:
                continue
            if first := found.get(record.slug):
                problem = f'the slug "{record.slug}" is taken by {self.name}/{first.path}'
                self.fault(path, Fault(0, "", problem, "rename one of them; this one is not published"))
            else:
                found[record.slug] = record
        return list(found.values())

    # one record of each kind

    def incident(self, path: str, files: dict[str, FileStat]) -> Incident | None:
        if (index := self.index(path, files)) is None:
            return None
        record, body = self.document(index, IncidentRecord, "i-", 2)
        slug = path.rpartition("/")[2]
        if not DATED.fullmatch(slug):
            self.fault(path, Fault(0, "", "has a folder that does not begin with its date", "name it 2026-03-18-slug"))
        if record is None:
            return None
        updates = [
            update
            for file in self.below(files, "updates/")
            if (update := self.update(file, record.imported is not None))
        ]
        apology = None
        if file := files.get("apology.md"):
            said, words = self.document(file, ApologyRecord, APOLOGY_PREFIX, 2)
            if said is not None:
                self.check_anchors(file, said, words)
                self.check_headings(file, words)
                apology = Apology(path=file.path, record=said, body=words)
        return Incident(
            slug=slug,
            path=path,
            record=self.clean(record, index),
            body=body,
            updates=sorted(updates, key=lambda update: (update.record.at, update.name)),
            postmortems=[
                Postmortem(name=name, path=file.path, record=told, body=words)
                for name, file in sorted(files.items())
                if name.startswith("postmortem")
                for told, words in [self.document(file, PostmortemRecord, f"p{len(name)}-", 2)]
                if told is not None
            ],
            apology=apology,
        )

    def drill(self, path: str, files: dict[str, FileStat]) -> Drill | None:
        if (index := self.index(path, files)) is None:
            return None
        record, body = self.document(index, DrillRecord, "i-", 2)
        if record is None:
            return None
        score, score_body = (
            self.document(files["score.md"], DrillScoreRecord, "s-", 1) if "score.md" in files else (None, Prose())
        )
        updates = [update for file in self.below(files, "updates/") if (update := self.update(file, False))]
        return Drill(
            slug=path.rpartition("/")[2],
            path=path,
            record=self.clean(record, index),
            body=body,
            updates=sorted(updates, key=lambda update: (update.record.at, update.name)),
            score=score,
            score_body=score_body,
        )

    def maintenance(self, path: str, files: dict[str, FileStat]) -> Maintenance | None:
        if (index := self.index(path, files)) is None:
            return None
        record, body = self.document(index, MaintenanceRecord, "i-", 2)
        if record is None:
            return None
        if record.ends_at <= record.starts_at:
            self.field(index, "ends_at", "does not lie after `starts_at`", "check day and hour")
            record = msgspec.structs.replace(record, ends_at=record.starts_at)
        updates = []
        for file in self.below(files, "updates/"):
            told, words = self.document(file, MaintenanceUpdateRecord, prefix_of(file), 3)
            if told is not None:
                self.check_name(file, told.state)
                name = file.path.rpartition("/")[2]
                updates.append(MaintenanceUpdate(name=name, path=file.path, record=told, body=words))
        return Maintenance(
            slug=path.rpartition("/")[2],
            path=path,
            record=self.clean(record, index),
            body=body,
            updates=sorted(updates, key=lambda update: (update.record.at, update.name)),
        )

    def promise(self, path: str, files: dict[str, FileStat]) -> Promise | None:
        index = files.get("")
        if index is None:
            hint = f"write {self.name}/{path}.md, the promise itself, or remove the folder"
            self.fault(path, Fault(0, "", "says what became of a promise that is not there", hint))
            return None
        record, body = self.document(index, PromiseRecord, "i-", 1)
        if record is None:
            return None
        steps = []
        for name, file in sorted(files.items()):
            if not name:
                continue
            step, words = self.document(file, PromiseTurnRecord, prefix_of(file), 3)
            if step is None:
                continue
            self.check_name(file, step.turn)
            if step.turn is PromiseTurn.KEPT and not step.evidence:
                self.field(file, "evidence", "a promise is kept with evidence", "add `evidence: [https://…]`")
            elif step.turn is PromiseTurn.AMENDED and step.due_at is None and step.text is None:
                self.field(file, "due_at", "amends nothing", "add `due_at: …` or `text: …`")
            elif step.turn is not PromiseTurn.KEPT and not step.because:
                self.field(file, "because", "gives no reason", "add `because: …`")
            steps.append(PromiseStep(name=name, path=file.path, record=step, body=words))
        return Promise(
            slug=path.rpartition("/")[2],
            path=index.path,
            record=record,
            body=body,
            made=record.at,
            steps=sorted(steps, key=lambda step: (step.record.at, step.name)),
        )

    def remedy(self, path: str, files: dict[str, FileStat]) -> Remedy | None:
        index = files[""]
        record, body = self.document(index, RemedyRecord, "i-", 1)
        if record is None:
            return None
        ids = [option.id for option in record.options]
        if len(set(ids)) < len(ids):
            self.field(index, "options", "gives one id twice", "every option has an id of its own")
        if record.chosen is not None and record.chosen not in ids:
            self.field(
                index, "chosen", f"{record.chosen} is none of the options", f"options are {', '.join(ids) or 'none'}"
            )
            record = msgspec.structs.replace(record, chosen=None)
        if record.chosen and not record.because:
            self.field(index, "because", "does not say why this was chosen", "add `because: …`")
        if record.ballot and record.ballot.closes <= record.ballot.opens:
            self.field(index, "ballot.closes", "does not lie after `opens`", "check day and hour")
        if record.delivered and record.delivered.n > record.delivered.of:
            self.field(index, "delivered.n", "is more than there are to reach", "check `n` and `of`")
        return Remedy(slug=path.rpartition("/")[2], path=index.path, record=self.clean(record, index), body=body)

    def statement(self, files: list[FileStat]) -> Statement | None:
        [file] = files
        record, body = self.document(file, StatementRecord, "i-", 1)
        if record is None:
            return None
        slug = file.path.rpartition("/")[2].removesuffix(".md")
        return Statement(slug=slug, path=file.path, record=self.clean(record, file), body=body)

    def crisis_plan(self) -> CrisisPlan | None:
        if self.plan is None:
            return None
        plan = self.yaml(self.plan, CrisisPlan)
        if plan is None:
            return None
        for act in Act:
            approver = plan.permissions.get(act)
            if act in FREE_ACTS and approver:
                hint = "remove it: who waits for an approval says nothing"
                self.field(self.plan, f"permissions.{act}", "needs nobody's approval", hint)
            elif act not in FREE_ACTS and act is not Act.RESOLVE and not approver:
                hint = f"add `{act}: <member>` below `permissions`, one person who approves it"
                self.field(self.plan, f"permissions.{act}", "names no approver", hint)
        return plan

    def acknowledgements(self) -> dict[str, AcknowledgementRecord]:
        found = {}
        for files in self.places("acknowledgements"):
            for file in files:
                if (record := self.yaml(file, AcknowledgementRecord)) is not None:
                    found[file.path.rpartition("/")[2].removesuffix(".yml")] = record
        return found

    def update(self, file: FileStat, imported: bool) -> Update | None:
        record, body = self.document(file, UpdateRecord, prefix_of(file), 3)
        if record is None:
            return None
        self.check_name(file, record.state)
        if record.next_update_due is not None and record.next_update_due <= record.at:
            self.field(file, "next_update_due", "does not lie after `at`", "say when the next update will come")
        elif not (imported or record.next_update_due or record.no_further_updates or record.state in CLOSED):
            hint = NEXT_UPDATE.format(due="2026-03-18T03:30:00Z")
            self.field(file, "next_update_due", "is missing: readers cannot know when to look again", hint)
        return Update(name=file.path.rpartition("/")[2], path=file.path, record=record, body=body)

    # checks inside one file

    def check_name(self, file: FileStat, state: str) -> None:
        """The file's name says the same state as its front matter."""
        named = STATE_IN_NAME.search(file.path)
        if named and named[1] != state:
            problem = f'is "{state}" and its file is named "{named[1]}"'
            self.fault(file.path, Fault(0, "", problem, "rename the file before it is committed", Severity.WARNING))

    def check_anchors(self, file: FileStat, record: ApologyRecord, body: Prose) -> None:
        """Every element of the apology points at something that stands in it."""
        html = "".join(part for part in body.html.parts if isinstance(part, str))
        for element, anchor in record.elements.items():
            if f'id="{APOLOGY_PREFIX}{anchor[1:]}"' not in html:
                known = re.findall(rf'id="{APOLOGY_PREFIX}([^"]+)"', html)
                hint = f"headings are #{', #'.join(known)}" if known else "give the paragraph a heading of its own"
                self.field(file, f"elements.{element}", f"there is no heading {anchor} in this apology", hint)

    def check_headings(self, file: FileStat, body: Prose) -> None:
        """Warns of a heading with nothing below it: a draft that nobody has finished."""
        pieces = re.split(r"^(#{1,6}) +(.+?) *$", re.sub(r"<!--.*?-->", "", body.source, flags=re.DOTALL), flags=re.M)
        marks, titles, texts = pieces[1::3], pieces[2::3], pieces[3::3]
        following = [*(len(mark) for mark in marks[1:]), 0][: len(marks)]
        empty = [
            title
            for mark, title, text, after in zip(marks, titles, texts, following, strict=True)
            if not text.strip() and after <= len(mark)
        ]
        if empty:
            problem = f"says nothing below {', '.join(quote(heading) for heading in empty)}"
            self.fault(file.path, Fault(0, "", problem, "write it, or take the heading out", Severity.WARNING))

    def clean(self, record: R, file: FileStat) -> R:
        """The record with a title that shows all its characters."""
        title: str = record.title  # type: ignore[attr-defined]
        if not (hidden := hidden_characters(title)):
            return record
        self.field(
            file, "title", f"holds hidden characters ({hidden})", "remove them; the page is printed without them"
        )
        slug = file.path.removesuffix("/index.md").rpartition("/")[2].removesuffix(".md")
        return msgspec.structs.replace(record, title=without_hidden(title) or slug)

    # files

    def index(self, path: str, files: dict[str, FileStat]) -> FileStat | None:
        if "index.md" not in files:
            self.fault(path, Fault(0, "", "has no index.md", "write one, or remove the folder"))
        return files.get("index.md")

    def below(self, files: dict[str, FileStat], folder: str) -> list[FileStat]:
        return [file for name, file in sorted(files.items()) if name.startswith(folder)]

    def document(self, file: FileStat, kind: type[R], prefix: str, shift: int) -> tuple[R | None, Prose]:
        """A Markdown file's record, or None, and its body."""
        decoded, faults = self.text(file, limits.POST_BYTES)
        record, body = None, Prose()
        if decoded is not None:
            text, more = split_text(decoded)
            faults += more
            if text is not None:
                value, more = parse_yaml(text.front)
                faults += [fault._replace(line=fault.line + 1) for fault in more]
                if value is not None or not any(fault.severity is Severity.ERROR for fault in more):
                    record = read_record({} if value is None else value, faults, kind, text.front, 2)
                body = self.prose(file, text.body, text.body_line, prefix, shift)
        for fault in faults:
            self.fault(file.path, fault)
        return record, body

    def prose(self, file: FileStat, text: str, line: int, prefix: str, shift: int) -> Prose:
        place = Place(
            heading_shift=shift,
            folder=file.path.rpartition("/")[0],
            source=self.settings.source,
            prefix=prefix,
            trusted=True,
            image_hosts=self.settings.image_hosts,
            url=self.settings.source_url.replace("{path}", f"{self.name}/{file.path}"),
        )
        rendered = render(text, place)
        for problem in rendered.problems:
            at = line + problem.line - 1 if problem.line else 0
            self.fault(file.path, Fault(at, "", problem.problem, problem.hint, Severity.WARNING))
        return Prose(source=text.strip("\n"), plain=rendered.text, html=rendered.fragment)

    def yaml(self, file: FileStat, kind: type[R]) -> R | None:
        decoded, faults = self.text(file, limits.RECORD_BYTES)
        record = None
        if decoded is not None:
            value, more = parse_yaml(decoded)
            faults += more
            if value is not None or not more:
                record = read_record({} if value is None else value, faults, kind, decoded)
        for fault in faults:
            self.fault(file.path, fault)
        return record

    def text(self, file: FileStat, limit: int) -> tuple[str | None, list[Fault]]:
        try:
            return decode_text(read_bytes(f"{self.root}/{file.path}", limit), limit)
        except OSError as error:
            return None, [Fault(0, "", f"cannot be read: {error.strerror}", "check that you may read it")]

    def field(self, file: FileStat, field: str, problem: str, hint: str) -> None:
        """A fault at the line that says `field`."""
        decoded, _ = self.text(file, limits.RECORD_BYTES)
        line = 0
        if decoded is not None and file.path.endswith(".md"):
            text, _ = split_text(decoded)
            line = find_line(text.front, field, 2) if text else 0
        elif decoded is not None:
            line = find_line(decoded, field)
        self.fault(file.path, Fault(line, field, problem, hint))

    def fault(self, path: str, fault: Fault) -> None:
        self.problems.append(fault.at(f"{self.name}/{path}"))


def prefix_of(file: FileStat) -> str:
    """A prefix for the ids in an update's text that no other update on its page has."""
    return f"{file.path.rpartition('/')[2].removesuffix('.md').lower()}-"
