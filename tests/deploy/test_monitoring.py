"""Alerts and dashboard: they ask for what the bot really exports, and each alert is seen to come."""

from __future__ import annotations

import json
import re

import promql_parser
import pytest
from prometheus_client.parser import text_string_to_metric_families

from bot.infra.health import STORE, Watch
from bot.infra.metrics import PrometheusMetrics

BY_PROMETHEUS = {"job", "instance"}
"""Labels that Prometheus puts on whatever it fetches."""
VARIABLES = {"$__rate_interval": "5m", "$__range": "6h"}


@pytest.fixture(scope="session")
def exported():
    """Every series that the bot can export, with its labels."""
    watch = Watch()
    metrics = PrometheusMetrics(watch)
    for part in ("chat", STORE):
        watch.expect(part)
        watch.beat(part)
    metrics.question(platform="chat", venue="direct", intent="show", outcome="answered", language="en", seconds=0.001)
    metrics.error(platform="chat", kind="TimedOut")
    metrics.reconnect(platform="chat")
    metrics.queue(platform="chat", waiting=1)
    found = {}
    for family in text_string_to_metric_families(metrics.page().decode()):
        for sample in family.samples:
            found.setdefault(sample.name, set()).update(sample.labels)
    assert len(found) > 10
    return found | {"up": set()}  # which Prometheus adds for every target


@pytest.fixture(scope="session")
def alerts(documents):
    (file,) = documents("monitoring/alerts.yaml")
    found = {rule["alert"]: rule for group in file["groups"] for rule in group["rules"]}
    assert len(found) >= 9
    return found


@pytest.fixture(scope="session")
def dashboard(deploy):
    return json.loads((deploy / "monitoring" / "grafana-dashboard.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="session")
def queries(dashboard):
    """What the dashboard asks Prometheus, Grafana's variables filled in."""
    found = [target["expr"] for panel in dashboard["panels"] for target in panel["targets"]]
    found += [annotation["expr"] for annotation in dashboard["annotations"]["list"]]
    assert len(found) >= 14
    for name, value in VARIABLES.items():
        found = [query.replace(name, value) for query in found]
    return found


def asked(query):
    """The series that a query names, each with the labels it is chosen by; and the labels it is grouped by."""
    series, groups = [], set()

    def look(node):
        if isinstance(node, promql_parser.VectorSelector):
            series.append((node.name, {matcher.name for matcher in node.matchers.matchers}))
        if isinstance(node, promql_parser.AggregateExpr) and node.modifier is not None:
            groups.update(node.modifier.labels)
        return True

    promql_parser.walk(promql_parser.parse(query), look)
    assert series, query
    return series, groups


def unknown(query, exported):
    series, groups = asked(query)
    there = set().union(BY_PROMETHEUS, *(exported.get(name, set()) for name, _ in series))
    wrong = [name for name, _ in series if name not in exported]
    wrong += [
        f"{name}.{label}" for name, labels in series for label in labels - BY_PROMETHEUS - exported.get(name, set())
    ]
    return wrong + sorted(groups - there)


def test_alerts_ask_for_what_is_exported(alerts, exported):
    assert {
        name: unknown(rule["expr"], exported) for name, rule in alerts.items() if unknown(rule["expr"], exported)
    } == {}


def test_the_dashboard_asks_for_what_is_exported(queries, exported):
    assert {query: unknown(query, exported) for query in queries if unknown(query, exported)} == {}


@pytest.mark.parametrize(
    ("query", "wrong"),
    [
        ("whatcode_question_total", ["whatcode_question_total"]),
        ('rate(whatcode_errors_total{sort="x"}[5m])', ["whatcode_errors_total.sort"]),
        ("sum by (plattform) (whatcode_queue)", ["plattform"]),
        ("a / whatcode_queue", ["a"]),
    ],
)
def test_what_is_not_exported_is_seen(exported, query, wrong):
    assert unknown(query, exported) == wrong


def test_all_that_is_exported_of_ours_is_shown(queries, exported):
    shown = {name for query in queries for name, _ in asked(query)[0]}
    ours = {name for name in exported if name.startswith("whatcode_") and not name.endswith("_created")}
    assert len(ours) >= 9
    assert ours - shown == set()


def test_legends_name_labels_that_are_there(dashboard):
    seen = 0
    for panel in dashboard["panels"]:
        for target in panel["targets"]:
            for label in re.findall(r"{{(\w+)}}", target["legendFormat"]):
                seen += 1
                _, groups = asked(re.sub(r"\$__\w+", "5m", target["expr"]))
                series, _ = asked(re.sub(r"\$__\w+", "5m", target["expr"]))
                assert label in groups or (not groups and series), (panel["title"], label)
    assert seen > 10


def test_panels_do_not_lie_on_each_other(dashboard):
    cells = [
        (x, y)
        for place in (panel["gridPos"] for panel in dashboard["panels"])
        for x in range(place["x"], place["x"] + place["w"])
        for y in range(place["y"], place["y"] + place["h"])
    ]
    assert len(cells) == len(set(cells))
    assert max(x for x, _ in cells) < 24
    assert len({panel["id"] for panel in dashboard["panels"]}) == len(dashboard["panels"])


def test_every_alert_says_what_it_means_and_what_to_do(alerts):
    for name, rule in alerts.items():
        assert rule["labels"]["severity"] in {"critical", "warning"}, name
        assert set(rule["annotations"]) == {"summary", "description"}, name


def test_every_alert_is_seen_to_come_and_not_to_come(alerts, documents):
    (file,) = documents("monitoring/alerts_test.yaml")
    cases = [case for test in file["tests"] for case in test["alert_rule_test"]]
    assert {case["alertname"] for case in cases if case["exp_alerts"]} == set(alerts)
    assert {case["alertname"] for case in cases if not case["exp_alerts"]} == set(alerts)


def test_prometheus_takes_the_rules_and_they_do_what_is_said(run, deploy):
    folder = deploy / "monitoring"
    status, said = run("promtool", "check", "rules", "--lint=all", "--lint-fatal", folder / "alerts.yaml")
    assert status == 0, said
    status, said = run("promtool", "test", "rules", folder / "alerts_test.yaml")
    assert status == 0, said


@pytest.mark.parametrize(
    ("good", "bad"), [("whatcode_queue > 200", "whatcode_queue > 2000"), ("for: 3m", "for: 30m"), ("> 0.1", "> 0.5")]
)
def test_prometheus_sees_a_rule_that_does_something_else(run, deploy, tmp_path, good, bad):
    text = (deploy / "monitoring" / "alerts.yaml").read_text(encoding="utf-8")
    assert good in text
    (tmp_path / "alerts.yaml").write_text(text.replace(good, bad), encoding="utf-8")
    (tmp_path / "alerts_test.yaml").write_bytes((deploy / "monitoring" / "alerts_test.yaml").read_bytes())
    status, said = run("promtool", "test", "rules", tmp_path / "alerts_test.yaml")
    assert status == 1, said


def test_prometheus_takes_every_query_of_the_dashboard(run, queries, tmp_path):
    filled = [re.sub(r"\$\w+", ".*", query) for query in queries]
    rules = [{"record": f"query:number{number}", "expr": query} for number, query in enumerate(filled)]
    (tmp_path / "queries.json").write_text(
        json.dumps({"groups": [{"name": "queries", "rules": rules}]}), encoding="utf-8"
    )
    status, said = run("promtool", "check", "rules", tmp_path / "queries.json")
    assert status == 0, said
    assert f"{len(rules)} rules found" in said
