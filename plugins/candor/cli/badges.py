"""``candor badges``: signed credentials for members who want them."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import click

from candor.cli.check import find_project, read_settings
from candor.cli.project import config_option, find_config
from candor.cli.standing import assess, find_member, load_corpus
from candor.credentials.office import Office
from candor.credentials.signing import BadgeError, make_key, read_key
from candor.model.badges import BADGES
from candor.sources.clock import read_clock
from candor.sources.tree import show

SECRET = "CANDOR_BADGE_KEY"

KEY = click.option(
    "--key",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help=f"The private key, a PEM file; else the environment's {SECRET} holds it.",
)
SITE = click.option("--site-url", help="The site's https address; by default site_url of mkdocs.yml.")


@click.group(short_help="Badges as signed credentials.")
def badges() -> None:
    """Issue badges as Open Badges 3.0, to members whose file says `credentials: true`."""


def open_office(config_file: Path | None, site_url: str | None) -> Office:
    """The community's office, at the address that its settings give."""
    _, content = find_project(config_file)
    settings, _ = read_settings(find_config(config_file))
    url = site_url or (settings.get("site_url") if isinstance(settings, dict) else None)
    if isinstance(url, list):  # !ENV [SITE_URL, "https://…"] reads as its words
        url = next((word for word in url if isinstance(word, str) and word.startswith("https://")), None)
    if not isinstance(url, str) or not url:
        raise click.UsageError("There is no site_url in mkdocs.yml – give one with --site-url.")
    return Office(content, url if url.endswith("/") else f"{url}/")


def secret_key(path: Path | None) -> str:
    if path is not None:
        return path.read_text(encoding="utf-8")
    if secret := os.environ.get(SECRET):
        return secret
    raise click.UsageError(f"No key: name a file with --key, or put its text into {SECRET}.")


@badges.command(short_help="Make a key.")
@click.option(
    "--out", required=True, type=click.Path(dir_okay=False, path_type=Path), help="Where to write the private key."
)
@SITE
@config_option
def keygen(out: Path, site_url: str | None, config_file: Path | None) -> None:
    """Make a key pair: the private key into a file of your own, the public one into content/credentials/.

    Keep the private key out of the repository; a workflow gets it as a secret. A file that exists is
    never overwritten.
    """
    office = open_office(config_file, site_url)
    if out.resolve().is_relative_to(office.content.resolve().parent):
        raise click.UsageError(
            "The private key must not lie in the project, where one git add publishes it – "
            "name a place elsewhere, such as ~/badge-key.pem."
        )
    key = make_key()
    handle = os.open(out, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(key.as_pem(private=True))
    try:
        office.publish_key(key, load_corpus(config_file, read_clock()).community.name)
    except BadgeError:
        out.unlink()
        raise
    click.echo(f"{out}: the private key. Keep it secret; for a workflow, put its text into the secret {SECRET}.")
    click.echo("content/credentials/key.json, issuer.json: the public key, to be committed.")


@badges.command(short_help="Sign what members have earned.")
@KEY
@SITE
@config_option
def issue(key: Path | None, site_url: str | None, config_file: Path | None) -> None:
    """Sign the badges of every member who asked for it, and revoke those whose evidence is gone.

    Evidence links to the commit that is checked out. The same badge gives the same bytes again, so
    this may run as often as you like.
    """
    office = open_office(config_file, site_url)
    signer = read_key(secret_key(key))
    now = read_clock()
    corpus = load_corpus(config_file, now)
    written, gone = office.issue(corpus, assess(corpus, now), signer, head_of(office.content))
    for name in written:
        click.echo(f"issued   {name}")
    for name in gone:
        click.echo(f"revoked  {name}: its evidence is gone")
    click.echo(f"{len(written)} issued, {len(gone)} revoked, {sum(1 for _ in office.issued())} in all.")


def head_of(content: Path) -> str:
    """The commit that is checked out. Raises BadgeError where there is none."""
    done = subprocess.run(["git", "rev-parse", "HEAD"], cwd=content, capture_output=True, text=True, check=False)
    if done.returncode:
        raise BadgeError("Git knows no commit here – evidence links to one")
    return done.stdout.strip()


@badges.command(short_help="Check credentials.")
@click.argument("files", nargs=-1, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@SITE
@config_option
def verify(files: tuple[Path, ...], site_url: str | None, config_file: Path | None) -> None:
    """Check credentials against the published key and the status list, without a network.

    Without FILES all of content/credentials/ is checked, and a credential that was revoked is no
    fault there. Exits 1 where one does not hold.
    """
    office = open_office(config_file, site_url)
    now, failed = read_clock(), 0
    checked = [*files] or [path for _, _, path in office.issued()]
    if not checked:
        click.echo("Nothing was signed yet: candor badges keygen makes a key, candor badges issue signs with it.")
        return
    for path in checked:
        try:
            payload = office.check(path.read_text(encoding="utf-8", errors="replace"), now)
            click.echo(f"holds    {path}: {show(payload['credentialSubject']['achievement']['name'])}")
        except BadgeError as error:
            known = not files and office.has_revocation(path.parent.name, path.stem)
            failed += not known
            click.echo(f"{'revoked ' if known else 'FAILS   '} {path}: {error}")
    click.echo(f"{len(checked)} checked, {failed} do not hold.")
    if failed:
        sys.exit(1)


@badges.command(short_help="Take a credential back.")
@click.argument("member")
@click.argument("badge", type=click.Choice(list(BADGES)), metavar="BADGE")
@click.option("--because", required=True, help="Why; it is published beside the credential.")
@KEY
@SITE
@config_option
def revoke(
    member: str, badge: str, because: str, key: Path | None, site_url: str | None, config_file: Path | None
) -> None:
    """Take the credential of MEMBER for BADGE back: its bit in the status list is set."""
    office = open_office(config_file, site_url)
    slug = find_member(load_corpus(config_file, read_clock()), member)
    office.revoke(slug, badge, because, read_key(secret_key(key)), read_clock())
    click.echo(f"revoked  {slug}/{badge}: {because}")
