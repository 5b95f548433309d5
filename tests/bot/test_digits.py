from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.read.digits import write_digits

UNITS = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
HAN = "零一二三四五六七八九"


@pytest.mark.parametrize(
    ("written", "digits"),
    [
        ("two-oh-six", "206"),
        ("five oh two", "502"),
        ("four twenty five", "425"),
        ("four hundred and four", "404"),
        ("five hundred", "500"),
        ("four double oh", "400"),
        ("four eighteen", "418"),
        ("ten oh six", "1006"),
        ("四百零四", "404"),
        ("四百二十九", "429"),
        ("四百一十", "410"),
        ("四百一", "410"),
        ("五百", "500"),
        ("四〇九", "409"),
        ("幺零幺", "101"),
        ("5O3", "503"),
        ("4o1", "401"),
        ("4 0 4", "404"),
        ("4-0-4", "404"),
        ("si ling si", "404"),
        ("wulinger", "502"),
        ("wu bai ling er", "502"),
        ("si bai er shi", "420"),
        ("si bai er shi jiu", "429"),
        ("triple five", "555"),
        ("double four nine", "449"),
        ("five hundred eleven", "511"),
        ("403 haishi 404", "403还是404"),
        ("502 gen 504", "502跟504"),
        ("four hundred twenty nine", "429"),
    ],
)
def test_written_out_codes_become_digits(written, digits):
    assert write_digits(written) == digits
    assert write_digits(f"x {written} y") == f"x {digits} y"


@pytest.mark.parametrize(
    "text",
    [
        "one or two of us",
        "10 2 0",
        "1 2 3 4",
        "twenty twenty",
        "四百多",
        "2024-05-04",
        "10.5.0.3",
        "第三二一届",
        "COOL",
        "okok",
        "oh four oh",
        "four hundred five six seven",
        "four double me",
        "one four hundred",
        "ling si ling si",
        "bai bai bai",
        "shi bai shi",
        "he 404",
        "403 hebing",
    ],
)
def test_other_numbers_stay(text):
    assert write_digits(text) == text


@given(st.integers(100, 999))
def test_every_code_said_digit_by_digit(number):
    digits = [int(d) for d in str(number)]
    assert write_digits(" ".join(UNITS[d] for d in digits)) == str(number)
    assert write_digits("".join(HAN[d] for d in digits)) == str(number)
    assert write_digits(" ".join(str(d) for d in digits)) == str(number)
