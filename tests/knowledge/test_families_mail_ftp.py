"""SMTP and FTP replies: complete against the RFCs, kept apart from HTTP, and out of what their programs print."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.read.reader import Reader
from knowledge.book import open_book
from knowledge.catalogue import Catalogue
from knowledge.check import check

CATALOGUE = Catalogue(open_book())
READER = Reader(CATALOGUE)
DATA = Path(__file__).parents[2] / "knowledge" / "data"
CODES = {code.id: code for family in ("smtp", "ftp") for code in CATALOGUE.codes(family)}

RFC_5321 = [
    "211",
    "214",
    "220",
    "221",
    "250",
    "251",
    "252",
    "354",
    "421",
    "450",
    "451",
    "452",
    "455",
    "500",
    "501",
    "502",
    "503",
    "504",
    "550",
    "551",
    "552",
    "553",
    "554",
    "555",
]
"""RFC 5321 section 4.2.3."""

EXTENSIONS = ["235", "334", "432", "454", "530", "534", "535", "538", "458", "459", "521", "556"]
"""RFC 4954 (AUTH) and RFC 2554 before it, RFC 3207 (STARTTLS), RFC 1985 (ETRN), RFC 7504."""

ENHANCED = "2.0.0 4.2.2 4.3.1 4.4.1 4.4.2 4.4.7 4.5.3 4.7.0 4.7.1 5.0.0 5.1.1 5.1.2 5.1.3 5.1.8 5.1.10 5.2.1 5.2.2 5.2.3 5.3.4 5.4.1 5.4.4 5.4.6 5.5.1 5.5.2 5.5.3 5.5.4 5.7.0 5.7.1 5.7.8 5.7.9 5.7.23 5.7.25 5.7.26 5.7.27"
"""Of the IANA registry "SMTP Enhanced Status Codes", updated 2024-12-06."""

RFC_959 = [
    "110",
    "120",
    "125",
    "150",
    "200",
    "202",
    "211",
    "212",
    "213",
    "214",
    "215",
    "220",
    "221",
    "225",
    "226",
    "227",
    "230",
    "250",
    "257",
    "331",
    "332",
    "350",
    "421",
    "425",
    "426",
    "450",
    "451",
    "452",
    "500",
    "501",
    "502",
    "503",
    "504",
    "530",
    "532",
    "550",
    "551",
    "552",
    "553",
]
"""RFC 959 section 4.2.2."""

LATER = [
    "228",
    "229",
    "232",
    "234",
    "235",
    "334",
    "335",
    "336",
    "431",
    "521",
    "522",
    "533",
    "534",
    "535",
    "536",
    "537",
    "631",
    "632",
    "633",
]
"""RFC 1639, RFC 2228 section 5, RFC 2428, RFC 4217."""

PRINTED = {
    "postfix/smtp[21]: 4F: to=<a@b.c>, relay=mx.b.c[192.0.2.1]:25, delay=1.2, dsn=5.1.1, status=bounced (host mx.b.c[192.0.2.1] said: 550 5.1.1 <a@b.c>: Recipient address rejected: User unknown in virtual mailbox table (in reply to RCPT TO command))": "smtp:550",
    "NOQUEUE: reject: RCPT from unknown[192.0.2.9]: 450 4.7.1 Client host rejected: cannot find your reverse hostname": "smtp:450",
    "** a@b.c R=dnslookup T=remote_smtp H=mx.b.c [192.0.2.1]: SMTP error from remote mail server after RCPT TO:<a@b.c>: 550 No such user here": "smtp:550",
    "smtplib.SMTPAuthenticationError: (535, b'5.7.8 Error: authentication failed')": "smtp:535",
    "smtplib.SMTPRecipientsRefused: {'a@b.c': (550, b'No such user')}": "smtp:550",
    "Error: Invalid login: 535 Login Fail. Please enter your authorization code": "smtp:535",
    "Diagnostic-Code: smtp; 554 delivery error: dd This user doesn't have an account": "smtp:554",
    "421-4.7.28 Gmail has detected an unusual rate of unsolicited mail": "smtp:421",
    "RCPT TO:<a@b.c>\n550 no mailbox by that name": "smtp:550",
    "ftplib.error_perm: 550 report.csv: No such file or directory": "ftp:550",
    "USER deploy\n331 Please specify the password.\nPASS ****\n530 Login incorrect.": "ftp:331",
    "LIST\n425 Failed to establish connection.": "ftp:425",
    "-> STOR big.iso\n426 Failure reading network stream.": "ftp:426",
}  # fmt: skip

BESIDE = {
    "curl: (67) Access denied: 530": "ftp:530",
    "Access failed: 550 Failed to change directory. (/in)": "ftp:550",
    "530 Login incorrect.": "ftp:530",
    "553 Could not create file.": "ftp:553",
    "421 Too many connections (8) from this IP": "ftp:421",
}
"""One line, too short to be a log: the number may be taken for another family's as well."""


def meant(text):
    """The ids that are meant in a text, each at the place of its first mention."""
    return [mention.ids[0] for mention in READER.read(text).mentions if mention.ids]


@pytest.mark.parametrize("family", ["smtp", "ftp"])
def test_no_fault(family):
    files = sorted((DATA / family).glob("*.toml"))
    assert len(files) > 1
    assert check(files) == []


@pytest.mark.parametrize(
    ("family", "keys"),
    [("smtp", [*RFC_5321, *EXTENSIONS]), ("smtp", ENHANCED.split()), ("ftp", [*RFC_959, *LATER])],
)
def test_every_reply_of_the_rfcs_is_there(family, keys):
    assert len(keys) > 30
    for key in keys:
        code = CODES[f"{family}:{key}"]
        assert code.id in CATALOGUE.exact(key, family)
        assert CATALOGUE.exact(key, family)[0] in (code.id, *code.related)  # a reply goes before its enhanced code
        assert code.group == f"{key[0]}yz"
        assert code.number == (int(key) if key.isdigit() else None)


def test_a_bare_number_of_http_is_http_first():
    shared = [code for code in CODES.values() if f"http:{code.key}" in CATALOGUE]
    assert len(shared) > 20
    for code in shared:
        ids = CATALOGUE.exact(code.key)
        assert ids[0] == f"http:{code.key}"
        assert code.id in ids


def test_a_number_of_mail_alone_is_mail():
    assert CATALOGUE.exact("550") == ("smtp:550", "ftp:550")
    assert CATALOGUE.exact("535")[0] == "smtp:535"
    assert meant("5.7.1") == ["smtp:550"]
    assert CATALOGUE.exact("5.7.1", "smtp") == ("smtp:550", "smtp:5.7.1")
    assert meant("smtp 530")[0] == "smtp:530"
    assert meant("ftp 530")[0] == "ftp:530"


@pytest.mark.parametrize(("text", "id_"), PRINTED.items())
def test_what_programs_print_is_read(text, id_):
    assert meant(text)[:1] == [id_]


@pytest.mark.parametrize(("text", "id_"), BESIDE.items())
def test_a_reply_with_its_words_is_among_what_is_meant(text, id_):
    assert id_ in [id_ for mention in READER.read(text).mentions for id_ in mention.ids]


@pytest.mark.parametrize("text", ["my mailbox says 5.1.1", "邮箱报 5.1.1", "bounce 5.1.1"])
def test_a_number_with_dots_is_a_code_where_the_text_is_about_mail(text):
    assert meant(text) == ["smtp:550"]
    assert "smtp:5.1.1" in READER.read(text).mentions[0].ids
    assert meant("python 5.1.1") == []


def test_versions_and_statuses_of_others_are_left_alone():
    for text in (
        "mysql  Ver 8.4.2 for Linux on x86_64, kernel 5.7.1",
        'GET /index.html HTTP/1.1" 550',
        "HTTP/1.1 421 Misdirected Request",
    ):
        assert not [id_ for id_ in meant(text) if id_.startswith(("smtp:", "ftp:"))], text
