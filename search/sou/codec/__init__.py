"""Codec stage: a whole Whoosh index whose segments are container files of the store.

Schema, writer, merge policies, query tree, matchers, collectors, columns and highlighter
are Whoosh's; files, commit and everything that Whoosh would pickle are ours. Begin with
``sou.codec.index``; ``sou.codec.application`` lets Whoosh's matchers read the
application's own index. Nothing here is imported before it is asked for.
"""
