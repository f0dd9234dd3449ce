"""Where records are published: what other pages and ordinary pages link to them by."""

from __future__ import annotations

from candor.model.transparency import Transparency


def ledger_links(said: Transparency) -> dict[str, str]:
    """Where each record's file is published, by its path below the content folder."""
    links = {f"{each.path}/index.md": f"incidents/{each.slug}/" for each in said.incidents}
    links |= {f"{each.path}/index.md": f"maintenance/{each.slug}/" for each in said.maintenance}
    links |= {f"{each.path}/index.md": f"drills/{each.slug}/" for each in said.drills}
    links |= {each.path: f"promises/{each.slug}/" for each in said.promises}
    links |= {each.path: f"remedies/{each.slug}/" for each in said.remedies}
    links |= {each.path: f"statements/{each.slug}/" for each in said.statements}
    return links


def ledger_threads(said: Transparency) -> dict[str, str]:
    """Where the discussion of an incident or maintenance is told about, by its key."""
    threads = {key: f"incidents/{each.slug}/" for each in said.incidents for key in each.record.threads}
    return threads | {key: f"maintenance/{each.slug}/" for each in said.maintenance for key in each.record.threads}
