from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.action import COMMAND_BYTES, Command, decode, encode
from bot.compose import PARTS


@given(st.builds(Command, st.sampled_from(["show", "compare", "in"]), st.lists(st.text(), max_size=4).map(tuple)))
def test_what_is_encoded_is_decoded(command):
    try:
        text = encode(command)
    except ValueError:
        return
    assert len(text.encode()) <= COMMAND_BYTES
    if not any("\ud800" <= c <= "\udfff" for arg in command.args for c in arg):
        assert decode(text) == command


FORGED = st.lists(
    st.sampled_from([*"|%:;=0f²四", "%00", "%ff", "%25", "show", "in", "http:503", "\ud800"]), max_size=20
).map("".join)


@given(st.one_of(st.text(alphabet=st.characters(exclude_categories=())), FORGED))
def test_decode_never_raises(text):
    assert decode(text) is None or isinstance(decode(text), Command)


@pytest.mark.parametrize("text", ["", "|", "not ours", "x" * 65, "命令", "show me|x"])
def test_foreign_ids_are_no_commands(text):
    assert decode(text) is None


def test_every_code_and_part_fits_into_a_button_and_leads_back(engine):
    composer = engine._composers["zh-Hant"]
    ids = engine.catalogue.ids
    assert len(ids) > 1000
    for id_ in ids:
        for part in PARTS:
            written = decode(encode(composer.command("show", id_, part)))
            assert written is not None
            assert engine.catalogue.id_of(written.args[2]) == id_
            assert written.args[3] == part


def test_a_command_that_does_not_fit_is_refused():
    with pytest.raises(ValueError, match="64"):
        encode(Command("compare", ("http:503",) * 9))
    with pytest.raises(ValueError, match="verb"):
        encode(Command("", ("http:503",)))
