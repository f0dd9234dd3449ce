from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from candor.errors import SourceError
from candor.importers.names import FORMER_MEMBER, Names, number_names


def numbered(folder: Path, *users: str, keep: bool = False) -> Names:
    private, accounts = folder / "names.json", folder / "accounts.jsonl"
    names = number_names("discourse", users, private, accounts, keep=keep)
    private.write_bytes(names.private)
    accounts.write_bytes(names.accounts)
    return names


def test_a_number_once_given_stays_however_many_come_later(tmp_path: Path) -> None:
    first = numbered(tmp_path, "otto", "mara", "kim")
    before = {name: first.account(name) for name in ("otto", "mara", "kim")}
    assert sorted(filter(None, before.values())) == ["discourse:1", "discourse:2", "discourse:3"]
    later = numbered(tmp_path, "aaa", "zzz", "kim", "mara", "otto")
    assert {name: later.account(name) for name in before} == before
    assert {later.account("aaa"), later.account("zzz")} == {"discourse:4", "discourse:5"}


def test_the_order_in_which_names_are_met_does_not_matter(tmp_path: Path) -> None:
    names = numbered(tmp_path, "otto", "mara", "kim", "Otto")
    (tmp_path / "accounts.jsonl").unlink()
    private = msgspec.json.decode((tmp_path / "names.json").read_bytes())
    (tmp_path / "names.json").write_bytes(msgspec.json.encode({"key": private["key"]}))
    assert numbered(tmp_path, "kim", "Otto", "otto", "mara").accounts == names.accounts


def test_another_forum_gives_other_numbers_since_the_key_is_secret(tmp_path: Path) -> None:
    users = [f"user{number}" for number in range(50)]
    orders = []
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        names = numbered(tmp_path / name, *users)
        orders.append([names.account(user) for user in users])
    assert orders[0] != orders[1]


def test_accounts_carry_no_name_unless_names_are_kept(tmp_path: Path) -> None:
    assert (
        numbered(tmp_path, "otto").accounts == b'{"created":null,"id":"discourse:1","login":"user-1","type":"User"}\n'
    )
    assert b'"login":"Otto"' in numbered(tmp_path, "Otto", keep=True).accounts
    assert b'"login":"user-1"' in numbered(tmp_path, "Otto").accounts


def test_a_login_changed_by_hand_stays(tmp_path: Path) -> None:
    numbered(tmp_path, "otto")
    accounts = tmp_path / "accounts.jsonl"
    accounts.write_text(accounts.read_text().replace("user-1", "Installer from Leeds"))
    assert numbered(tmp_path, "otto").login("otto") == "Installer from Leeds"


def test_without_the_private_file_pseudonyms_are_not_given_anew(tmp_path: Path) -> None:
    numbered(tmp_path, "otto")
    (tmp_path / "names.json").unlink()
    with pytest.raises(SourceError, match=r"names\.json"):
        numbered(tmp_path, "otto")


def test_kept_names_are_found_again_without_the_private_file(tmp_path: Path) -> None:
    before = numbered(tmp_path, "Otto", "mara", keep=True).account("otto")
    (tmp_path / "names.json").unlink()
    assert numbered(tmp_path, "Otto", "mara", "kim", keep=True).account("otto") == before


@pytest.mark.parametrize("broken", ["{", '{"id":"discourse:1"}', '{"id":"discourse:x","login":"a"}'])
def test_a_broken_account_line_is_named_with_its_place(tmp_path: Path, broken: str) -> None:
    (tmp_path / "accounts.jsonl").write_text(broken)
    with pytest.raises(SourceError, match=r"accounts\.jsonl:1"):
        numbered(tmp_path, "otto")


def test_pseudonyms_replace_names_wherever_they_stand(tmp_path: Path) -> None:
    names = numbered(tmp_path, "otto", "mara_99", "jan.k")
    otto, mara, jan = (names.login(name) for name in ("otto", "mara_99", "jan.k"))
    rename = names.replacer(keep=False)
    for text, renamed in {
        "@otto, @OTTO. (@mara_99) @jan.k.": f"@{otto}, @{otto}. (@{mara}) @{jan}.",
        "@otto-like and a@otto.org stay": f"@{otto}-like and a@otto.org stay",
        '[quote="otto, post:3, topic:12"]x[/quote]': f'[quote="{otto}, post:3, topic:12"]x[/quote]',
        "[quote=Mara_99]x[/quote]": f"[quote={mara}]x[/quote]",
        "ask mara_99 or Mara_99!": f"ask {mara} or {mara}!",
        "https://forum.org/u/otto/summary": f"https://forum.org/u/{otto}/summary",
        "an otto motor": "an otto motor",
        "https://github.com/mara_99/x": "https://github.com/mara_99/x",
        '[quote="gone, post:3, topic:12"]x[/quote]': f'[quote="{FORMER_MEMBER}, post:3, topic:12"]x[/quote]',
        '[quote="hd_"]x[/quote]': f'[quote="{FORMER_MEMBER}"]x[/quote]',
        '[quote="Ada Lovelace"]x[/quote]': '[quote="Ada Lovelace"]x[/quote]',
        "@Override": "@Override",
    }.items():
        assert rename(text) == renamed


def test_a_pseudonym_is_never_taken_for_a_name(tmp_path: Path) -> None:
    """A member really called user-1 does not catch what became user-1."""
    names = numbered(tmp_path, "user-1", "user-2", "user-3")
    text = "@user-1 @user-2 @user-3 user-1 user-2"
    logins = [names.login(f"user-{number}") for number in (1, 2, 3)]
    assert names.replacer(keep=False)(text) == f"@{logins[0]} @{logins[1]} @{logins[2]} {logins[0]} {logins[1]}"


def test_kept_names_leave_texts_alone(tmp_path: Path) -> None:
    assert numbered(tmp_path, "otto", keep=True).replacer(keep=True)("@otto") == "@otto"
