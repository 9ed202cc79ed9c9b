"""dondoc.toml: what is accepted, and how what is wrong is refused."""

import re
from pathlib import Path

import pytest

from shared.config import Config, ConfigError, Environment, EnvironmentProblem, load_config
from shared.config.channels import SmtpChannel
from shared.config.positions import scan
from shared.config.wording import EXAMPLES
from shared.language import Words
from tests.certificates import authority

GOOD = """\
[office]
name = "Văn phòng"
code = "H15"

[policy]
notify_at = "08:30"
[[policy.ladder]]
step = "-1wd"
audience = ["agency"]
[[policy.ladder]]
step = "+1wd"
audience = ["agency", "head"]
repeat = "5wd"

[sources.one]
preset = "idesk"
auth = { scheme = "hmac", header = "X-Sig", secrets = ["old", { value = "new", until = 2026-12-01 }] }
rate_limit = "600/min"
[sources.two.auth]
scheme = "basic"
username = "u"
secrets = ["p"]
[sources.two.map]
"document.number" = "vb.so"

[channels.mail]
kind = "smtp"
host = "127.0.0.1"
from = "Đôn đốc <dondoc@vp.example>"

[[recipients]]
audience = "office"
email = "vp@vp.example"
channel = "mail"
"""


def refused(folder: Path, text: str, **environ: str) -> list[str]:
    """The lines of the refusal, without the folder's name."""
    file = folder / "dondoc.toml"
    file.write_text(text, "utf-8")
    with pytest.raises(ConfigError) as error:
        load_config(file, environ)
    return error.value.text("en").replace(f"{folder}/", "").splitlines()


def accepted(folder: Path, text: str, **environ: str) -> Config:
    file = folder / "dondoc.toml"
    file.write_text(text, "utf-8")
    return load_config(file, environ)


def test_a_good_file_is_read(tmp_path: Path) -> None:
    config = accepted(tmp_path, GOOD)
    assert config.office.code == "H15"
    assert [(rung.step, rung.working_days, rung.repeat) for rung in config.policy.ladder] == [
        ("-1wd", -1, None), ("+1wd", 1, "5wd"),
    ]  # fmt: skip
    assert [secret.value for secret in config.sources["one"].auth.secrets] == ["old", "new"]
    assert config.sources["one"].rate == (600, 60)
    assert config.sources["two"].map == {"document.number": "vb.so"}


def test_an_end_without_offset_is_viet_nams(tmp_path: Path) -> None:
    until = accepted(tmp_path, GOOD).sources["one"].auth.secrets[1].until
    assert until is not None
    assert until.isoformat() == "2026-12-01T00:00:00+07:00"


def test_without_a_file_the_defaults_hold() -> None:
    config = Config()
    assert [rung.step for rung in config.policy.ladder] == ["-5wd", "-3wd", "-1wd", "0", "+1wd", "+3wd", "+5wd"]
    assert (config.policy.day_ends, config.policy.truoc_is_exclusive, config.log.partitions) == ("24:00", True, 12)


@pytest.mark.parametrize(
    ("right", "wrong", "said"),
    [
        ('scheme = "hmac"', 'scheme = "hmca"', "sources.one.auth.scheme: 'hmca' is unknown; write one of"),
        ("[policy]", "[polcy]", "polcy: is unknown; did you mean policy?"),
        ('["old", { value = "new", until = 2026-12-01 }]', "[]", "sources.one.auth.secrets: is empty"),
        (', secrets = ["old", { value = "new", until = 2026-12-01 }]', "", "sources.one.auth.secrets: is missing"),
        ("[office]", "= broken\n[office]", "is not TOML"),
        ('step = "+1wd"', 'step = "+1w"', "policy.ladder.1.step: is not of the right form; write it like -3wd, 0, +1wd"),
        ('step = "+1wd"', 'step = "-1wd"', "policy.ladder.1: only a step after the deadline"),
        ('scheme = "basic"', 'scheme = "basik"', "sources.two.auth.scheme: 'basik' is unknown"),
        ('username = "u"', "", "sources.two.auth.username: is missing"),
        ('"document.number" = "vb.so"', '"document.number" = "vb..so"', "map.document.number: is not a JMESPath"),
        ('rate_limit = "600/min"', "rate_limit = 600", "sources.one.rate_limit: must be text"),
        ('from = "Đôn đốc <dondoc@vp.example>"', 'from = "nobody"', "channels.mail.from: write it like"),
        ('channel = "mail"', 'channel = "mial"', "recipients.0.channel: is unknown; did you mean mail?"),
        ('channel = "mail"', 'channel = "zalo"', "recipients.0.channel: is unknown; add [channels.zalo] or use: mail"),
        ('audience = ["agency"]', 'audience = ["boss"]', "audience.0: is not one of the accepted values; write"),
        ('{ value = "new", until = 2026-12-01 }', '{ value = "new", until = "mai" }', "secrets.1.until: must be an instant"),
        ('["old", { value = "new", until = 2026-12-01 }]', '[{ value = "new", until = "mai" }]', "secrets.0.until: must be"),
        ('kind = "smtp"', 'kind = "smtp"\nport = 99999', "channels.mail.port: is too large; write 65535 or less"),
        ('code = "H15"', 'code = "H15"\nagencies = "none.csv"', "office.agencies: there is no file none.csv"),
        ('notify_at = "08:30"', 'notify_at = "half past"', "policy.notify_at: must be a time of day"),
        ('email = "vp@vp.example"\nchannel = "mail"', "", "recipients.0: cannot be reached; write email"),
        ("[[recipients]]", '[notices]\nquiet_from = "22:00"\n[[recipients]]', "notices: quiet time lacks an end; write both"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named_with_its_line(tmp_path: Path, right: str, wrong: str, said: str) -> None:
    text = GOOD.replace(right, wrong, 1)
    assert text != GOOD
    lines = refused(tmp_path, text)
    assert len(lines) == 1
    assert said in lines[0], lines[0]
    place = int(lines[0].split(":")[1])
    expected = _line(GOOD, right)
    assert expected - 3 <= place <= expected + 1, f"{lines[0]} is not near line {expected}"


def _named(table: str, name: str) -> str:
    settings = {"sources": 'auth = { scheme = "bearer", secrets = ["x"] }', "channels": 'kind = "console"'}
    return f'[{table}."{name}"]\n{settings[table]}\n'


@pytest.mark.parametrize("name", ["", "a/b c", "a b", "a/b", "a?b", "a#b", "a%20b", "a\\u0001", ".", "..", "x" * 101])
def test_a_source_whose_name_cannot_stand_in_its_address_is_refused(tmp_path: Path, name: str) -> None:
    (line,) = refused(tmp_path, "[office]\n" + _named("sources", name))
    assert line.startswith("dondoc.toml:2: sources."), line
    assert line.endswith("1–100 characters, no space and none of / ? # %; rename it")


def test_a_name_that_is_hard_to_see_stands_in_quotes(tmp_path: Path) -> None:
    for name in ("", "a/b c"):
        (line,) = refused(tmp_path, _named("sources", name))
        assert f'sources."{name}": a source' in line


@pytest.mark.parametrize("name", ["", " ", " mail", "mail ", "x" * 101])
def test_a_channel_has_a_name(tmp_path: Path, name: str) -> None:
    (line,) = refused(tmp_path, _named("channels", name))
    assert "a channel's name has 1–100 characters" in line


@pytest.mark.parametrize("name", ["ioffice-kontum", "sở-y-tế", "a.b", "...", "x" * 100])
def test_other_names_stand(tmp_path: Path, name: str) -> None:
    assert list(accepted(tmp_path, _named("sources", name)).sources) == [name]


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ('province = "QĐ 12/2019"', "2: regimes.province: viết sai dạng; hãy viết như QC42, QĐ12"),
        ('government = "qc42"', "2: regimes.government: viết sai dạng; hãy viết như QC42, QĐ12"),
        ('government = "QC45"', "1: regimes: QC45 đã là tên của government; hãy đặt tên khác cho province, former"),
        ('former = ["QC42"]', "1: regimes: QC42 đã là tên của government; hãy đặt tên khác cho province, former"),
        ('former = ["QC45", "45"]', "2: regimes.former.1: viết sai dạng; hãy viết như QC42, QĐ12"),
        ("province = 12", '2: regimes.province: phải là chuỗi trong dấu ngoặc kép, ví dụ "abc"'),
        ('provinc = "QC12"', "2: regimes.provinc: không có khóa này; có phải là province?"),
    ],
)
def test_names_of_regulations_are_such_as_markers_can_bear(tmp_path: Path, written: str, said: str) -> None:
    file = tmp_path / "dondoc.toml"
    file.write_text(f"[regimes]\n{written}\n", "utf-8")
    with pytest.raises(ConfigError) as wrong:
        load_config(file)
    assert wrong.value.text("vi") == f"{file}:{said}"


def test_regulations_have_their_names_of_the_file(tmp_path: Path) -> None:
    regimes = accepted(tmp_path, '[regimes]\nprovince = "QĐ12"\nformer = ["QC45"]\n').regimes
    assert (regimes.government, regimes.province, regimes.former) == ("QC42", "QĐ12", ("QC45",))
    assert (Config().regimes.government, Config().regimes.province) == ("QC42", "QC45")


@pytest.mark.parametrize("wrong", ['scheme = "hmca"', "[polcy]", "secrets = []", "= broken\n[office]"])
def test_the_line_is_exact(tmp_path: Path, wrong: str) -> None:
    right = {"[": "[policy]", "s": 'scheme = "hmac"', "=": "[office]"}[wrong[0]]
    if wrong == "secrets = []":
        right = 'secrets = ["old", { value = "new", until = 2026-12-01 }]'
    text = GOOD.replace(right, wrong, 1)
    assert refused(tmp_path, text)[0].startswith(f"dondoc.toml:{_line(text, wrong)}: ")


def test_every_fault_is_said_at_once(tmp_path: Path) -> None:
    text = GOOD.replace('scheme = "hmac"', 'scheme = "x"').replace('kind = "smtp"', 'kind = "fax"')
    assert len(refused(tmp_path, text)) == 2


def test_a_refusal_never_shows_a_secret(tmp_path: Path) -> None:
    text = GOOD.replace('secrets = ["p"]', 'secrets = "hunter2"')
    assert "hunter2" not in "\n".join(refused(tmp_path, text))


def test_secrets_are_not_shown_by_repr(tmp_path: Path) -> None:
    shown = repr(accepted(tmp_path, GOOD))
    assert "'old'" not in shown
    assert "new" not in shown


def test_a_missing_file_is_said_plainly(tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as error:
        load_config(tmp_path / "other.toml")
    assert "cannot be opened" in error.value.text("en")
    assert "không mở được" in error.value.text("vi")


def test_secrets_come_from_files_and_the_environment(tmp_path: Path) -> None:
    (tmp_path / "pw").write_text("from-file\n", "utf-8")
    text = GOOD.replace('secrets = ["p"]', 'secrets_env = ["OLD", "NEW"]').replace(
        'kind = "smtp"', 'kind = "smtp"\nusername = "u"\npassword_file = "pw"'
    )
    config = accepted(tmp_path, text, OLD="a", NEW="b")
    assert [secret.value for secret in config.sources["two"].auth.secrets] == ["a", "b"]
    channel = config.channels["mail"]
    assert channel.kind == "smtp"
    assert channel.password == "from-file"


def with_login(host: str, more: str = "") -> str:
    """GOOD with a mail server that wants a password."""
    return GOOD.replace('host = "127.0.0.1"', f'host = "{host}"\n{more}\nusername = "u"\npassword_env = "PW"')


@pytest.mark.parametrize("more", ["", 'tls = "none"'], ids=["unsaid", "said"])
def test_a_mail_password_that_would_cross_the_network_in_clear_is_refused_at_its_line(
    tmp_path: Path, more: str
) -> None:
    text = with_login("mail.vp.example", more)
    (said,) = refused(tmp_path, text, PW="hunter2")
    assert said.startswith(f"dondoc.toml:{_line(text, 'password_env')}: channels.mail.password: ")
    assert 'add tls = "starttls" or "tls"' in said
    assert "hunter2" not in said


@pytest.mark.parametrize(
    ("host", "more"),
    [
        ("mail.vp.example", 'tls = "starttls"'), ("mail.vp.example", 'tls = "tls"'), ("127.0.0.1", ""),
        ("localhost", ""), ("Localhost.", ""), ("::1", ""), ("127.8.8.8", ""),
    ],
)  # fmt: skip
def test_a_mail_password_that_stays_secret_is_accepted(tmp_path: Path, host: str, more: str) -> None:
    channel = accepted(tmp_path, with_login(host, more), PW="hunter2").channels["mail"]
    assert isinstance(channel, SmtpChannel)
    assert channel.password == "hunter2"


@pytest.mark.parametrize("host", ["10.0.0.5", "localhost.vp.example", "128.0.0.1"])
def test_what_only_looks_like_this_machine_is_another_one(tmp_path: Path, host: str) -> None:
    assert len(refused(tmp_path, with_login(host), PW="hunter2")) == 1


def test_a_secret_that_is_nowhere_is_refused_at_its_line(tmp_path: Path) -> None:
    text = GOOD.replace('secrets = ["p"]', 'secrets_env = "NOT_SET"')
    line = _line(text, "secrets_env")
    assert refused(tmp_path, text) == [
        f"dondoc.toml:{line}: sources.two.auth.secrets_env: cannot read NOT_SET; create or mend it"
    ]


def test_an_authority_of_the_operators_own_comes_from_a_file(tmp_path: Path) -> None:
    (tmp_path / "ca.pem").write_text(authority().pem, "utf-8")
    config = accepted(tmp_path, GOOD.replace('kind = "smtp"', 'kind = "smtp"\nca_file = "ca.pem"'))
    assert [one.ca for one in config.channels.values() if isinstance(one, SmtpChannel)] == [authority().pem.strip()]


def test_a_file_without_a_certificate_is_refused_at_its_line(tmp_path: Path) -> None:
    (tmp_path / "ca.pem").write_text("no certificate", "utf-8")
    text = GOOD.replace('kind = "smtp"', 'kind = "smtp"\nca_file = "ca.pem"')
    (said,) = refused(tmp_path, text)
    assert said.startswith(f"dondoc.toml:{_line(text, 'ca_file')}: ")
    assert "PEM" in said


def test_a_service_can_refuse_a_value_by_its_line(tmp_path: Path) -> None:
    config = accepted(tmp_path, GOOD)
    error = config.wrong(("sources", "two", "map", "document.number"), Words("sai", "wrong"))
    line = _line(GOOD, '"document.number"')
    assert f":{line}: " in error.text("en")


def test_the_scanner_knows_every_way_to_write_a_key() -> None:
    lines = scan(
        'a.b = 1\n"c d".e = """\n[x]\n"""\n[t] # comment [not]\nk = [\n  1, # one\n  { z = 2 },\n]\n'
        "[[list]]\nn = 1\n[list.sub]\nm = [[1], [2]]\n[[list]]\nn = 3.14\n"
    )
    assert {key: lines.of(key) for key in [("a", "b"), ("c d", "e"), ("t",), ("t", "k", 1, "z"), ("list", 0, "n"),
                                           ("list", 0, "sub", "m"), ("list", 1), ("list", 1, "n")]} == {
        ("a", "b"): 1, ("c d", "e"): 2, ("t",): 5, ("t", "k", 1, "z"): 8, ("list", 0, "n"): 11,
        ("list", 0, "sub", "m"): 13, ("list", 1): 14, ("list", 1, "n"): 15,
    }  # fmt: skip


def test_the_environment_has_defaults_under_its_data_folder() -> None:
    around = Environment.from_os({"DONDOC_DATA": "/srv/dondoc", "DONDOC_PORT": "9000", "DONDOC_KAFKA_SERVERS": ""})
    assert around.database_url == "sqlite:////srv/dondoc/dondoc.db"
    assert (around.port, around.kafka_servers, around.on_sqlite) == (9000, None, True)


@pytest.mark.parametrize(
    "environ",
    [
        {"DONDOC_PORT": "http"},
        {"DONDOC_LOG_FORMAT": "xml"},
        {"DONDOC_LANG": "fr"},
        {"DONDOC_PORT": "70000"},
        {"DONDOC_DATABASE_URL": "mysql://h/d"},
        {"DONDOC_DATABASE_URL": "postgresql://h:5432:x/d"},
        {"DONDOC_DATABASE_URL": "dondoc.db"},
    ],
)
def test_a_wrong_variable_is_refused_by_name(environ: dict[str, str]) -> None:
    with pytest.raises(EnvironmentProblem) as problem:
        Environment.from_os(environ)
    assert next(iter(environ)) in problem.value.words.vi


def test_a_clock_that_cannot_be_read_is_refused() -> None:
    with pytest.raises(EnvironmentProblem):
        Environment(clock_text="tomorrow").clock()


def test_the_environment_does_not_show_its_secrets() -> None:
    shown = repr(
        Environment.from_os({"DONDOC_BOOTSTRAP_TOKEN": "t0ken", "DONDOC_DATABASE_URL": "postgresql://u:pw@h/d"})
    )
    assert "t0ken" not in shown
    assert "pw" not in shown


def _line(text: str, part: str) -> int:
    return text[: text.index(part)].count("\n") + 1


def patterns(schema: object) -> set[str]:
    if isinstance(schema, list):
        return {found for inner in schema for found in patterns(inner)}
    if not isinstance(schema, dict):
        return set()
    own = {schema["pattern"]} if isinstance(schema.get("pattern"), str) else set()
    return own | {found for inner in schema.values() for found in patterns(inner)}


def test_every_form_of_a_key_has_an_example_and_the_example_has_the_form() -> None:
    assert patterns(Config.model_json_schema(mode="serialization")) == set(EXAMPLES)
    for pattern, examples in EXAMPLES.items():
        for one in examples.split(", "):
            assert re.search(pattern, one), (pattern, one)
