"""Search by words alone, by meaning alone and by both, on the same texts in one run.

Not part of the program and not run by its tests. `make bench-meaning CORPORA=DIR` writes the
figures into this folder's README.
"""
