"""What of Whoosh's own tests our index is not held to, and why.

Every module of Whoosh's tests is in ``MODULES`` or in ``NOT_APPLICABLE``; every test of
``MODULES`` that may fail is in ``EXCLUDED``, and one that passes all the same is an error.
"""

MODULES = {
    "analysis",
    "classify",
    "cli",
    "codecs",
    "collector",
    "columns",
    "dateparse",
    "downstream_compat",
    "fields",
    "flexible",
    "highlighting",
    "indexing",
    "matching",
    "misc",
    "mpwriter",
    "nested",
    "parse_plugins",
    "parsing",
    "quality",
    "queries",
    "reading",
    "results",
    "searching",
    "sorting",
    "spans",
    "spelling",
    "vectors",
    "weightings",
    "writing",
}

_NO_INDEX = "no index is made: the module is of a part that we use as it is, or not at all"
_NO_FILES = "needs files of the project's repository that its source distribution lacks"
_OTHERS = "an adapter to another project, which is not installed"

NOT_APPLICABLE = {
    "automata": _NO_INDEX,
    "base85": _NO_INDEX,
    "bits": _NO_INDEX,
    "bump_version_script": _NO_FILES,
    "colorize": _NO_INDEX,
    "compound": _NO_INDEX,
    "example_acronyms": _NO_FILES,
    "example_parallel_indexing": _NO_FILES,
    "example_parallel_search": _NO_FILES,
    "example_rag_retriever": _NO_FILES,
    "example_signed_numbers": _NO_FILES,
    "examples_runnable": _NO_FILES,
    "formats_combine": _NO_INDEX,
    "langchain": _OTHERS,
    "llamaindex": _OTHERS,
    "mcp": _OTHERS,
    "phonetic": _NO_INDEX,
    "postings": _NO_INDEX,
    "site_version_sync": _NO_FILES,
    "stem": _NO_INDEX,
    "tables": _NO_INDEX,
    "typing": _NO_INDEX,
}

_PROCESSES = "several processes would hand each other pickles; ours is written by one"
_OWN_FILES = "looks into the files of Whoosh's own codec"

EXCLUDED = {
    "test_codecs.py::test_corrupt_postings_block_raises_clear_error": _OWN_FILES,
    "test_codecs.py::test_plaintext_codec": "writes segments of another codec into the index",
    "test_codecs.py::test_tiny_blocks_stored_uncompressed_round_trip": _OWN_FILES,
    "test_indexing.py::test_ramstorage_temp_storage_is_in_memory": (
        "segments are mapped files: there is no index in RAM"
    ),
    "test_indexing.py::test_version_in": "the TOC has a format of its own, and its own number",
    "test_mpwriter.py::test_basic_multi": _PROCESSES,
    "test_mpwriter.py::test_basic_serial": _PROCESSES,
    "test_mpwriter.py::test_filestorage_still_uses_mpwriter": _PROCESSES,
    "test_mpwriter.py::test_finish_segment": _PROCESSES,
    "test_mpwriter.py::test_merge_multi": _PROCESSES,
    "test_mpwriter.py::test_merge_serial": _PROCESSES,
    "test_mpwriter.py::test_mpwriter_default_start_method_unchanged": _PROCESSES,
    "test_mpwriter.py::test_mpwriter_explicit_start_method[forkserver]": _PROCESSES,
    "test_mpwriter.py::test_mpwriter_explicit_start_method[spawn]": _PROCESSES,
    "test_mpwriter.py::test_multisegment": _PROCESSES,
    "test_mpwriter.py::test_no_add": _PROCESSES,
    "test_mpwriter.py::test_no_score_no_store": _PROCESSES,
    "test_reading.py::test_first_id": (
        "asks that a cursor over several segments be missing; ours has one"
    ),
    "test_results.py::test_lengths": (
        "asks that counts be estimates where documents were skipped; none are skipped"
    ),
    "test_searching.py::test_buffered_refresh": (
        "asks that a refreshed searcher keep documents in memory that are not in the index; "
        "once they are committed, it would show them twice"
    ),
    "test_sorting.py::test_add_sortable": "adds a file to a segment; segments are immutable",
    "test_writing.py::test_commit_failure_releases_writelock": (
        "makes a method fail that our writer replaces; test_codec_commit.py has the same"
    ),
}
