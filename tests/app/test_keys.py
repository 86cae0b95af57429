import pytest

from ftr_tui.app import keys


def test_our_own_table_is_free_of_clashes_and_of_keys_that_terminals_take():
    assert keys.check({}) == []
    assert keys.check({entry.id: entry.keys for entry in keys.TABLE}) == []
    assert len(keys.BY_ID) == len(keys.TABLE)


@pytest.mark.parametrize(
    ("keymap", "says"),
    [
        ({"interviw.yes": "j"}, "did you mean interview.yes?"),
        ({"interview.yes": "n"}, "n would be both interview.yes and interview.no"),
        ({"interview.yes": "q"}, "q would be both interview.yes and global.quit"),
        ({"interview.yes": "ctrl+m"}, "ctrl+m is not allowed"),
        ({"interview.yes": "tab"}, "tab cannot be given away"),
        ({"interview.yes": "f5"}, "a function key must not be the only one"),
        ({"interview.yes": "flurb"}, "flurb is not a key"),
        ({"interview.yes": ""}, "no key given"),
    ],
)
def test_a_keymap_that_cannot_work_is_refused_in_words(keymap, says):
    usable, problems = keys.usable(keymap)
    assert usable == {}
    assert any(says in problem for problem in problems), problems


def test_a_swap_several_keys_and_the_same_key_in_another_area_are_fine():
    keymap = {"interview.yes": "n", "interview.no": "y", "home.new": "y,?", "global.help": "f1,Z"}
    assert keys.usable(keymap) == (
        {"interview.yes": "n", "interview.no": "y", "home.new": "y,question_mark", "global.help": "f1,Z"},
        [],
    )


def test_own_choices_get_letters_of_their_own():
    taken = keys.taken("interview", {})
    assert keys.letters(["temporary", "static"], taken) == ["t", "s"]
    assert keys.letters(["temporary", "temporal"], taken) == ["t", "m"]
    assert "q" in taken and "j" in taken


def test_keys_are_shown_as_people_write_them():
    assert [keys.shown(k) for k in ("minus", "left_square_bracket", "at", "enter", "ctrl+o", "S")] == [
        "-", "[", "@", "enter", "ctrl+o", "S",
    ]  # fmt: skip
