"""The comparison behind ``candor standing verify``: what the records give against what the site says."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import msgspec

from candor.errors import ConfigError
from candor.model.corpus import Corpus
from candor.pages.directory import open_directory
from candor.pages.members import plan_members
from candor.pages.plan import Document
from candor.pages.render import render_body
from candor.pages.site_plan import site_stamp
from candor.pages.standing import plan_standing
from candor.press.state import Store

TELLING = ("member.jinja", "points.jinja")


class Verdict(msgspec.Struct, frozen=True, kw_only=True):
    """How many pages and members were compared, how many events computed, and what differs."""

    compared: int
    members: int
    events: int
    differences: list[str]


def compare_site(config: Path, corpus: Corpus, site: Path | None, now: datetime) -> Verdict:
    """Compares every page that tells of standing with what `corpus` gives at `now`.

    Raises ConfigError where the site has not been built on this machine, since only then is known
    in which language and with which templates it was printed.
    """
    shell = Store(config.parent / ".cache" / "candor").shell()
    if shell is None:
        raise ConfigError("the site has not been built here yet – run candor build first")
    folder = site or shell.project.site
    if not folder.is_dir():
        raise ConfigError(f"there is no site at {folder} – run candor build first, or name the folder with --site")
    directory = open_directory(corpus, shell.site, now, site_stamp(shell.site, shell.template_dirs))
    documents = [document for document in plan_members(directory) if document.template in TELLING]
    documents += plan_standing(directory)
    differences = []
    for document in documents:
        body = render_body(
            document.template,
            document.context,  # type: ignore[arg-type]
            {},
            template_dirs=shell.template_dirs,
            catalogue=shell.site.catalogue,
        )
        if (difference := compare(folder / document.dest, str(body), document)) is not None:
            differences.append(difference)
    members = directory.standings.members
    known = {award.event.id for one in members.values() for award in one.awards}
    for place, adjustment in sorted(corpus.witnesses.adjustments.items()):
        if adjustment.event not in known:
            differences.append(
                f"content/{place}: event: there is no event {adjustment.event!r}, so nothing is taken back"
            )
    return Verdict(
        compared=len(documents),
        members=len(members),
        events=sum(len(one.awards) for one in members.values()),
        differences=differences,
    )


def compare(path: Path, body: str, document: Document) -> str | None:
    """How the printed page differs, or None."""
    try:
        printed = path.read_text(encoding="utf-8")
    except OSError as error:
        return f"/{document.url}: {error.strerror}"
    expected = body.encode("utf-8", "replace").decode()
    if expected.strip() in printed:
        return None
    for line in expected.splitlines():
        if line.strip() and line.strip() not in printed:
            return f"/{document.url}: the records give {line.strip()[:200]!r}"
    return f"/{document.url}: the same lines in another order"
