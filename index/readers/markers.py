"""The words by which authors mark questions, answers, and what is neither.

Surveyed in documents as they lie about: public affairs guidance, lines to take, Question
Period notes, FAQ pages, in the languages of their authors. Words are compared folded, so
that case and accents do not matter.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum, auto
from functools import cache
from itertools import pairwise

from index.languages import fold, raw_words


class Role(Enum):
    """What a marker says of the text behind or below it."""

    QUESTION = auto()
    ANSWER = auto()
    FOLLOW_UP = auto()
    STATEMENT = auto()
    BACKGROUND = auto()
    REFERRAL = auto()
    CONTENTS = auto()
    FACT = auto()


@dataclass(frozen=True, slots=True)
class Marker:
    """A marker at the start of a text: `rest` is what follows it.

    `letter` is set where it is a single letter, which may be the letter of a list. `name` is
    the marker as written, `about` what it says beyond its own words ("on the date" in "If
    pressed on the date"); `is_tailed` is of the kind that can say more. `fact` names the field
    that a FACT gives.
    """

    role: Role
    rest: str
    number: str = ""
    letter: str = ""
    name: str = ""
    about: str = ""
    is_tailed: bool = False
    fact: str = ""


# Letters that mark question and answer, each pair in its language.
_PARTNERS = frozenset(
    ("qa", "qr", "fa", "pr", "dr", "va", "sc", "po", "во", "по", "سج", "问答", "問答", "문답")
)

_QUESTIONS = """question|frage|pregunta|domanda|vraag|soru|pergunta|pytanie|вопрос|питання|otázka|
    fråga|spørgsmål|spørsmål|kysymys|kérdés|întrebare|ερώτηση|سؤال|السؤال|שאלה|प्रश्न|问题|問題|
    質問|질문|câu hỏi|issue|issue/question|question/issue|enjeu|enjeu ou question|
    anticipated question|reporter question|media question|likely question"""
_ANSWERS = """answer|ans|response|reply|suggested response|suggested answer|proposed response|
    recommended response|suggested reply|line to take|suggested line|line|media line|
    responsive line|responsive lines|reactive line|reactive lines|lines to take|reponse|
    réponse suggérée|réponse proposée|antwort|antwortvorschlag|sprachregelung|sprache|respuesta|
    respuesta sugerida|risposta|antwoord|woordvoeringslijn|yanıt|cevap|resposta|odpowiedź|ответ|
    відповідь|odpověď|odpoveď|svar|vastaus|válasz|răspuns|απάντηση|جواب|الجواب|إجابة|الإجابة|
    תשובה|उत्तर|答案|回答|答复|답변|trả lời"""
_ASKED = """if asked|if raised|only if asked|if the question is raised|falls gefragt|
    wenn gefragt|si on demande|si on vous demande|si la question est posée|si preguntan|
    si se pregunta|se chiedono|se richiesto|indien gevraagd|als gevraagd|sorulursa"""
_PRESSED = """if pressed|only if pressed|if pushed|if challenged|if probed|
    follow-up|follow up|supplementary|supplementary question|auf nachfrage|
    bei nachfrage|bei nachfragen|nachfrage|en cas d'insistance|si insistance|sur relance|
    relance|si on insiste|si insisten|en caso de insistencia|se insistono|
    in caso di insistenza|bij doorvragen|indien doorgevraagd|ısrar edilirse|ısrar halinde"""
_STATEMENTS = """holding statement|holding line|public statement|contingency statement|statement|
    proposed statement|press statement|key messages|key message|core message|core messages|
    top lines|top line|talking points|talking point|key points|command messages|
    themes and messages|messages|key lines|messages clés|message clé|points à faire valoir|
    éléments de langage|kernbotschaften|kernbotschaft|kernaussagen|haltesprache|
    mensajes clave|argumentario|messaggi chiave|messaggio chiave|kernboodschap|
    kernboodschappen|ana mesajlar|temel mesajlar"""
_BACKGROUNDS = """background|background note|background information|for background only|
    background only|on background|context|additional information|further information|
    supplementary information|key facts|what not to say|not for release|internal only|
    for the speaker|do not read out|background - do not read out|contexte|
    renseignements supplémentaires|informations complémentaires|hintergrund|
    hintergrundinformation|hintergrundinformationen|antecedentes|contexto|
    información adicional|contesto|sfondo|informazioni aggiuntive|achtergrond|
    achtergrondinformatie|arka plan|ek bilgi"""
_REFERRALS = """refer to|refer questions to|questions to|zuständig|s'adresser à|verwijzen naar"""
_CONTENTS = """contents|table of contents|questions and answers|q&a|q&as|frequently asked questions|
    faq|    fragen und antworten|questions et réponses|preguntas y respuestas|domande e risposte|
    vragen en antwoorden|sorular ve cevaplar|on this page|in this document|questions|inhalt|
    inhaltsverzeichnis|sommaire|table des matières|índice|indice|inhoud|içindekiler"""
_FACTS = {
    "title": "title|subject|subj|betreff|objet|asunto|oggetto|onderwerp|konu|titel|titre|título",
    "date": """date|as of|as at|updated|last updated|last update|last reviewed|stand|datum|
        fecha|data|tarih|mise à jour|dernière mise à jour|actualizado|aggiornato|bijgewerkt|
        güncelleme|version of|en date du""",
    "source": "source|sources|quelle|fuente|fonte|bron|kaynak",
    "valid_until": "valid until|expires|expiry date|review by|gültig bis|valable jusqu'au",
    "embargo_until": "embargo|embargoed until|embargo until|sperrfrist|sous embargo jusqu'au",
    "language": "language|langue|sprache des textes|idioma|lingua|taal|dil",
    "marking": """classification|marking|handling|protective marking|einstufung|
        clasificación|classifica|rubricering|gizlilik""",
    "state": "status|state|clearance|statut|estado|stato|durum",
    "cleared": "cleared by|approved by|freigegeben von|approuvé par|autorizado por",
    "posture": "posture|pa posture|public affairs posture|media posture",
    "topics": "topic|topics|category|theme|thema|sujet|tema|argomento|onderwerpen|kategorie",
    "other": """lead|prepared by|drafted by|owner|author|poc|contact|media contact|
        spokesperson|version|reference|reference number|ref|file|total pages|distribution""",
}


def key_of(text: str) -> str:
    """The words of a text, folded."""
    return " ".join(fold(word) for word in raw_words(text))


@cache
def _labels() -> dict[str, tuple[Role, str]]:
    """What each label is for, and of a fact, which one it gives."""
    labels = {
        key_of(name): (role, "")
        for role, names in (
            (Role.QUESTION, _QUESTIONS),
            (Role.ANSWER, _ANSWERS),
            (Role.STATEMENT, _STATEMENTS),
            (Role.BACKGROUND, _BACKGROUNDS),
            (Role.REFERRAL, _REFERRALS),
            (Role.CONTENTS, _CONTENTS),
        )
        for name in names.split("|")
    }
    for fact, names in _FACTS.items():
        for name in names.split("|"):
            labels.setdefault(key_of(name), (Role.FACT, fact))
    return labels


@cache
def _tailed_labels() -> dict[str, Role]:
    """Labels that may go on ("If pressed on the date")."""
    pairs = ((Role.QUESTION, _ASKED), (Role.FOLLOW_UP, _PRESSED))
    return {key_of(name): role for role, names in pairs for name in names.split("|")}


# A question mark may be followed by what closes a quotation, a bracket or emphasis, or by
# an invisible mark of direction.
_CLOSING = "\"'\u201d\u2019\u00bb\u203a)]*_ \t\u00a0\u200e\u200f\u202c\u2069!"
_QUESTION_MARKS = ("?", "\uff1f", "\u061f", "\u037e", "\u055e")
_GREEK = re.compile(r"[\u0370-\u03ff\u1f00-\u1fff]")
_LATIN = re.compile(r"[A-Za-z]")

_TAIL_STARTS = frozenset(
    """on about regarding re further again whether why how what when who where which by that for
    the if question zu ob warum wie was sur a au aux de concernant pourquoi sobre acerca su
    riguardo over naar hakkinda konusunda""".split()
)
_LONGEST_LABEL = 120
_LONGEST_END = 500  # letters, of which the last tell whether a text asks

# Bullets, emphasis, signs of quotation, "(U)" and the line numbers of transcripts.
_DECORATION = re.compile(
    r"(?:[\s>*_#\u2022\u2023\u25aa\u25e6\u00b7]+|[-\u2013\u2014]\s+|\(U\)\s*|\d{1,2}\s+(?=[QA]\.\s))*+"
)
# Blanks and emphasis are counted, lest a text of nothing else be gone through for each letter.
_BLANKS, _END = r"\s{0,20}", r"[*_]{0,9}\s{0,20}$"
_MARK = rf"(?:{_BLANKS}(?:[:\uff1a]|--)|\s[-\u2013\u2014](?=\s)|{_END})"
_PARAGRAPH_NUMBER = re.compile(r"\d{1,2}[.)]\s+(?:\(U\)\s*)?")
_LETTER = re.compile(
    r"(?P<letter>[^\W\d_])(?:"
    rf"\s?(?P<number>\d{{1,3}}(?:\.\d{{1,2}})?){_BLANKS}"
    r"(?:[.:)\]\uff1a]|\s[-\u2013\u2014](?=\s)|(?=\s)|$)"
    rf"|\s?[:\uff1a]|[.)](?=\s|[*_]|$)|\s{{3,}}|\t|{_END})"
    r"(?P<rest>.*)",
    re.DOTALL,
)
_LABEL = re.compile(
    r"(?P<name>[^\W\d_][^:\uff1a\n()\d?]{0,60}?)"
    rf"(?:{_BLANKS}(?:no|nr|n\u00b0|n\u00ba|\u2116|#)\.?)?(?:{_BLANKS}(?P<number>\d{{1,3}}))?"
    rf"(?:{_BLANKS}\((?P<about>[^()\n]{{1,80}})\))?"
    rf"(?:{_MARK}|(?<=\d)[.)](?=\s|$))(?P<rest>.*)",
    re.DOTALL | re.IGNORECASE,
)
_TAILED_LABEL = re.compile(
    rf"(?P<name>[^:\uff1a\n]{{1,120}}?)(?:[:\uff1a]|{_END})(?P<rest>.*)", re.DOTALL
)


def letters_in_use(markers: Iterable[Marker]) -> set[str]:
    """The letters that count in a document: those with their partner next, and a Q."""
    letters = [marker.letter for marker in markers if marker.letter]
    pairs = {(a, b) for a, b in pairwise(letters) if a + b in _PARTNERS}
    found = {letter for pair in pairs for letter in pair}
    return found | (set(letters) & {"q"})


def is_question(text: str) -> bool:
    """Whether the text ends in a question mark of its script."""
    bare = text[-_LONGEST_END:].rstrip(_CLOSING)
    return bare.endswith(_QUESTION_MARKS) or _ends_in_greek_mark(bare)


def _ends_in_greek_mark(text: str) -> bool:
    """Greek writes its question mark as a semicolon."""
    return text.endswith(";") and len(_GREEK.findall(text)) > len(_LATIN.findall(text))


def marker_of(text: str) -> Marker | None:
    """The marker that the text begins with."""
    start = _DECORATION.match(text)
    text = text[start.end() :] if start else text
    number = _PARAGRAPH_NUMBER.match(text)
    if number:
        text = text[number.end() :]
        return _label(text) or _tailed(text)
    return _letter(text) or _label(text) or _tailed(text)


def _letter(text: str) -> Marker | None:
    match = _LETTER.match(text)
    if match is None:
        return None
    letter = fold(match["letter"])
    role = _LETTER_ROLES.get(letter)
    if role is None:
        return None
    return Marker(role, _bare(match["rest"]), match["number"] or "", letter, match["letter"])


def _label(text: str) -> Marker | None:
    match = _LABEL.match(text)
    if match is None:
        return None
    found = _labels().get(key_of(match["name"]))
    if found is None:
        return None
    role, fact = found
    return Marker(
        role,
        _bare(match["rest"]),
        match["number"] or "",
        name=match["name"].strip(" *_"),
        about=match["about"] or "",
        fact=fact,
    )


def _tailed(text: str) -> Marker | None:
    """ "If pressed on the date: ..." """
    match = _TAILED_LABEL.match(text)
    if match is None or len(match["name"]) > _LONGEST_LABEL:
        return None
    name = match["name"].strip(" *_")
    words = raw_words(name)
    for size in range(min(len(words), 7), 0, -1):
        role = _tailed_labels().get(" ".join(map(fold, words[:size])))
        tail = words[size:]
        if role is not None and (not tail or fold(tail[0]) in _TAIL_STARTS):
            about = name[name.index(tail[0], len(" ".join(words[:size])) - 1) :] if tail else ""
            return Marker(role, _bare(match["rest"]), name=name, about=about, is_tailed=True)
    return None


def _bare(rest: str) -> str:
    return rest.strip().lstrip("*_ ").removesuffix("**").removesuffix("__").strip()


_LETTER_ROLES: dict[str, Role] = {}
for _pair in _PARTNERS:
    _LETTER_ROLES[fold(_pair[0])] = Role.QUESTION
    _LETTER_ROLES[fold(_pair[1])] = Role.ANSWER
