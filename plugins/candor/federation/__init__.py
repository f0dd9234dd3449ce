"""Conversations that live elsewhere, mirrored into the community's own archive.

A *source* is one small module or package here that can list its threads and fetch them whole
(`source.Source`): ``github``, ``atom``. ``sync`` is the one algorithm that brings the archive to what
a source holds, whatever the source's lists and times leave out; ``archive`` the only writer of
``content/.discussions``; ``ledger`` keeps erased accounts out for good.

Only ``cli`` imports this package, so that a build cannot touch the network. The words of a
source's own interface stay inside its module.
"""
