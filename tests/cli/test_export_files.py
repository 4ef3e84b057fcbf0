"""Exports that other programs read: to standard output, or whole into a file."""


def test_a_calendar_to_standard_output_and_into_a_file(demo, tmp_path):
    printed = demo("export", "ics").out
    assert printed.splitlines()[:2] == ["BEGIN:VCALENDAR", "VERSION:2.0"]
    assert "SUMMARY:M5 Deck 桥面: baseline" in printed
    path = tmp_path / "project.ics"
    path.write_text("old")
    assert demo("export", "ics", path).err == f"wrote {path}\n"
    assert path.read_bytes().startswith(b"BEGIN:VCALENDAR\r\n")
    assert path.read_bytes().endswith(b"END:VCALENDAR\r\n")
    assert [file.name for file in tmp_path.iterdir()] == ["project.ics"]


def test_the_due_cards_of_one_board(demo):
    everybodys, zhangs = (demo("export", "ics", *words).out for words in ([], ["--board", "zhang"]))
    assert "li/" in everybodys
    assert "li/" not in zhangs
    assert "zhang/" in zhangs
    assert "M5 Deck" in zhangs


def test_metrics_end_as_the_format_asks(demo, tmp_path):
    printed = demo("export", "openmetrics").out
    assert printed.endswith("# EOF\n")
    assert 'kanban_milestone_status{milestone="M5",kanban_milestone_status="late"} 1\n' in printed
    assert 'kanban_milestone_forecast_timestamp_seconds{milestone="M5",percentile="85"} ' in printed
    path = tmp_path / "metrics"
    demo("export", "openmetrics", path)
    names = [[line.rpartition(" ")[0] for line in text.splitlines()] for text in (path.read_text(), printed)]
    assert names[0] == names[1]


def test_metrics_of_the_past_are_stamped(demo):
    lines = demo("export", "openmetrics", "--as-of", "2026-11-01").out.splitlines()
    assert {line.split()[-1] for line in lines if not line.startswith("#")} == {"1793548799.999"}


def test_a_file_that_cannot_be_written_is_refused_in_one_sentence(demo, tmp_path):
    for verb in ("ics", "openmetrics"):
        done = demo("export", verb, tmp_path / "no" / "file", code=1)
        assert done.err == f"kanban: {tmp_path}/no/file: no such file or directory\n"
        assert demo("export", verb, tmp_path, code=1).err == f"kanban: {tmp_path}: is a directory\n"


def test_a_board_that_is_not_there_is_refused(demo):
    assert "nope" in demo("export", "ics", "--board", "nope", code=1).err


def test_export_alone_is_no_verb(demo):
    assert "kanban export" in demo("export", code=2).err
