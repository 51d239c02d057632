"""Posting lists survive the way to disk and back, for this codec and for Whoosh itself."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from whoosh import query as whoosh_query
from whoosh.filedb.filestore import FileStorage
from whoosh.index import open_dir

from index.codec import Codec, FieldPostings, read_postings
from index.inversion import Inverter
from index.languages import raw_words, tokens
from index.schema import EXACT_FIELDS, TEXT_FIELDS, make_schema
from index.varint import decode, encode
from tests.index.collection import Collection
from tests.index.generated import WORDS

# ------------------------------------------------------------------ numbers

LIMITS = [n for bits in (7, 14, 21, 28, 31) for n in (2**bits - 1, 2**bits) if n < 2**31]


@given(st.lists(st.integers(0, 2**31 - 1) | st.integers(0, 300) | st.sampled_from(LIMITS)))
@example([])
@example([0])
@example(LIMITS)
@example([2**31 - 1] * 3)
def test_numbers_come_back_as_they_went(numbers: list[int]) -> None:
    data, offsets = encode(np.array(numbers, np.uint32))
    assert decode(data).tolist() == numbers
    assert len(offsets) == len(numbers) + 1
    assert offsets[0] == 0
    assert offsets[-1] == len(data)


@given(st.lists(st.integers(0, 2**31 - 1), min_size=1), st.data())
def test_a_stretch_of_numbers_is_read_alone(numbers: list[int], data: st.DataObject) -> None:
    code, offsets = encode(np.array(numbers, np.uint32))
    first = data.draw(st.integers(0, len(numbers)))
    end = data.draw(st.integers(first, len(numbers)))
    assert decode(code[offsets[first] : offsets[end]]).tolist() == numbers[first:end]


@pytest.mark.parametrize(
    ("number", "size"), [(0, 1), (127, 1), (128, 2), (2**14, 3), (2**28 - 1, 4), (2**31 - 1, 5)]
)
def test_a_number_takes_seven_bits_a_byte(number: int, size: int) -> None:
    assert len(encode(np.array([number], np.uint32))[0]) == size


# ------------------------------------------------------------------ posting lists

_TEXTS = st.lists(st.sampled_from(WORDS), max_size=30).map(" ".join) | st.text(max_size=20)
_DOCUMENTS = st.lists(
    st.tuples(
        st.dictionaries(st.sampled_from(TEXT_FIELDS), _TEXTS),
        st.dictionaries(
            st.sampled_from(EXACT_FIELDS),
            st.lists(st.text(st.characters(codec="utf-8"), max_size=5), max_size=3),
        ),
    ),
    min_size=1,
    max_size=8,
)
Documents = Sequence[tuple[Mapping[str, str], Mapping[str, Sequence[str]]]]


def inverted(documents: Documents) -> dict[str, FieldPostings]:
    inverter = Inverter(TEXT_FIELDS, EXACT_FIELDS)
    for texts, exact in documents:
        inverter.add(texts, exact)
    return inverter.postings()


def written_and_read(
    postings: Mapping[str, FieldPostings], documents: int
) -> dict[str, FieldPostings]:
    """What a segment gives back of the postings that were written into it."""
    with TemporaryDirectory() as folder:
        storage = FileStorage(folder)
        codec = Codec()
        segment = codec.new_segment(storage, "MAIN")
        schema = make_schema()
        segment.set_doc_count(documents)
        codec.per_document_writer(storage, segment).close()
        writer = codec.field_writer(storage, segment)
        for name, own in postings.items():
            writer.add_field(name, schema[name], own, documents)
        writer.close()
        return read_postings(storage, segment, schema)


def plain(postings: FieldPostings) -> tuple[list[object], ...]:
    arrays = (postings.starts, postings.docs, postings.freqs, postings.positions)
    return (list(postings.terms), *(array.tolist() for array in arrays))


@settings(max_examples=20)
@given(_DOCUMENTS)
def test_what_is_written_is_read_back(documents: Documents) -> None:
    postings = inverted(documents)
    read = written_and_read(postings, len(documents))
    assert {name: plain(own) for name, own in read.items()} == {
        name: plain(own) for name, own in postings.items() if len(own.terms)
    }


@settings(max_examples=20)
@given(_DOCUMENTS)
def test_pieces_make_the_same_whole(documents: Documents) -> None:
    whole = {name: plain(own) for name, own in inverted(documents).items()}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("index.inversion._BLOCK", 5)
        patch.setattr("index.codec._PART", 3)
        postings = inverted(documents)
        read = written_and_read(postings, len(documents))
    assert {name: plain(own) for name, own in postings.items()} == whole
    assert {name: plain(own) for name, own in read.items()} == {
        name: own for name, own in whole.items() if own[0]
    }


def test_large_gaps_and_frequencies_are_read_back() -> None:
    freqs = np.array([1, 300, 2])
    positions = np.concatenate(([70_000], np.arange(300) * 1000, [5, 2_000_000]))
    own = FieldPostings(["a", "é"], np.array([0, 2, 3]), np.array([3, 40_000, 0]), freqs, positions)
    read = written_and_read({"answer": own}, 40_001)
    assert plain(read["answer"]) == plain(own)


@given(_DOCUMENTS)
def test_postings_say_where_each_word_stands(documents: Documents) -> None:
    postings = inverted(documents)
    for name in TEXT_FIELDS:
        places: defaultdict[str, list[tuple[int, int]]] = defaultdict(list)
        for number, (texts, _) in enumerate(documents):
            for token in tokens(texts.get(name, "")):
                places[token.term].append((number, token.position))
        own = postings[name]
        docs = np.repeat(own.docs, own.freqs).tolist()
        found = list(zip(docs, own.positions.tolist(), strict=True))
        counts = np.add.reduceat(own.freqs, own.starts[:-1]).tolist() if len(own.docs) else []
        assert list(own.terms) == sorted(places)
        for term, count in zip(own.terms, counts, strict=True):
            assert sorted(found[:count]) == sorted(places[term])
            del found[:count]


@given(st.lists(st.sampled_from(WORDS), max_size=20).map(" ".join))
def test_words_are_counted_once(text: str) -> None:
    inverter = Inverter(TEXT_FIELDS, EXACT_FIELDS)
    inverter.add({"answer": text, "title": text}, {})
    assert inverter.words == 2 * len(raw_words(text))


# ------------------------------------------------------------------ Whoosh itself


@pytest.mark.parametrize(
    ("field", "words", "found"),
    [
        ("answer", ["aid"], {"1", "3"}),
        ("answer", ["military", "aid"], {"1"}),
        ("answer", ["aid", "military"], set()),
        ("answer", ["long", "term", "aid"], {"3"}),
        ("answer", ["longterm"], {"3"}),
        ("question", ["北约"], {"2"}),
        ("question", ["成", "员"], {"2"}),
        ("question", ["حلف"], {"3"}),
        ("question", [unicodedata.normalize("NFC", "łódź")], {"1"}),
        ("title", ["nowhere"], set()),
        ("language", ["de"], {"1"}),
        ("path", ["A/B"], {"1", "2", "3"}),
    ],
)
def test_whoosh_reads_and_searches_the_index(
    collection: Collection, field: str, words: list[str], found: set[str]
) -> None:
    pairs = {
        "1": ("Łódź?", "It coordinates military aid.", "de"),
        "2": ("北约成员?", "All of them.", "zh"),
        "3": ("حَلَف?", "Long-term aid, aid and aid.", "ar"),
    }
    collection.write_jsonl(
        "a.jsonl",
        *(
            {
                "topics": ["A/B"],
                "language": language,
                "questions": [{"id": id_, "question": question, "answer": answer}],
            }
            for id_, (question, answer, language) in pairs.items()
        ),
    )
    collection.build()
    folder: Path = collection.index_file("manifest.json").parent
    tree = (
        whoosh_query.Term(field, words[0]) if len(words) == 1 else whoosh_query.Phrase(field, words)
    )
    with open_dir(str(folder)).searcher() as searcher:
        data = [hit["data"] for hit in searcher.search(tree)]
        assert {own["id"] for own in data if "briefing_id" in own} == found


def test_whoosh_sees_how_often_and_where_a_term_stands(collection: Collection) -> None:
    collection.write("a.txt", "Text.\nWho?\nAid is aid, and more aid.")
    collection.build()
    folder = collection.index_file("manifest.json").parent
    with open_dir(str(folder)).searcher() as searcher:
        reader = searcher.reader()
        postings = reader.postings("answer", "aid")
        assert postings.value_as("positions") == [0, 2, 5]
        assert postings.value_as("frequency") == postings.weight() == 3
        assert reader.doc_frequency("answer", "aid") == 1
        assert reader.doc_field_length(postings.id(), "answer") == 6
