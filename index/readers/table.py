"""Rows of cells to records: which column holds the question, which the answer, and so on.

Columns are known by their names, in the languages of their authors; where there is no row
of names, by what their cells look like.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from index.model import QAPair
from index.readers.blocks import Row
from index.readers.markers import Role, is_question, key_of, marker_of

Record = Mapping[str, str]
"""What a row says: texts by the roles of their columns."""

SAMPLED = 200
"""So many rows of a table are looked at to find out how to read it."""

# The names of columns by what they hold; of several columns for one role, the first named.
_NAMES = {
    "question": """question|questions|q|issue/question|question text|prompt|instruction|query|
        front|intent|utterance|frage|fragen|pregunta|preguntas|domanda|domande|vraag|vragen|
        enjeu ou question|soru|sorular|pergunta|perguntas|pytanie|вопрос|питання|otázka|fråga|
        spørgsmål|spørsmål|سؤال|السؤال|问题|問題|質問|질문|başlık|issue""",
    "answer": """answer|answers|a|suggested response|response|reply|line to take|lines to take|
        answer text|completion|output|back|antwort|antworten|respuesta|respuestas|risposta|
        risposte|antwoord|antwoorden|réponse|réponse suggérée|yanıt|yanıtlar|cevap|cevaplar|
        resposta|respostas|odpowiedź|ответ|відповідь|odpověď|svar|جواب|الجواب|الإجابة|答案|回答|
        答复|답변|açıklama|text|content""",
    "both": "q a|q&a|qa|question and answer|question/answer|frage und antwort",
    "title": "title|titel|titre|título|titolo|name|page|document|subject|headline",
    "category": """category|section|topic|topics|theme|deck|kategorie|rubrik|thema|categoria|
        catégorie|categoría|tema|argomento|onderwerp|konu|kategori|rubrique|chapter""",
    "source": "source|quelle|fuente|fonte|bron|kaynak|source name|basis|organization|organisation",
    "link": "link|url|source url|source link|permalink|href|lien",
    "date": """date|last update|last updated|updated|updated at|date modified|datemodified|
        last reviewed|date received|ms.date|as of|stand|datum|fecha|data|tarih|date de réception""",
    "language": "lang|language|inlanguage|sprache|langue|idioma|lingua|taal|dil|locale",
    "state": "status|state|draft|approval|approved|clearance|estado|stato|statut",
    "posture": "posture|pa posture",
    "marking": "marking|classification|protective marking|einstufung",
    "background": """background|additional information|notes|context|contexte|hintergrund|
        renseignements supplémentaires|antecedentes|achtergrond|sfondo|arka plan""",
    "wordings": "wordings|alternative questions|other wordings|variants|alternatives|synonyms",
    "if_pressed": "if pressed|supplementary|follow up|follow-up|auf nachfrage|nachfrage",
    "refer_to": "refer to|lead|responsible|zuständig|spokesperson",
    "id": "id|qnaid|reference number|ref|slug|guid|numéro de référence|uuid|key",
    "html": "answer html|answerhtml|html",
    "metadata": "metadata",
}
_MORE_OF_AN_ANSWER = re.compile(r"(?:answer|step|cozum adim|part|paragraph) \d+")
_LANGUAGE_SUFFIX = re.compile(r"(?P<name>.+) (?P<language>[a-z]{2})")
_LANGUAGES = frozenset(
    "en fr de es it nl tr pt pl ru uk ar zh ja ko sv da no fi cs el he hi".split()
)
_BOTH = re.compile(
    r"\s*+(?:question|q|frage|f)\s*[:\uff1a](?P<question>.*?)(?<![^\W_])"
    r"(?:answer|a|antwort|response)\s{0,9}[:\uff1a](?P<answer>.*)",
    re.IGNORECASE | re.DOTALL,
)
_LONGEST_NAME = 60
_FEWEST_ASKING = 0.4  # of the cells of a column without a name, for it to be the questions


@dataclass(frozen=True, slots=True)
class Plan:
    """Which column holds what: for each language of the table, roles by column.

    `skip` rows stand above the content.
    """

    columns: tuple[Mapping[str, tuple[int, ...]], ...]
    languages: tuple[str, ...]
    skip: int

    def records(self, row: Row) -> Iterator[Record]:
        """What a row says, once for each language that it says it in."""
        for columns, language in zip(self.columns, self.languages, strict=True):
            record = {
                role: text
                for role, numbers in columns.items()
                if (text := "\n".join(filter(None, (_cell(row, n) for n in numbers))))
            }
            if match := _BOTH.fullmatch(record.pop("both", "")):
                record.update(match.groupdict())
            if language:
                record["language"] = language
            if any(row) and (
                len(self.languages) == 1 or "question" in record or "answer" in record
            ):
                yield record


def plan_of(rows: Sequence[Row], *, strict: bool = False) -> Plan | None:
    """How to read a table of these first rows, None if it holds no questions and answers.

    `strict`: a table in a text, which may hold anything, has to show more of itself.
    """
    rows = rows[:SAMPLED]
    for number, row in enumerate(rows[:3]):
        if plan := _by_names(row, number + 1):
            return plan
    return _by_content(rows, strict=strict)


def role_of(name: str) -> tuple[str, int] | None:
    """What a column or a field of this name holds, and how good a name for it this is (0 is
    the best); None if it says nothing."""
    return _roles().get(key_of(name.replace("_", " "))) if len(name) <= _LONGEST_NAME else None


def labels_of(rows: Sequence[Row]) -> list[tuple[str, str]]:
    """The labels down the side of a table and what stands beside each, none if it holds
    something else."""
    filled = [[cell.strip() for cell in row if cell.strip()] for row in rows]
    labels = [(row[0], row[1]) for row in filled if len(row) == 2]
    markers = (marker_of(f"{label}:") for label, _ in labels)
    is_labelled = any(marker and marker.role is Role.ANSWER for marker in markers)
    return labels if is_labelled and len(labels) == len(rows) and not pairs_of(rows) else []


def pairs_of(rows: Sequence[Row]) -> list[QAPair]:
    """The QA pairs of a table in a text, none if it holds something else."""
    plan = plan_of(rows, strict=True)
    if plan is None:
        return []
    return [
        QAPair(
            "",
            record.get("question", ""),
            record.get("answer", ""),
            background=record.get("background", ""),
            state=record.get("state", ""),
            posture=record.get("posture", ""),
        )
        for row in rows[plan.skip :]
        for record in plan.records(row)
    ]


def _by_names(row: Row, skip: int) -> Plan | None:
    """The plan of a row of names."""
    found: dict[str, dict[str, list[tuple[int, int]]]] = {}
    for number, cell in enumerate(row):
        if len(cell) > _LONGEST_NAME:
            continue
        name, language = _split_language(key_of(cell.replace("_", " ")))
        known = _roles().get(name)
        if known is None and _MORE_OF_AN_ANSWER.fullmatch(name):
            known = ("answer", 1 << 10)
        if known is not None:
            role, rank = known
            found.setdefault(language, {}).setdefault(role, []).append((rank, number))
    shared = found.pop("", {})
    groups = found or {"": {}}
    columns, languages = [], []
    for language, own in groups.items():
        roles = {role: _chosen(role, places) for role, places in (shared | own).items()}
        if (
            "both" in roles
            or {"question", "answer"} <= roles.keys()
            or {"title", "answer"} <= roles.keys()
        ):
            roles.setdefault("question", roles.get("title", ()))
            columns.append(roles)
            languages.append(language)
    return Plan(tuple(columns), tuple(languages), skip) if columns else None


def _chosen(role: str, places: Sequence[tuple[int, int]]) -> tuple[int, ...]:
    """The columns of a role: all parts of an answer, of anything else the best-named."""
    best = min(places)
    if role == "answer":
        more = [number for rank, number in places if rank == 1 << 10]
        return tuple(dict.fromkeys((best[1], *more)))
    if role == "background":
        return tuple(number for _, number in places)
    return (best[1],)


def _split_language(name: str) -> tuple[str, str]:
    """A folded name, and the language that it says in the end ("question en")."""
    match = _LANGUAGE_SUFFIX.fullmatch(name)
    if match and match["language"] in _LANGUAGES and match["name"] in _roles():
        return match["name"], match["language"]
    return name, ""


def _by_content(rows: Sequence[Row], *, strict: bool) -> Plan | None:
    """The plan of a table without names: questions ask, answers are long."""
    width = max(map(len, rows), default=0)
    if width < 2:
        return None
    cells: list[list[str]] = [[] for _ in range(width)]
    for row in rows:
        for column, cell in zip(cells, row, strict=False):
            if text := cell.strip():
                column.append(text)
    asking = [sum(map(is_question, column)) / max(len(column), 1) for column in cells]
    lengths = [sum(map(len, column)) / max(len(column), 1) for column in cells]
    question = max(range(width), key=lambda n: (asking[n], -n))
    if asking[question] < _FEWEST_ASKING:
        if strict or width != 2:
            return None
        question = 0
    answer = max((n for n in range(width) if n != question), key=lambda n: (lengths[n], -n))
    if asking[answer] >= _FEWEST_ASKING:  # questions beside questions
        return None
    return Plan(({"question": (question,), "answer": (answer,)},), ("",), 0)


def _cell(row: Row, number: int) -> str:
    return row[number].strip() if number < len(row) else ""


@cache
def _roles() -> dict[str, tuple[str, int]]:
    """The role of each name, and how good a name for it this is."""
    roles: dict[str, tuple[str, int]] = {}
    for role, names in _NAMES.items():
        for rank, name in enumerate(names.split("|")):
            roles.setdefault(key_of(name), (role, rank))
    return roles
