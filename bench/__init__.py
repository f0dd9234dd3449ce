"""The benchmark: one forum, several site generators, the figures side by side.

`forum` reads the imported forum and multiplies it, `history` gives it its commits, `contenders`
stage it for each generator, `proof` shows that all of them print the same, `measure` runs them,
`report` writes ``RESULTS.md``. Run it with ``python -m bench`` (or ``make bench``).
"""
