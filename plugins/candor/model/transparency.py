"""What the brand's own records become once they are read: incidents, promises, remedies and what Git witnesses of them.

Their words lie beside them as rendered `Fragment`, because there are hundreds of incidents where there are tens of
thousands of posts. ``path`` is always the record's file (or folder) below ``content/``.
"""

from __future__ import annotations

from datetime import datetime

import msgspec

from candor.model.html import Fragment
from candor.model.incidents import (
    AcknowledgementRecord,
    ApologyRecord,
    CrisisPlan,
    DrillRecord,
    DrillScoreRecord,
    IncidentRecord,
    MaintenanceRecord,
    MaintenanceUpdateRecord,
    PostmortemRecord,
    PromiseRecord,
    PromiseTurnRecord,
    RemedyRecord,
    StatementRecord,
    UpdateRecord,
)


class Prose(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A body: as it was written, its beginning in plain words, and as HTML."""

    source: str = ""
    plain: str = ""
    html: Fragment = Fragment(())


class Update(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One update of an incident or drill. ``name`` is its file's name, as ``corrects`` gives it."""

    name: str
    path: str
    record: UpdateRecord
    body: Prose


class MaintenanceUpdate(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    name: str
    path: str
    record: MaintenanceUpdateRecord
    body: Prose


class Postmortem(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    name: str
    path: str
    record: PostmortemRecord
    body: Prose


class Apology(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    path: str
    record: ApologyRecord
    body: Prose


class Incident(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """An incident with everything in its folder. Updates are sorted by (``at``, name), corrections among them."""

    slug: str
    path: str
    record: IncidentRecord
    body: Prose
    updates: list[Update] = []
    postmortems: list[Postmortem] = []
    apology: Apology | None = None


class Drill(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    slug: str
    path: str
    record: DrillRecord
    body: Prose
    updates: list[Update] = []
    score: DrillScoreRecord | None = None
    score_body: Prose = Prose()


class Maintenance(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    slug: str
    path: str
    record: MaintenanceRecord
    body: Prose
    updates: list[MaintenanceUpdate] = []


class PromiseStep(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """What became of a promise, in one file."""

    name: str
    path: str
    record: PromiseTurnRecord
    body: Prose


class Promise(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A promise and its turns, sorted by (``at``, name). ``made`` is None where neither record nor history tells."""

    slug: str
    path: str
    record: PromiseRecord
    body: Prose
    made: datetime | None = None
    steps: list[PromiseStep] = []


class Tally(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """What the archive says about a ballot: votes by option, and votes that do not count, by reason.

    ``turnout`` counts people, each once however many options they chose. ``known`` is False without the thread.
    """

    votes: dict[str, int] = {}
    turnout: int = 0
    excluded: dict[str, int] = {}
    known: bool = False


class Remedy(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    slug: str
    path: str
    record: RemedyRecord
    body: Prose
    tally: Tally | None = None


class Statement(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    slug: str
    path: str
    record: StatementRecord
    body: Prose


class Version(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One recorded version of a file: a first-parent commit of the default branch. ``blob`` is empty where it was
    removed."""

    commit: str
    at: datetime
    blob: str


class Trail(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """What Git witnesses of one file: when it was authored, and every recorded version from the first."""

    authored: datetime | None
    versions: list[Version]

    @property
    def recorded(self) -> datetime:
        """When the file first stood on the default branch."""
        return self.versions[0].at

    @property
    def removed(self) -> datetime | None:
        """When it was removed, if it is gone."""
        return None if self.versions[-1].blob else self.versions[-1].at


class Alteration(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """An append-only file that was changed or removed all the same: what it said, and what it says (None: nothing).

    ``corrected_by`` names the file that corrects it in the open, or is empty.
    """

    path: str
    old: str
    new: str | None
    at: datetime | None
    corrected_by: str = ""


class Transparency(msgspec.Struct, frozen=True, kw_only=True):
    """Everything the brand says about its own failures, read and checked.

    ``trails`` maps a record's path below ``content/`` to what Git witnesses of it; it is empty where ``untimed`` says
    why nothing can be claimed about time. ``acknowledgements`` go by post slug.
    """

    incidents: list[Incident] = []
    maintenance: list[Maintenance] = []
    drills: list[Drill] = []
    promises: list[Promise] = []
    remedies: list[Remedy] = []
    statements: list[Statement] = []
    plan: CrisisPlan | None = None
    acknowledgements: dict[str, AcknowledgementRecord] = {}
    trails: dict[str, Trail] = {}
    alterations: list[Alteration] = []
    untimed: str = ""

    @property
    def empty(self) -> bool:
        """Whether the brand has written nothing of the kind."""
        return not (
            self.incidents
            or self.maintenance
            or self.drills
            or self.promises
            or self.remedies
            or self.statements
            or self.plan
            or self.trails
        )
