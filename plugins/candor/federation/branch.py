"""The archive on a branch of its own, beside the community's history.

The branch has no parent in common with ``main``: a build takes its files, nobody's history grows with
every comment, and it can be rooted anew when somebody's words have to leave its past too. Commits are
made from the folder alone, without touching the checkout's index or branch.
"""

from __future__ import annotations

import base64
import os
import shutil
import subprocess
import tarfile
import tempfile
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path

from candor.errors import BusyError, SourceError

BRANCH = "discussions"
IDENTITY = {"NAME": "Candor", "EMAIL": "candor@users.noreply.github.com"}


class RaceError(BusyError):
    """Somebody else moved the branch meanwhile."""


class ArchiveBranch:
    """The branch `name` of the repository around `root`, as ``origin`` has it or, without one, as it is here."""

    def __init__(
        self, root: Path, content: Path, name: str = BRANCH, environment: Mapping[str, str] = os.environ
    ) -> None:
        self._root, self._name = root, name
        self._folder = content / ".discussions"
        self._environment = dict(environment)
        self.remote = bool(self.git("remote", "get-url", "origin", check=False))

    def tip(self) -> str | None:
        """The branch's newest commit, fetched anew; None where there is no such branch."""
        if not self.remote:
            return self.git("rev-parse", "--quiet", "--verify", f"refs/heads/{self._name}", check=False) or None
        listed = self.git("ls-remote", "origin", f"refs/heads/{self._name}")
        if not listed:
            return None
        self.git("fetch", "--quiet", "--no-tags", "origin", f"+refs/heads/{self._name}:{self.tracking}")
        return self.git("rev-parse", self.tracking)

    @property
    def tracking(self) -> str:
        return f"refs/remotes/origin/{self._name}"

    def lay(self, tip: str) -> None:
        """Makes the folder what the branch holds."""
        packed = self.run("archive", "--format=tar", tip)
        part = self._folder.with_name(".discussions.part")
        shutil.rmtree(part, ignore_errors=True)
        with tarfile.open(fileobj=BytesIO(packed)) as tar:
            tar.extractall(part, filter="data")
        shutil.rmtree(self._folder, ignore_errors=True)
        part.replace(self._folder)

    def commit(self, message: str, parent: str | None) -> str | None:
        """A commit of the folder on top of `parent`; None where that holds the same already."""
        with tempfile.TemporaryDirectory() as scratch:
            index = {"GIT_INDEX_FILE": f"{scratch}/index", "GIT_WORK_TREE": str(self._folder)}
            self.git("add", "--all", "--force", ".", environment=index, folder=self._folder)
            tree = self.git("write-tree", environment=index)
        if parent and tree == self.git("rev-parse", f"{parent}^{{tree}}"):
            return None
        who = {f"GIT_{role}_{key}": value for role in ("AUTHOR", "COMMITTER") for key, value in IDENTITY.items()}
        parents = ("-p", parent) if parent else ()
        return self.git("commit-tree", tree, *parents, "-m", message, environment=who)

    def publish(self, commit: str, before: str | None) -> None:
        """Makes `commit` the branch's tip. Raises RaceError where that is no longer `before`."""
        where = f"refs/heads/{self._name}"
        if not self.remote:
            if self.process("update-ref", where, commit, before or "0" * 40).returncode:
                raise RaceError(f"{self._name} was moved meanwhile – run the same command again")
            return
        lease = f"--force-with-lease={where}:{before or ''}"
        done = self.process("push", "--quiet", "--porcelain", lease, "origin", f"{commit}:{where}")
        if done.returncode:
            said = (done.stderr + done.stdout).decode("utf-8", "replace")
            if "stale info" in said or "rejected" in said or "fetch first" in said:
                raise RaceError(f"{self._name} was moved meanwhile – run the same command again")
            raise SourceError(f"git push: {said.strip().splitlines()[0] if said.strip() else 'failed'}")
        self.git("update-ref", self.tracking, commit)

    # git

    def git(
        self,
        *arguments: str,
        environment: Mapping[str, str] | None = None,
        folder: Path | None = None,
        check: bool = True,
    ) -> str:
        done = self.process(*arguments, environment=environment, folder=folder)
        if done.returncode:
            if not check:
                return ""
            said = done.stderr.decode("utf-8", "replace").strip().splitlines()
            raise SourceError(f"git {arguments[0]}: {said[0] if said else 'failed'}")
        return done.stdout.decode("utf-8", "surrogateescape").strip()

    def run(self, *arguments: str) -> bytes:
        done = self.process(*arguments)
        if done.returncode:
            raise SourceError(f"git {arguments[0]}: {done.stderr.decode('utf-8', 'replace').strip()}")
        return done.stdout

    def process(
        self, *arguments: str, environment: Mapping[str, str] | None = None, folder: Path | None = None
    ) -> subprocess.CompletedProcess[bytes]:
        given = {**self._environment, "GIT_TERMINAL_PROMPT": "0", **self.credentials(), **(environment or {})}
        if environment and "GIT_WORK_TREE" in environment:
            given["GIT_DIR"] = self.git_dir()
        return subprocess.run(["git", *arguments], cwd=folder or self._root, env=given, capture_output=True)

    def git_dir(self) -> str:
        done = subprocess.run(
            ["git", "rev-parse", "--absolute-git-dir"], cwd=self._root, env=self._environment, capture_output=True
        )
        if done.returncode:
            raise SourceError(f"{self._root} is in no Git repository – run `git init` there first")
        return done.stdout.decode("utf-8", "surrogateescape").strip()

    def credentials(self) -> dict[str, str]:
        """The workflow's token for a push over https, given through the environment, where nobody else sees it."""
        token = self._environment.get("GITHUB_TOKEN")
        server = self._environment.get("GITHUB_SERVER_URL")
        if not token or not server or not server.startswith("https://"):
            return {}
        basic = base64.b64encode(f"x-access-token:{token}".encode()).decode()
        return {
            "GIT_CONFIG_COUNT": "1",
            "GIT_CONFIG_KEY_0": f"http.{server}/.extraheader",
            "GIT_CONFIG_VALUE_0": f"AUTHORIZATION: basic {basic}",
        }
