import json
import sys
import unicodedata

from sparktally.visible import json_safe, shortened, visible, visible_bytes

HOSTILE = {"Cc", "Cf", "Cs", "Zl", "Zp"}


def test_every_character_that_a_terminal_may_obey_is_written_out() -> None:
    left = [
        hex(code)
        for code in range(sys.maxunicode + 1)
        if unicodedata.category(chr(code)) in HOSTILE and visible(chr(code)) == chr(code)
    ]
    assert left == []


def test_ordinary_text_stays_as_it_is() -> None:
    text = 'naïve – 日本 🎬 {"a": [1]} \\ C:\\x'
    assert visible(text) == text


def test_escapes_are_readable() -> None:
    assert visible("a\x1b[31mb\n\t\r\x7f\x9b\u202e") == "a\\x1b[31mb\\n\\t\\r\\x7f\\x9b\\u202e"


def test_bytes_that_are_not_utf8_are_written_out() -> None:
    assert visible_bytes(b"a\xff\x1b\xc3\xa9") == "a\\xff\\x1bé"


def test_safe_json_is_the_same_json() -> None:
    value = {"id": "a\x9b\u202e\ufeff\U000e0041", "line": "1\n2", "text": "é"}
    safe = json_safe(json.dumps(value, ensure_ascii=False, indent=1))
    assert json.loads(safe) == value
    assert not [char for char in safe if char != "\n" and unicodedata.category(char) in HOSTILE]


def test_shortened_says_that_something_was_cut() -> None:
    assert shortened("abcdef", 4) == "abc…"
    assert shortened("abcd", 4) == "abcd"
