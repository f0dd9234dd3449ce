"""Badges as signed credentials: Open Badges 3.0 in their VC-JWT form, RS256, as static files of the site.

`documents` says what is signed, `signing` signs and checks, `office` keeps ``content/credentials/``:

=============================  ==================================================
``issuer.json``                who issues: an Open Badges profile
``key.json``                   the public key, a JWK
``achievements/<badge>.json``  what a badge stands for
``<member>/<badge>.jwt``       a credential
``<member>/<badge>.revoked``   that it holds no longer: when, and why
``status.jwt``                 a bit for each credential, signed too
=============================  ==================================================

Only ``candor badges`` writes there; a build publishes the files as they are. The same badge signed
with the same key gives the same bytes. Contexts are named by version and never fetched. Without a
key everything else works.
"""
