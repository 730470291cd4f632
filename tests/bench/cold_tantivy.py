"""The least script that asks a tantivy index: ``cold_tantivy.py FOLDER WORD``.

Stands alone, so that its start is only Python's and tantivy's. A word is its pairs
side by side, ranked by pairs, characters and the word itself.
"""

import sys


def main(folder: str, word: str) -> None:
    """Print the paths of the ten best documents as JSON."""
    import json
    from importlib import import_module

    tantivy = import_module("tantivy")
    index = tantivy.Index.open(folder)
    searcher, schema, make = index.searcher(), index.schema, tantivy.Query
    grams = [word[at : at + 2] for at in range(len(word) - 1)]
    place = make.phrase_query(schema, "grams", grams) if len(grams) > 1 else None
    clauses = [(tantivy.Occur.Must, place or make.term_query(schema, "grams", grams[0]))]
    for field, terms in (("chars", list(word)), ("grams", grams), ("words", [word])):
        for term in terms:
            clauses.append((tantivy.Occur.Should, make.term_query(schema, field, term)))  # noqa: PERF401 -- two loops
    hits = searcher.search(make.boolean_query(clauses), 10).hits
    paths = [searcher.doc(address)["path"][0] for _, address in hits]
    sys.stdout.write(json.dumps(paths, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
