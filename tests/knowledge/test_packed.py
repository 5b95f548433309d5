"""What lies packed in the book is read as it was written, and says of what is not there that it is not there."""

from __future__ import annotations

from zlib import crc32

import msgspec
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from knowledge.search.numbers import Numbers, pack_numbers
from knowledge.search.sounds import Sounds, pack_sounds
from knowledge.search.texts import Keys, PackedKeys, Texts, pack_keys, pack_texts

TEXTS = st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=12))


def through_a_file(packed):
    return msgspec.msgpack.decode(msgspec.msgpack.encode(packed), type=type(packed))


@given(st.lists(st.integers(0, 2**32 - 1)))
@example([2**16 - 1])
@example([2**16])
def test_numbers(numbers):
    packed = through_a_file(pack_numbers(numbers))
    assert list(packed.view()) == numbers
    assert len(packed.packed) == len(numbers) * (2 if max(numbers, default=0) < 2**16 else 4)


@pytest.mark.parametrize("kind", ["f", "Q", "", 1])
def test_numbers_of_no_known_kind_are_none(kind):
    with pytest.raises(msgspec.ValidationError):
        msgspec.msgpack.decode(msgspec.msgpack.encode((kind, b"1234")), type=Numbers)


@given(TEXTS)
def test_texts(texts):
    read = Texts(through_a_file(pack_texts(texts)))
    assert list(read) == texts
    assert len(read) == len(texts)


@given(TEXTS.map(lambda texts: list(dict.fromkeys(texts))), TEXTS)
def test_keys(keys, others):
    read = Keys(through_a_file(pack_keys(keys)))
    assert [read.get(key) for key in keys] == list(range(len(keys)))
    assert [read.get(text) for text in others if text not in keys] == [None for text in others if text not in keys]


def test_keys_of_one_hash_are_told_apart():
    keys = [text for text in map(str, range(100_000)) if crc32(text.encode()) % 64 == 63][:20]
    read = Keys(through_a_file(pack_keys(keys)))
    assert len(pack_keys(keys).slots.view()) == 64, "all begin at the last slot"
    assert [read.get(key) for key in keys] == list(range(20))
    assert read.get("none of them") is None


def test_half_a_character_is_no_key():
    assert Keys(pack_keys(["上游"])).get("\ud800") is None


@pytest.mark.parametrize("many", [0, 1, 2, 3, 1000])
def test_at_most_half_of_the_slots_are_taken(many):
    packed = pack_keys(map(str, range(many)))
    assert isinstance(packed, PackedKeys)
    slots = packed.slots.view()
    assert sum(map(bool, slots)) == many
    assert 2 * many < len(slots) <= max(1, 4 * many)


def test_sounds():
    sounds = Sounds(through_a_file(pack_sounds({"wang": "网王", "guan": "关", "zhuai": "龥", "xx": "\u9fff"})))
    assert [sounds.of(character) for character in "网王关龥"] == ["wang", "wang", "guan", "zhuai"]
    assert [sounds.of(character) for character in "超\u4dffa\ua000\U00020000"] == [*"超\u4dffa\ua000\U00020000"]
