"""``candor apology``: what an apology says and what it dodges, before it is published."""

from __future__ import annotations

import sys
from functools import partial
from pathlib import Path
from typing import Any

import click

from candor.cli.check import failed, find_project, plural, report
from candor.cli.compose import Draft, pick_all, pick_incident, pick_member, record_text
from candor.cli.project import config_option, format_option
from candor.cli.saying import Saying, approver_of, ask, ask_approval, ask_for, says_unsigned
from candor.errors import Diagnostic, RefusedError, Severity
from candor.model.incidents import Act, ApologyRecord
from candor.model.records import stamp
from candor.model.transparency import Incident, Transparency
from candor.sources.corpus import load_community, load_members, load_settings
from candor.sources.ledger import load_ledger
from candor.sources.tree import scan_content, show, slugify
from candor.standing.apology import Assessment, Finding, Rule, assess_apology, gather_facts
from candor.standing.clocks import remedies_of


@click.group()
def apology() -> None:
    """Draft an apology, and see what it says and what it dodges."""


@apology.command()
@click.argument("files", nargs=-1, type=click.Path(path_type=Path, allow_dash=True))
@config_option
@format_option
def lint(files: tuple[Path, ...], config_file: Path | None, form: str) -> None:
    """Say which elements an apology has, and where it hedges, shrinks, blames or hides who did it.

    FILES are apologies of incidents, or texts without a record, - for standard input; without FILES
    every apology of the community is read. Nothing is graded: each finding has its line and its
    reason, and `waive: {rule: reason}` in the apology keeps it with the reason shown. English only.
    Exits 1 where an unwaived error is found.
    """
    if missing := [path for path in files if str(path) != "-" and not path.is_file()]:
        raise click.UsageError(f"There is no file {show(str(missing[0]))}.")
    problems: list[Diagnostic] = []
    heads: list[str] = []
    judged = assess_files(files, config_file)
    if not judged:
        click.echo("There is no apology yet: candor apology draft writes one.", err=True)
        return
    for place, assessed, first_line in judged:
        problems += [diagnose(finding, place, first_line) for finding in assessed.findings]
        heads.append(checklist(place, assessed, first_line))
    if form == "text":
        click.echo("\n".join(heads))
    click.echo(report(problems, form), nl=False)
    if failed(problems, strict=False):
        sys.exit(1)


def assess_files(files: tuple[Path, ...], config_file: Path | None) -> list[tuple[str, Assessment, int]]:
    """Each apology as (place, judgement, the line of the file on which its text begins)."""
    if files and not any(is_record(path) for path in files):
        return [assess_bare(path) for path in files]
    root, content = find_project(config_file)
    tree = scan_content(content)
    community, _ = load_community(content, tree)
    members, _ = load_members(content, tree)
    transparency, _ = load_ledger(content, tree, load_settings(community, members))
    apologies = {content / incident.apology.path: incident for incident in transparency.incidents if incident.apology}
    if not files:
        return [assess_record(root, path, incident, transparency) for path, incident in apologies.items()]
    known = {path.resolve(): incident for path, incident in apologies.items()}
    assessed = []
    for path in files:
        if not is_record(path):
            assessed.append(assess_bare(path))
        elif (incident := known.get(path.resolve())) is None:
            raise click.UsageError(
                f"{show(str(path))} is no readable apology of an incident of this community; candor check says why. "
                "A text without front matter is judged by its words alone."
            )
        else:
            assessed.append(assess_record(root, path.resolve(), incident, transparency))
    return assessed


def assess_bare(path: Path) -> tuple[str, Assessment, int]:
    """The judgement of a text by its words alone."""
    if str(path) == "-":
        return "standard input", assess_apology(sys.stdin.read()), 1
    return show(str(path)), assess_apology(path.read_text(encoding="utf-8-sig", errors="replace")), 1


def assess_record(
    root: Path, path: Path, incident: Incident, transparency: Transparency
) -> tuple[str, Assessment, int]:
    """The judgement of an incident's apology, its records included."""
    assert incident.apology is not None
    text = path.read_text(encoding="utf-8-sig")
    body = incident.apology.body.source
    first_line = text[: text.rfind(body.rstrip("\n"))].count("\n") + 1 if body.strip() else 1
    facts = gather_facts(incident.apology.record, incident, transparency)
    return path.resolve().relative_to(root.resolve()).as_posix(), assess_apology(body, facts), first_line


def is_record(path: Path) -> bool:
    """Whether the file begins with front matter."""
    return str(path) != "-" and path.read_bytes()[:8].lstrip(b"\xef\xbb\xbf").startswith(b"---")


def diagnose(finding: Finding, place: str, first_line: int) -> Diagnostic:
    """The finding at its place in the file; a waived one is a note that gives the reason."""
    said = f": {shorten(finding.excerpt)}" if finding.excerpt else ""
    because = f" – read from “{finding.because}”" if finding.because else ""
    waived = f" (waived: {finding.waived})" if finding.waived else ""
    return Diagnostic(
        path=place,
        line=finding.line + first_line - 1 if finding.line else 0,
        field=finding.rule,
        problem=f"{finding.problem}{said}{because}{waived}",
        hint="" if finding.waived else finding.hint,
        severity=Severity.NOTE if finding.waived else finding.severity,
    )


def shorten(sentence: str, length: int = 90) -> str:
    return f'"{sentence}"' if len(sentence) <= length else f'"{sentence[: length - 1].rstrip()}…"'


def checklist(place: str, assessed: Assessment, first_line: int) -> str:
    """The nine elements, each with the line that has it."""
    lines = []
    for rule, line in assessed.elements.items():
        where = {None: "missing", 0: "in the records"}.get(line) or f"line {(line or 0) + first_line - 1}"
        if rule is Rule.FORGIVENESS and line is None:
            where = "not asked for"
        lines.append(f"  {'✓' if line is not None else '–'} {rule.replace('_', ' '):15} {where}")
    required = [line for rule, line in assessed.elements.items() if rule is not Rule.FORGIVENESS]
    there = len(required) - required.count(None)
    return (
        f"{place}: {there} of {len(required)} elements, {plural(len(assessed.findings), 'finding')}\n"
        + "\n".join(lines)
        + "\n"
    )


@apology.command(short_help="Write one, element by element.")
@click.argument("slug")
@click.option("--speaker", help="Who apologises: a member's slug.")
@click.option("--role", help="The speaker's role, as it is printed.")
@click.option("--promise", "promises", multiple=True, help="A promise it makes, by slug; again for more.")
@click.option("--remedy", "remedies", multiple=True, help="A remedy it names, by slug; again for more.")
@click.option("--listened", multiple=True, help="A discussion in which you listened first: github/140.")
@click.option("--approved-by", help="Who approved it: the member whom the crisis plan names.")
@says_unsigned
def draft(
    slug: str,
    speaker: str | None,
    role: str | None,
    promises: tuple[str, ...],
    remedies: tuple[str, ...],
    listened: tuple[str, ...],
    approved_by: str | None,
    saying: Saying,
) -> None:
    """Write the apology for the incident SLUG: a heading for each element, to be filled in under your own name."""
    desk = saying.desk
    told = pick_incident(desk, slug)
    if not isinstance(told, Incident):
        raise RefusedError(f"{slug} is a drill: nobody has to apologise for it")
    if told.apology is not None:
        raise RefusedError(f"{slug} has an apology already – say more in a new update, or keep what it promised")
    said, text = desk.corpus.transparency, saying.message
    who = ask_for(partial(pick_member, desk), speaker, "speaker", "Who apologises (member)")
    fields: dict[str, Any] = {
        "at": stamp(saying.moment),
        "speaker": {"member": who, "role": ask(role, "role", "In which role")},
        "elements": {} if text else {element: f"#{slugify(heading)}" for element, heading in HEADINGS.items()},
        "remedies": pick_all("remedy", remedies, (each.slug for each in said.remedies))
        or [each.slug for each in remedies_of(said, told.slug)],
        "promises": pick_all("promise", promises, (each.slug for each in said.promises)),
        "listened_to": list(listened) or told.record.threads,
        "approved_by": ask_approval(desk, Act.APOLOGY, approved_by) if approved_by or text else None,
    }
    kept = {key: value for key, value in fields.items() if value}
    body = text or "\n".join(f"## {heading}\n\n<!-- {HINTS[element]} -->\n" for element, heading in HEADINGS.items())
    path = f"{told.path}/apology.md"
    approver = None if approved_by else approver_of(desk, Act.APOLOGY)
    approve = f", have it approved (`approved_by: {approver}`)" if approver else ""
    then = "" if text else f"fill it in{approve}, then `candor apology lint {desk.content.name}/{path}`"
    saying.write([Draft(path, record_text(kept, ApologyRecord, body))], then)


HINTS = {
    "what_happened": "The day, and the cause.",
    "responsibility": "We, and what we did or failed to do. No if.",
    "harm": "How many, and what it meant for them; or that you do not know yet.",
    "regret": "Sorry that we …, not sorry for how it is felt. No but.",
    "repair": "Who gets what, how, and by when: the remedies above.",
    "change": "What will be different, by when, and who answers for it: the promises above.",
}
"""What belongs below each heading; nobody who reads the page sees it."""
HEADINGS = {
    "what_happened": "What happened",
    "responsibility": "What we did wrong",
    "harm": "What it did to you",
    "regret": "We are sorry",
    "repair": "How we put it right",
    "change": "What changes, and by when",
}
"""The elements that want words of their own, in the order in which people want to read them."""
