"""Columns of a few texts, without an index on disk."""

from __future__ import annotations

from index.column_maker import make_columns
from index.columns import Columns
from index.inversion import Inverter
from index.schema import EXACT_FIELDS, SEQUENCE_FIELDS, TEXT_FIELDS


def columns_of(*answers: str, language: str = "en") -> Columns:
    """The columns of documents with these answers."""
    inverter = Inverter(TEXT_FIELDS, EXACT_FIELDS)
    for answer in answers:
        inverter.add({"answer": answer}, {"language": [language]})
    arrays = make_columns(
        inverter.postings(), len(answers), TEXT_FIELDS, EXACT_FIELDS, SEQUENCE_FIELDS
    )
    return Columns(arrays | {"ordinals": arrays["answer.lengths"]}, TEXT_FIELDS, len(answers))
