"""One topic with an accepted answer, as the importer leaves it."""

from __future__ import annotations

import json

INDEX = """---
title: "Why \\"this\\"?"
author: discourse:7
at: 2016-01-02T03:04:05Z
topics: [support]
threads: [discourse/12]
accepted: answers/post-3.md
---
It does not work

```cpp
int main
```
"""
ANSWER = "---\nauthor: discourse:8\nat: 2016-01-03T00:00:00Z\nfrom: discourse/12/3\n---\nTry again\n"


def comment(number: int, author: str, body: str) -> str:
    at = f"2016-01-0{number}T00:00:00Z"
    line = {"t": "comment", "id": f"p-{number}", "num": number, "author": author, "created": at, "body": body}
    return json.dumps(line, sort_keys=True) + "\n"


HEADER = {"t": "thread", "id": "t-12", "number": 12, "answer": "p-3", "author": "discourse:7", "comments": 2}
COMMENTS = comment(2, "discourse:7", "Me again") + comment(3, "discourse:8", "Try again")
ACCOUNTS = [{"id": "discourse:7", "login": "ann"}, {"id": "discourse:8", "login": "bob"}]
CONTENT = {
    "community.yml": "name: Forum\ntopics:\n  support: {title: Support}\n",
    "questions/2016/why-this/index.md": INDEX,
    "questions/2016/why-this/answers/post-3.md": ANSWER,
    ".discussions/discourse/0/12.jsonl": json.dumps(HEADER) + "\n" + COMMENTS,
    ".discussions/discourse/accounts.jsonl": "".join(json.dumps(account) + "\n" for account in ACCOUNTS),
}
