"""`import` of other tools' files that do not say whose they are."""

from __future__ import annotations

import json
from pathlib import Path

from tests.tools import elsewhere_files as files
from tests.tools.elsewhere_files import ACCOUNT, Check


def test_a_file_that_names_no_account_is_told_whose_it_is(run, tmp_path: Path):
    assert run("new", "acme").status == 0
    file = tmp_path / "pack.json"
    file.write_text(json.dumps(files.pack_details([Check("restricted-ssh", "NON_COMPLIANT", "sg-1")])))
    refused = run("import", "acme", str(file))
    assert refused.status == 2
    assert (
        "pack.json: the file does not say which account it is of (give the 12 digits with --account)"
        in refused.err
    )
    for given, said in (
        (("--account", "12"), "--account: an account has 12 digits"),
        (("--account", ACCOUNT, "--region", "Paris"), "--region: a Region is named as eu-west-1 is"),
    ):
        refused = run("import", "acme", str(file), *given)
        assert (refused.status, said in refused.err) == (2, True)
    taken = run("import", "acme", str(file), "--account", ACCOUNT, "--region", "eu-west-1", "--json")
    assert taken.status == 0
    assert json.loads(taken.out)["accounts"] == [ACCOUNT]
    sheet = tmp_path / "sheet.xlsx"
    sheet.write_bytes(b"PK")
    assert (
        "--account and --region are for another tool's file"
        in run("import", "acme", str(sheet), "--account", ACCOUNT).err
    )
