"""Brief stage: one short search from a cold start, without numpy and Whoosh.

Importing numpy takes longer than everything else such a search does. The stage answers
the commonest queries, plain words and a phrase, on lists short enough for Python, as
:mod:`sou.searching` does; for all others it says that it cannot.
"""
