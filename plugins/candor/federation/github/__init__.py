"""GitHub Discussions as a source: ``login`` and ``transport`` speak to GitHub, ``queries`` holds all they say,
``wire`` turns its words into ours, ``forum`` is the source, ``events`` reads webhooks as hints."""
