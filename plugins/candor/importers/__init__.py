"""Foreign forums become content: one module a format, each a function from a file to a `Report`.

An importer reads its input as a stream, writes below ``content/`` only, file by file and
atomically, and can be killed at any moment and run again. It never overwrites what a person has
edited since. What a forum's own markup means is `bbcode`'s business, who is who `names`', what may
be written `ledger`'s; nothing here renders anything or knows a page.
"""
