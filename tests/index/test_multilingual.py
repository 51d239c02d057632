"""What people type and what files hold are written in many ways, and meet."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence

import pytest

from index import Library
from index.model import Span
from tests.index.collection import Collection

# For each language, entries as files hold them: id, question and answer.
ENTRIES: dict[str, Sequence[tuple[str, str]]] = {
    "en": [
        ("apostrophe", "What is Ukraine\u2019s plan?"),
        ("dont", "Why don\u2019t ships sail?"),
        ("w2", "Where is the W-2 form?"),
        ("bit", "Which 64\u2011bit system?"),
        ("email", "Who reads e\u2013mail?"),
        ("term", "What long\u2010term effects?"),
        ("soft", "Is co\u00adoper\u00adation good?"),
        ("zero", "Is zero\u200bwidth harm\u2060less?"),
        ("ligature", "Is the of\ufb01cial \ufb02eet ready?"),
        ("co2", "How much CO\u2082 is emitted?"),
        ("m2", "How many m\u00b2 are heated?"),
        ("wide", "Is \uff2e\uff21\uff34\uff2f wide?"),
        ("quoted", "What is the \u201cred line\u201d?"),
        ("cafe", "Is the cafe\u0301 open?"),
        ("strategies", "Which strategies were tested?"),
        ("initials", "Does the U.S. pay?"),
        ("number", "Are 1,000 and 3.5 numbers?"),
    ],
    "de": [
        ("strasse", "Ist die Stra\u00dfe gesperrt?"),
        ("mitglied", "Was sagen die Mitgliedstaaten?"),
        ("muenchen", "Was kostet M\u00fcnchen?"),
    ],
    "fr": [
        ("otan", "Que fait l\u2019OTAN?"),
        ("europe", "Les sanctions europ\u00e9ennes sont-elles utiles?"),
        ("coeur", "O\u00f9 est le c\u0153ur du sujet?"),
    ],
    "es": [("refugiados", "\u00bfD\u00f3nde viven los refugiados?")],
    "it": [("citta", "Quali citt\u00e0 ricevono aiuti umanitari?")],
    "ru": [
        ("zamok", "Где стоит за\u0301мок?"),
        ("ukraine", "Что происходит на Украине?"),
        ("yolka", "Где стоит ёлка?"),
    ],
    "tr": [
        ("istanbul", "\u0130stanbul nerede?"),
        ("isik", "I\u015f\u0131k nerede?"),
        ("kitap", "Kitaplar nerede?"),
    ],
    "ar": [("nato", "ما هو دور الن\u0640اتو؟"), ("hilf", "من يقود الحَلَف؟")],
    "hi": [("desh", "देशों की सहायता कौन करता है?")],
    "el": [("ellada", "Πού είναι η Ελλάδα;"), ("polis", "Ποιες πόλεις βοηθούν;")],
    "ko": [("ukr", "우크라이나를 누가 지원합니까?")],
    "zh": [("china", "北约成员国如何支持乌克兰?")],
    "ja": [("japan", "ウクライナ支援はいつまで続きますか?")],
    "th": [("thai", "ประเทศไทยช่วยเหลืออย่างไร?")],
    "he": [("israel", "מי עוזר לְאוקראינה?")],
    "vi": [("viet", "Việt Nam hỗ trợ thế nào?")],
    "pl": [("lodz", "Kto mieszka w mie\u015bcie \u0141\u00f3d\u017a?")],
}


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    collection = Collection(tmp_path_factory.mktemp("multilingual"))
    for language, entries in ENTRIES.items():
        pairs = [{"id": id_, "question": question, "answer": "-"} for id_, question in entries]
        collection.write_jsonl(
            f"{language}.jsonl", {"title": "-", "language": language, "questions": pairs}
        )
    yield collection.library()
    collection.close()


# What is typed, the entry that it finds first, and what is marked in it. Typed with a blank
# behind it, the word is finished.
FOUND = [
    # apostrophes and quotation marks
    ("Ukraine's ", "apostrophe", ["Ukraine"]),
    ("ukraine\u2019s ", "apostrophe", ["Ukraine"]),
    ("ukraine ", "apostrophe", ["Ukraine"]),
    ("don't sail ", "dont", ["sail"]),
    ("dont ", "dont", ["don\u2019t"]),
    ("don`t ", "dont", ["don\u2019t"]),
    ("l'OTAN ", "otan", ["l\u2019OTAN"]),
    ("OTAN ", "otan", ["l\u2019OTAN"]),
    ('"red line"', "quoted", ["red", "line"]),
    ("\u201cred line\u201d", "quoted", ["red", "line"]),
    ("\u00abred line\u00bb", "quoted", ["red", "line"]),
    ("\u201ered line\u201c", "quoted", ["red", "line"]),
    # hyphens
    ("W-2 ", "w2", ["W-2"]),
    ("w2 ", "w2", ["W-2"]),
    ("W\u20112 ", "w2", ["W-2"]),
    ("W\u22122 ", "w2", ["W-2"]),
    ('"W-2"', "w2", ["W", "2"]),
    ('"w 2"', "w2", ["W", "2"]),
    ("64-bit ", "bit", ["64\u2011bit"]),
    ("64bit ", "bit", ["64\u2011bit"]),
    ("64 bit ", "bit", ["64", "bit"]),
    ("E-Mail ", "email", ["e\u2013mail"]),
    ("email ", "email", ["e\u2013mail"]),
    ("e\u2010mail ", "email", ["e\u2013mail"]),
    ("mail ", "email", ["e\u2013mail"]),
    ("long-term ", "term", ["long\u2010term"]),
    ("longterm ", "term", ["long\u2010term"]),
    ("long term ", "term", ["long", "term"]),
    ("+long-term", "term", ["long\u2010term"]),
    # what cannot be seen
    ("cooperation ", "soft", ["co\u00adoper\u00adation"]),
    ("co\u00adoperation ", "soft", ["co\u00adoper\u00adation"]),
    ("zerowidth ", "zero", ["zero\u200bwidth"]),
    ("harmless ", "zero", ["harm\u2060less"]),
    ("ze\u200dro\ufeffwidth ", "zero", ["zero\u200bwidth"]),
    ("\u200eharmless\u200f ", "zero", ["harm\u2060less"]),
    # forms of letters and digits
    ("official fleet ", "ligature", ["of\ufb01cial", "\ufb02eet"]),
    ("of\ufb01cial ", "ligature", ["of\ufb01cial"]),
    ("CO2 ", "co2", ["CO\u2082"]),
    ("co\u2082 ", "co2", ["CO\u2082"]),
    ("m2 ", "m2", ["m\u00b2"]),
    ("NATO wide ", "wide", ["\uff2e\uff21\uff34\uff2f", "wide"]),
    ("\uff2e\uff21\uff34\uff2f ", "wide", ["\uff2e\uff21\uff34\uff2f"]),
    ("cafe ", "cafe", ["cafe\u0301"]),
    ("caf\u00e9 ", "cafe", ["cafe\u0301"]),
    ("CAFE\u0301 ", "cafe", ["cafe\u0301"]),
    ("U.S. ", "initials", ["U.S"]),
    ("1,000 ", "number", ["1,000"]),
    ("1000 ", "number", ["1,000"]),
    ("3.5 ", "number", ["3.5"]),
    ("strasse ", "strasse", ["Stra\u00dfe"]),
    ("STRASSE ", "strasse", ["Stra\u00dfe"]),
    ("stra\u1e9ee ", "strasse", ["Stra\u00dfe"]),
    ("Munchen ", "muenchen", ["M\u00fcnchen"]),
    ("Mu\u0308nchen ", "muenchen", ["M\u00fcnchen"]),
    ("coeur ", "coeur", ["c\u0153ur"]),
    ("c\u0153ur ", "coeur", ["c\u0153ur"]),
    ("istanbul ", "istanbul", ["\u0130stanbul"]),
    ("\u0130STANBUL ", "istanbul", ["\u0130stanbul"]),
    ("ISTANBUL ", "istanbul", ["\u0130stanbul"]),
    ("isik ", "isik", ["I\u015f\u0131k"]),
    ("\u0131\u015f\u0131k ", "isik", ["I\u015f\u0131k"]),
    ("lodz ", "lodz", ["\u0141\u00f3d\u017a"]),
    ("LO\u0301DZ ", "lodz", ["\u0141\u00f3d\u017a"]),
    ("citta ", "citta", ["citt\u00e0"]),
    ("замок ", "zamok", ["за\u0301мок"]),
    ("за\u0301мок ", "zamok", ["за\u0301мок"]),
    ("ЗАМОК ", "zamok", ["за\u0301мок"]),
    ("елка ", "yolka", ["ёлка"]),
    ("الناتو ", "nato", ["الن\u0640اتو"]),
    ("الحلف ", "hilf", ["الحَلَف"]),
    ("ελλαδα ", "ellada", ["Ελλάδα"]),
    ("ΕΛΛΑΔΑ ", "ellada", ["Ελλάδα"]),
    ("viet nam ", "viet", ["Việt", "Nam"]),
    ("Việt Nam ", "viet", ["Việt", "Nam"]),
    (unicodedata.normalize("NFD", "hỗ trợ "), "viet", ["hỗ", "trợ"]),
    ("ho tro ", "viet", ["hỗ", "trợ"]),
    ("לאוקראינה ", "israel", ["לְאוקראינה"]),
    # forms of words
    ("strategy ", "strategies", ["strategies"]),
    ("testing ", "strategies", ["tested"]),
    ("Mitgliedstaat ", "mitglied", ["Mitgliedstaaten"]),
    ("europ\u00e9en ", "europe", ["europ\u00e9ennes"]),
    ("sanction ", "europe", ["sanctions"]),
    ("refugiado ", "refugiados", ["refugiados"]),
    ("umanitario ", "citta", ["umanitari"]),
    ("украина ", "ukraine", ["Украине"]),
    ("Украины ", "ukraine", ["Украине"]),
    ("kitap ", "kitap", ["Kitaplar"]),
    ("ناتو ", "nato", ["الن\u0640اتو"]),
    ("देश ", "desh", ["देशों"]),
    ("πολη ", "polis", ["πόλεις"]),
    ("우크라이나는 ", "ukr", ["우크라이나를"]),
    ("우크라이나 ", "ukr", ["우크라이나를"]),
    # stretches of what has no blanks
    ("北约 ", "china", ["北约"]),
    ("北约", "china", ["北约"]),
    ("支援", "japan", ["支援"]),
    ("成员国 ", "china", ["成员国"]),
    ("乌克兰 ", "china", ["乌克兰"]),
    ('"支持乌克兰"', "china", ["支持乌克兰"]),
    ("支援 ", "japan", ["支援"]),
    ("ウクライナ ", "japan", ["ウクライナ"]),
    ("ｳｸﾗｲﾅ ", "japan", ["ウクライナ"]),
    ("ไทย ", "thai", ["ไทย"]),
    ("ช่วยเหลือ ", "thai", ["ช่วยเหลือ"]),
]


def stretches(text: str, spans: Sequence[Span]) -> list[str]:
    """What is marked, neighbours without a gap in one."""
    parts = "".join(
        ("" if before == start else "\n") + text[start:end]
        for (start, end), before in zip(spans, (-1, *(end for _, end in spans)), strict=False)
    )
    return parts.split("\n")[1:]


@pytest.mark.parametrize(
    ("typed", "id_", "marked"), FOUND, ids=[f"{n}-{id_}" for n, (_, id_, _) in enumerate(FOUND)]
)
def test_variants_meet_and_are_marked(
    library: Library, typed: str, id_: str, marked: list[str]
) -> None:
    results = library.search(typed)
    hit = results.hits[0]
    assert hit.id == id_
    assert stretches(hit.question, results.spans(hit.question)) == marked


@pytest.mark.parametrize("form", ["NFC", "NFD", "NFKC", "NFKD"])
def test_every_entry_is_found_by_its_question_in_any_form(library: Library, form: str) -> None:
    for entries in ENTRIES.values():
        for id_, question in entries:
            assert library.search(unicodedata.normalize(form, question)).hits[0].id == id_  # type: ignore[arg-type]


def test_offsets_are_those_of_the_original_text(library: Library) -> None:
    text = "A\u0301 \u0130\u0130 \U0001f600 co\u00adoper\u00adation, \ufb02eet. Stra\u00dfe\u200b!"
    marked = library.search("cooperation OR fleet OR strasse").spans(text)
    assert [text[start:end] for start, end in marked] == [
        "co\u00adoper\u00adation",
        "\ufb02eet",
        "Stra\u00dfe\u200b",
    ]


@pytest.mark.parametrize("typed", ["иод", "国约", "ยทไ", "couer", "isk", "μολις"])
def test_look_alikes_stay_apart(library: Library, typed: str) -> None:
    assert library.search(f'"{typed}"').total == 0


# ------------------------------------------------------------------ which language


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "The members of the alliance met in the capital to discuss aid."),
        ("de", "Die Mitglieder des Bündnisses trafen sich in der Hauptstadt."),
        ("fr", "Les membres de l'alliance se sont réunis dans la capitale."),
        ("es", "Los miembros de la alianza se reunieron en la capital."),
        ("it", "I membri dell'alleanza si sono riuniti nella capitale."),
        ("ru", "Члены альянса встретились в столице, чтобы обсудить помощь."),
        ("uk", "Члени альянсу зустрілися в столиці, щоб обговорити допомогу."),
        ("tr", "İttifak üyeleri yardımı görüşmek üzere başkentte toplandı."),
        ("ar", "اجتمع أعضاء الحلف في العاصمة لمناقشة المساعدات."),
        ("hi", "गठबंधन के सदस्य सहायता पर चर्चा करने के लिए राजधानी में मिले।"),
        ("el", "Τα μέλη της συμμαχίας συναντήθηκαν στην πρωτεύουσα."),
        ("ko", "동맹 회원국들은 지원을 논의하기 위해 수도에서 만났다."),
        ("zh", "联盟成员在首都会面，讨论援助问题。"),
        ("ja", "同盟のメンバーは支援について話し合うために首都で会合した。"),
        ("th", "สมาชิกของพันธมิตรพบกันที่เมืองหลวงเพื่อหารือเรื่องความช่วยเหลือ"),
        ("he", "חברי הברית נפגשו בבירה כדי לדון בסיוע."),
        ("vi", "Các thành viên của liên minh đã gặp nhau tại thủ đô."),
    ],
)
def test_language_that_is_not_given_is_detected(
    collection: Collection, language: str, text: str
) -> None:
    collection.write("a.txt", f"{text}\nWho?\nWe.")
    library = collection.library()
    assert library.search(f"language:{language}").total == 2
    assert library.search("language:xx").total == 0


def test_language_that_is_given_is_believed(collection: Collection) -> None:
    collection.write_jsonl(
        "a.jsonl", {"briefing": "The members of the alliance.", "language": "de"}
    )
    library = collection.library()
    assert library.search("language:de").total == 1
    assert library.search("language:en").total == 0


def test_too_little_text_has_no_language(collection: Collection) -> None:
    collection.write_jsonl("a.jsonl", {"briefing": "Oslo."})
    library = collection.library()
    assert library.search("oslo ").total == 1
    assert library.search("language:no OR language:en OR language:de").total == 0


def test_pairs_tell_the_language_of_a_briefing_without_text(collection: Collection) -> None:
    pair = {"question": "Wer repariert die Kabel in der Ostsee?", "answer": "Die Eigentümer."}
    collection.write_jsonl("a.jsonl", {"questions": [pair]})
    assert collection.library().search("language:de").total == 1


def test_stems_of_a_language_are_those_of_its_own_texts(collection: Collection) -> None:
    german, english = {"language": "de"}, {"language": "en"}
    collection.write_jsonl(
        "a.jsonl",
        {**german, "questions": [{"id": "de", "question": "Welche Häuser?", "answer": "-"}]},
        {**english, "questions": [{"id": "en", "question": "Which houses?", "answer": "-"}]},
    )
    library = collection.library()
    assert [hit.id for hit in library.search("haus ").hits][:1] == ["de"]
    assert [hit.id for hit in library.search("house ").hits][:1] == ["en"]
