"""The world, read: front matter, content tree, Git history, discussion archive, Markdown.

Each module turns one kind of source into the nouns of `candor.model` and never raises on what
strangers wrote: a fault is a `Diagnostic` beside the part that could be read. `tree` lists the
files, `frontmatter` reads YAML strictly, `posts` reads one post with its threads, `corpus` puts
all posts together, `check` does all of it without a build. Nothing here writes below ``content/``
or knows the network.
"""
