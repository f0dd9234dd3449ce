"""The edge to the host: MkDocs 1.6, or its fork ProperDocs, with Material's theme.

`plugin` holds what the host calls, each event with the reason for its place in the order; `files`
is what the host is shown of ``content/``; `specimens` renders the pages that plates are cast from;
`compat` is the table of other plugins; `inputs` says what the host's output depends on; `host` runs
the host for ``candor build``. Nothing else in Candor may know the host.
"""
