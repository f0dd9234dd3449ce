"""The nouns: frozen records and nothing that acts.

No input or output lives here, and no clock. `records` is what people write by hand, `archive` is
what mirrored discussions look like on disk, `corpus` is what both become once they are read,
`html` is the one type that may reach a page unescaped, `limits` is the one table of limits.
"""
