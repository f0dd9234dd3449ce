"""``make github``: the test GitHub with the demonstration community, to try the whole loop on one machine."""

from __future__ import annotations

import argparse
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

from tests.github.forum import Forum
from tests.github.seed import seed_forum
from tests.github.server import GitHub, serve

TOKEN = "try-it-out"
WORDS = """\
The test GitHub is at {base}/{name}/discussions with the demonstration's {count} discussions.

1. Write a comment there with your browser, or from another terminal:
     curl -d login=you -d act=comment -d body='Does this work?' {base}/{name}/discussions/{number}
2. Mirror it, build, and look at it (in the project's folder, with . .venv/bin/activate):
     CANDOR_GITHUB_URL={base} GITHUB_TOKEN={token} candor sync
     candor build
   The page is site/questions/move-hub/index.html.
3. git checkout content/.discussions brings the demonstration back as it was.

Ctrl-C ends it; what was written here is then gone.
"""


def main() -> None:
    """Serves until Ctrl-C."""
    parser = argparse.ArgumentParser(prog="python -m tests.github", description=__doc__)
    parser.add_argument("--port", type=int, default=8128, help="where to listen on 127.0.0.1 (8128)")
    parser.add_argument("--content", type=Path, default=Path("content"), help="the community to start with (content)")
    parser.add_argument("--repository", default="fernhill/community", help="its name (fernhill/community)")
    given = parser.parse_args()
    forum = Forum(lambda: datetime.now(UTC).replace(microsecond=0))
    repository = seed_forum(forum, given.repository, given.content)
    github = GitHub(forum)
    github.admit(TOKEN, "candor")
    try:
        with serve(github, given.port) as base:
            forum.url = base
            number = 128 if any(each.number == 128 for each in repository.discussions) else repository.last
            print(
                WORDS.format(
                    base=base, name=given.repository, count=len(repository.discussions), number=number, token=TOKEN
                ),
                flush=True,
            )
            asked = 0
            while True:
                time.sleep(0.5)
                for name, _ in github.log[asked:]:
                    print(f"  {name} was asked; {github.points} points in all", flush=True)
                asked = len(github.log)
    except KeyboardInterrupt:
        print()
    except OSError as error:
        sys.exit(f"127.0.0.1:{given.port}: {error.strerror} – stop what listens there, or choose another with --port")


if __name__ == "__main__":
    main()
