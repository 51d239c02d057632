"""This program's search beside its peers: the same texts, the same queries, in one run.

Not part of the program and not run by its tests. `make bench CORPORA=DIR` writes the figures
into this folder's README.
"""
