"""What is typed: questions, keywords, keystrokes and odd texts, the same for every engine.

Samples are drawn with fixed seeds, so that every run asks the same.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

from benchmarks import corpora as texts
from benchmarks.corpora import Document, Pair

_WORD = re.compile(r"[^\W\d_]+(?:[-'][^\W\d_]+)*")
_LETTERS = "abcdefghijklmnopqrstuvwxyz"

_FEW_TITLES = 20

# Words that nobody types as one of two keywords.
_SMALL_WORDS = frozenset(
    "a about after all also am among an and any are as at be because been before being between "
    "both but by can could did do does doing done during each for from get had has have having he "
    "her him his how i if in include includes including into is it its just many may me might "
    "more most much must my no nor not of often on one or other our out over own per shall she "
    "should since so some such than that the their them then there these they this those through "
    "to too two under until up us use used uses usually very via was we well were what when where "
    "whether which while who whom whose why will with within without would you your".split()
)


@dataclass(frozen=True, slots=True)
class Judged:
    """A query and the entries that answer it; `briefings` are those that the answers are in."""

    text: str
    targets: frozenset[str]
    briefings: frozenset[str]


def similar(corpora: Path) -> tuple[list[Document], list[Judged]]:
    """The FAQ with all its languages, and its English questions asked in other words.

    Known questions that the FAQ lacks are added as entries without an answer. Where several
    entries hold the question, each of them is right.
    """
    documents = texts.covid_faq(corpora)
    homes = _by_question(documents)
    asked = texts.similar_questions(corpora)
    for known in dict.fromkeys(question.known for question in asked):
        if _key(known) not in homes:
            number = len(documents)
            pair = Pair(f"known-{number}", known, "")
            documents.append(Document(f"known-page-{number}", "", (pair,)))
            homes[_key(known)] = {pair.id: f"known-page-{number}"}
    return documents, [
        Judged(
            question.asked,
            frozenset(homes[_key(question.known)]),
            frozenset(homes[_key(question.known)].values()),
        )
        for question in asked
    ]


def _by_question(documents: Sequence[Document]) -> dict[str, dict[str, str]]:
    """Each question to the pairs that ask it, with the documents they are in."""
    homes: dict[str, dict[str, str]] = {}
    for document in documents:
        for pair in document.pairs:
            homes.setdefault(_key(pair.question), {})[pair.id] = document.id
    return homes


def _key(question: str) -> str:
    return " ".join(re.findall(r"\w+", question.casefold()))


def known_items(documents: Sequence[Document], count: int) -> list[Judged]:
    """Two to four keywords for each of `count` pairs.

    The first is of the title, and a word of few titles if it has one: who types "syndrome"
    means a certain one. The others are of question and title or, one in three, of the answer.
    The pair they are drawn from is the one right hit.
    """
    random = Random(2)
    titles = Counter(word for document in documents for word in _content_words(document.title))
    pairs = [(document, pair) for document in documents for pair in document.pairs]
    judged = []
    for document, pair in random.sample(pairs, len(pairs)):
        title = _content_words(document.title)
        telling = [word for word in title if titles[word] <= _FEW_TITLES] or title
        if telling and (keywords := _keywords(random.choice(telling), document, pair, random)):
            judged.append(
                Judged(" ".join(keywords), frozenset({pair.id}), frozenset({document.id}))
            )
        if len(judged) == count:
            break
    return judged


def _keywords(first: str, document: Document, pair: Pair, random: Random) -> list[str]:
    """Up to four keywords, the first given; none if there are not two."""
    near = _content_words(f"{document.title} {pair.question}")
    far = [word for word in _content_words(pair.answer) if word not in near]
    near.remove(first)
    keywords = [first]
    for _ in range(random.randint(1, 3)):
        pool = far if far and (not near or random.random() < 1 / 3) else near
        if pool:
            keywords.append(pool.pop(random.randrange(len(pool))))
    return keywords if len(keywords) > 1 else []


def _content_words(text: str) -> list[str]:
    words = (match[0] for match in _WORD.finditer(text.lower()))
    return list(dict.fromkeys(w for w in words if len(w) > 2 and w not in _SMALL_WORDS))


def with_typos(judged: Sequence[Judged]) -> list[Judged]:
    """The same queries with one typing error in each word of more than four letters."""
    random = Random(3)
    return [
        Judged(
            " ".join(
                _mistyped(word, random) if len(word) > 4 else word for word in item.text.split()
            ),
            item.targets,
            item.briefings,
        )
        for item in judged
    ]


def _mistyped(word: str, random: Random) -> str:
    """The word with a letter dropped, doubled, replaced or swapped, but never its first."""
    while True:
        place = random.randrange(1, len(word))
        before, letter, after = word[:place], word[place], word[place + 1 :]
        wrong = random.choice(
            (
                before + after,
                before + letter + letter + after,
                before + random.choice(_LETTERS) + after,
                before + after[:1] + letter + after[1:],
            )
        )
        if wrong != word:
            return wrong


def contexts(corpora: Path, language: str) -> tuple[list[Document], list[Judged]]:
    """XQuAD's paragraphs and their questions in a language."""
    paragraphs = texts.xquad(corpora, language)
    return [paragraph.document for paragraph in paragraphs], [
        Judged(question, frozenset({paragraph.document.id}), frozenset({paragraph.document.id}))
        for paragraph in paragraphs
        for question in paragraph.questions
    ]


def whole_questions(corpora: Path, count: int) -> list[str]:
    """Whole questions: two of MedQuAD to one of the FAQ's in other words, mixed."""
    random = Random(4)
    medical = [pair.question for document in texts.medquad(corpora) for pair in document.pairs]
    other = [question.asked for question in texts.similar_questions(corpora)]
    third = count // 3
    questions = random.sample(medical, count - third) + random.sample(other, third)
    random.shuffle(questions)
    return questions


def keystrokes(corpora: Path, count: int) -> list[str]:
    """Every text that stands in the search field while `count` queries are typed.

    A third each are questions of MedQuAD, keywords, and the FAQ's questions in other words.
    """
    random = Random(5)
    documents = texts.medquad(corpora)
    third = count // 3
    typed = [item.text for item in known_items(documents, third)]
    typed += random.sample([q.asked for q in texts.similar_questions(corpora)], third)
    medical = [pair.question for document in documents for pair in document.pairs]
    typed += random.sample(medical, count - len(typed))
    random.shuffle(typed)
    return [text[:end] for text in typed for end in range(1, len(text) + 1)]


def is_unfinished(text: str) -> bool:
    """Whether the typing stopped within a word."""
    return text[-1:].isalnum()


def odd_queries(corpora: Path) -> dict[str, str]:
    """Texts that nobody means as a query, by what they are called in the table."""
    words = [
        word
        for document, pair in texts.first_pairs(texts.medquad(corpora), 200)
        for word in pair.answer.split()
    ]
    megabyte = " ".join(words * (1_000_000 // len(" ".join(words)) + 1))[:1_000_000]
    return {
        "nothing": "",
        "a blank": " ",
        "`*`": "*",
        "`a*`": "a*",
        "`*a*`": "*a*",
        "`a?*`": "a?*",
        "`???`": "???",
        "`fuzzy~`": "fuzzy~",
        "`disease~9`": "disease~9",
        "`a`": "a",
        "`the`": "the",
        '`"of the"`': '"of the"',
        '`"what are the symptoms of"`': '"what are the symptoms of"',
        '`"`': '"',
        '`"cancer treatment`, the quotation left open': '"cancer treatment',
        "`AND`": "AND",
        "`AND OR NOT`": "AND OR NOT",
        "`NOT cancer`": "NOT cancer",
        "`cancer OR`": "cancer OR",
        "`title:`": "title:",
        "`answer:cancer`": "answer:cancer",
        "`[a TO z]`": "[a TO z]",
        "`cancer^1000000`": "cancer^1000000",
        "`(((`": "(((",
        "10,000 parentheses around a word": "(" * 10_000 + "cancer" + ")" * 10_000,
        "10,000 words": " ".join((words * (10_000 // len(words) + 1))[:10_000]),
        "10,000 times a word": "cancer " * 10_000,
        "a megabyte of text": megabyte,
        "a megabyte without a blank": "x" * 1_000_000,
        "a megabyte of quotation marks": '"' * 1_000_000,
        "1,000 quotations": '"the cancer" ' * 1_000,
        "1,000 prefixes": "a* " * 1_000,
        "emoji": "😷 👩‍⚕️ cancer",
        "NUL": "can\x00cer \x00",
        "right-to-left marks": "\u200fcancer\u200e \u202etnemtaert\u202c",
        "a lone surrogate": "cancer \ud800",
        "1,000 accents on a letter": "a" + "\u0301" * 1_000,
        "line ends and tabs": "cancer\r\n\ttreatment\u2028",
        "backslashes": "\\cancer\\ \\\\ \\x",
        "digits": "1 2 3 2020 000000000000000000000000",
        "full width letters": "\uff43\uff41\uff4e\uff43\uff45\uff52",
        "Chinese": "什么是癌症？",
        "Arabic": "ما هو السرطان؟",
    }
