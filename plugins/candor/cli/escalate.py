"""``candor escalate``: tell somebody when a clock has run out."""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import click

from candor.cli.check import plural
from candor.cli.compose import Desk
from candor.cli.saying import config_option, sit_down
from candor.cli.status import told
from candor.errors import RefusedError
from candor.model.incidents import Webhook, WebhookForm
from candor.model.records import stamp
from candor.pages.catalogue import ENGLISH
from candor.pages.words import duration
from candor.sources.tree import show
from candor.standing.clocks import Clock, running_clocks, span

MOST = 20
"""More clocks than this are counted, not listed: somebody has to read it on a phone."""


@click.command(short_help="Post to the configured webhooks when a clock has run out.")
@click.option("--since", help="Only clocks, and steps of the plan, reached within this time, as in 15m; else all.")
@click.option("--dry-run", is_flag=True, help="Print what would be sent, and send nothing.")
@config_option
def escalate(since: str | None, dry_run: bool, config_file: Path | None) -> None:
    """Tell the webhooks of crisis-plan.yml which clocks of incidents, promises and the inbox have run out.

    Addresses and signing keys come from the environment variables that the plan names. A webhook without its
    variable is left out and said. Exits 75 where a message did not arrive.
    """
    if since and not re.fullmatch(r"[1-9][0-9]{0,4}[mhd]", since):
        raise RefusedError(f'"{show(since)}" is no span of time – write 15m, 2h or 1d')
    _, desk = sit_down(config_file, posts=True)
    clocks = due_now(desk, span(since) if since else None)
    if not clocks:
        click.echo("No clock has run out.")
        return
    plan = desk.corpus.transparency.plan
    failed = False
    for webhook in plan.webhooks if plan else []:
        body = json.dumps(payload(desk, clocks, webhook.form), ensure_ascii=False).encode()
        if dry_run:
            click.echo(f"{webhook.form}: {body.decode()}")
        else:
            failed = not send(webhook, body) or failed
    click.echo(f"{plural(len(clocks), 'clock')} ran out.")
    if failed:
        sys.exit(75)


def send(webhook: Webhook, body: bytes) -> bool:
    """Whether the message arrived, or could not be meant to."""
    from candor.federation.webhooks import post, signature

    url = os.environ.get(webhook.url_env)
    if not url:
        click.echo(f"{webhook.form}: {webhook.url_env} is not set, so nothing is sent", err=True)
        return True
    headers = {"Content-Type": "application/json"}
    if webhook.secret_env and (secret := os.environ.get(webhook.secret_env)):
        headers["X-Candor-Signature-256"] = signature(secret, body)
    problem = post(url, body, headers)
    click.echo(f"{webhook.form}: {problem or 'sent'}", err=bool(problem))
    return not problem


def due_now(desk: Desk, since: timedelta | None) -> list[Clock]:
    """The clocks that have run out; with `since`, only those that ran out, or reached a step of the plan, lately."""
    plan = desk.corpus.transparency.plan
    steps = [timedelta(0), *(span(step.after) for step in plan.escalation)] if plan else [timedelta(0)]
    found = []
    for clock in running_clocks(desk.corpus, desk.now):
        late = desk.now - clock.due_at
        if late >= timedelta(0) and (since is None or any(timedelta(0) <= late - step < since for step in steps)):
            found.append(clock)
    return found


def payload(desk: Desk, clocks: Sequence[Clock], form: WebhookForm) -> dict[str, Any]:
    """What is sent, in the shape that the receiver understands. Strangers' words notify nobody."""
    if form is WebhookForm.JSON:
        name = desk.corpus.community.name
        body = {"event": "clock.run_out", "community": name, "at": stamp(desk.now)}
        return {**body, "clocks": [told(desk, clock) for clock in clocks]}
    lines = [sentence(desk, clock, form) for clock in clocks[:MOST]]
    if len(clocks) > MOST:
        lines.append(f"… and {len(clocks) - MOST} more")
    text = "\n".join([f"{desk.corpus.community.name}: {plural(len(clocks), 'clock')} ran out", *lines])
    if form is WebhookForm.SLACK:
        return {"text": text[:3900], "unfurl_links": False}
    return {"content": text[:1990], "allowed_mentions": {"parse": []}}


def sentence(desk: Desk, clock: Clock, form: WebhookForm) -> str:
    facts = told(desk, clock)
    calls = facts["call"]
    assert isinstance(calls, list)
    call = f" Call {', '.join(calls)}." if calls else ""
    title = quiet(clock.title, form)
    late = duration(ENGLISH, desk.now - clock.due_at)
    return f"• {clock.kind.value}: {title} – {late} over, {', '.join(clock.who) or 'nobody named'}.{call}"


def quiet(text: str, form: WebhookForm) -> str:
    """A title in which nothing is a command, a link or a mention."""
    text = " ".join(show(text).split())[:200]
    if form is WebhookForm.SLACK:
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return re.sub(r"([\\`*_~|>\[\]()#@:])", r"\\\1", text)
