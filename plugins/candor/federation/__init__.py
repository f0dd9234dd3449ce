"""Conversations that live elsewhere, mirrored into the community's own archive.

A *source* is one small module or package here that can list its threads and fetch them whole
(`source.Source`): ``github``, ``atom``. ``sync`` is the one algorithm that brings the archive to what
a source holds, whatever the source's lists and times leave out; ``archive`` the only writer of
``content/.discussions``; ``ledger`` keeps erased accounts out for good. A new source is a module with
the five methods of `Source` and a line in ``candor.cli.sync``; bodies reach it as Markdown (``wording``
makes it of HTML), and what it does not know for gone it must not leave out.

Only ``cli`` imports this package, so that a build cannot touch the network. The words of a
source's own interface stay inside its module.
"""
