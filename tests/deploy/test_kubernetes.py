"""Kubernetes: its schemas take every document, pods may do little, the parts fit, and what pods are given starts the bot."""

from __future__ import annotations

import copy
import json
import shutil
from collections import Counter
from urllib.parse import urlsplit

import kubernetes_validate
import pytest
import yaml
from credentials import SECRETS

VERSIONS = ("1.30", "1.37")
FOLDER = "kubernetes"
PARTS = ("cluster", "webhook", "shards")
CLUSTER = {"Namespace": 1, "ServiceAccount": 1, "NetworkPolicy": 1}
WEBHOOK = {
    "Deployment": 1, "HorizontalPodAutoscaler": 1, "PodDisruptionBudget": 1, "Service": 1, "Ingress": 1, "NetworkPolicy": 1,
}  # fmt: skip
SHARDS = {"StatefulSet": 1, "PodDisruptionBudget": 1, "Service": 1}
CONFIG_MAPS = {"cluster": 1, "webhook": 1, "shards": 0}
KINDS = {"cluster": CLUSTER, "webhook": WEBHOOK, "shards": SHARDS}
# What each folder that is applied is made of.
WHOLES = {"telegram": ("cluster", "webhook"), "discord": ("cluster", "shards"), "both": PARTS}


@pytest.fixture(scope="session")
def kustomizations(documents):
    return {part: documents(f"{FOLDER}/{part}/kustomization.yaml")[0] for part in (*PARTS, *WHOLES)}


@pytest.fixture(scope="session")
def objects(documents, kustomizations):
    """All objects, before Kustomize."""
    return [
        document
        for part in PARTS
        for name in kustomizations[part]["resources"]
        for document in documents(f"{FOLDER}/{part}/{name}")
    ]


@pytest.fixture(scope="session")
def built(run):
    """All objects of a whole, as Kustomize makes them."""

    def built(whole):
        status, said = run("kubectl", "kustomize", f"{FOLDER}/{whole}")
        assert status == 0, said
        return list(yaml.safe_load_all(said))

    return built


def of_kind(objects, *kinds):
    found = [thing for thing in objects if thing["kind"] in kinds]
    assert found, kinds
    return found


def pods(objects):
    found = {
        thing["metadata"]["name"]: thing["spec"]["template"] for thing in of_kind(objects, "Deployment", "StatefulSet")
    }
    assert set(found) == {"whatcode-webhook", "whatcode-shards"}
    return found


def secret_of(template):
    """The volume with the secret's files."""
    (volume,) = [volume["secret"] for volume in template["spec"]["volumes"] if "secret" in volume]
    return volume


def count(objects):
    return Counter(thing["kind"] for thing in objects)


def kinds(parts):
    return sum((Counter(KINDS[part]) for part in parts), Counter())


def test_every_file_is_used(deploy, kustomizations):
    folder = deploy / FOLDER
    files = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    used = {f"{part}/{name}" for part in PARTS for name in kustomizations[part]["resources"]}
    assert files == {*used, *(f"{part}/kustomization.yaml" for part in kustomizations), "secret.template.yaml"}


@pytest.mark.parametrize("version", VERSIONS)
def test_kubernetes_takes_every_document(objects, documents, version):
    assert count(objects) == kinds(PARTS)
    for thing in [*objects, *documents(f"{FOLDER}/secret.template.yaml")]:
        kubernetes_validate.validate(thing, version, strict=True)


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("whole", WHOLES)
def test_kubernetes_takes_what_kustomize_makes(built, whole, version):
    made, parts = built(whole), WHOLES[whole]
    assert count(made) == kinds(parts) + Counter(ConfigMap=sum(CONFIG_MAPS[part] for part in parts))
    for thing in made:
        kubernetes_validate.validate(thing, version, strict=True)


@pytest.mark.parametrize("whole", WHOLES)
def test_what_is_left_out_is_named_nowhere(built, whole):
    """Each whole stands by itself: what its objects name is in it, and its pods ask for no secret of another."""
    made = built(whole)
    maps = {thing["metadata"]["name"] for thing in of_kind(made, "ConfigMap")}
    templates = [thing["spec"]["template"] for thing in of_kind(made, "Deployment", "StatefulSet")]
    for template in templates:
        (container,) = template["spec"]["containers"]
        assert {source["configMapRef"]["name"] for source in container["envFrom"]} <= maps
        assert "database-url" in {item["key"] for item in secret_of(template)["items"]}
    others = {"telegram": ("discord", "shards"), "discord": ("telegram", "webhook"), "both": ()}[whole]
    assert [word for word in others if word in json.dumps(made).lower()] == []
    assert {thing["metadata"]["labels"]["app.kubernetes.io/name"] for thing in made} == {"whatcode"}
    assert {thing["metadata"].get("namespace", "whatcode") for thing in made} == {"whatcode"}


def broken(thing):
    """The document with each of its keys misspelt, and each number and text of its top levels of another type."""
    for key in thing:
        if key not in ("apiVersion", "kind"):
            other = copy.deepcopy(thing)
            other[f"{key}x"] = other.pop(key)
            yield other
    for key in thing.get("spec", {}):
        other = copy.deepcopy(thing)
        other["spec"][key] = [[1]]
        yield other


def test_what_kubernetes_does_not_take_is_seen(objects):
    tried = 0
    for thing in objects:
        for other in broken(thing):
            tried += 1
            with pytest.raises(kubernetes_validate.ValidationError):
                kubernetes_validate.validate(other, VERSIONS[-1], strict=True)
    assert tried > 50


def test_pods_meet_the_restricted_standard(objects):
    """Pod Security Standards, "restricted", which the namespace enforces too."""
    (namespace,) = of_kind(objects, "Namespace")
    assert namespace["metadata"]["labels"]["pod-security.kubernetes.io/enforce"] == "restricted"
    for name, template in pods(objects).items():
        pod = template["spec"]
        assert pod["securityContext"]["runAsNonRoot"] is True, name
        assert pod["securityContext"]["runAsUser"] == 10001, name
        assert pod["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}, name
        assert not {"hostNetwork", "hostPID", "hostIPC"} & set(pod), name
        assert {key for volume in pod["volumes"] for key in volume} <= {"name", "emptyDir", "secret"}, name
        (container,) = pod["containers"]
        assert container["securityContext"] == {
            "allowPrivilegeEscalation": False,
            "readOnlyRootFilesystem": True,
            "capabilities": {"drop": ["ALL"]},
        }, name
        assert {"requests", "limits"} <= set(container["resources"]), name


def test_pods_get_no_token_and_no_variables_of_services(objects):
    (account,) = of_kind(objects, "ServiceAccount")
    assert account["automountServiceAccountToken"] is False
    for template in pods(objects).values():
        assert template["spec"]["automountServiceAccountToken"] is False
        assert template["spec"]["serviceAccountName"] == account["metadata"]["name"]
        assert template["spec"]["enableServiceLinks"] is False


def test_probes_ask_paths_that_are_there(objects):
    for template in pods(objects).values():
        (container,) = template["spec"]["containers"]
        paths = {kind: container[f"{kind}Probe"]["httpGet"] for kind in ("startup", "liveness", "readiness")}
        assert {kind: get["path"] for kind, get in paths.items()} == {
            "startup": "/healthz", "liveness": "/healthz", "readiness": "/readyz",
        }  # fmt: skip
        assert {get["port"] for get in paths.values()} == {port["name"] for port in container["ports"]}


def test_parts_find_each_other(objects):
    labels = {name: template["metadata"]["labels"] for name, template in pods(objects).items()}
    selectors = [thing["spec"]["selector"] for thing in of_kind(objects, "Service")]
    selectors += [
        thing["spec"]["selector"]["matchLabels"]
        for thing in of_kind(objects, "PodDisruptionBudget", "Deployment", "StatefulSet")
    ]
    assert len(selectors) == 6
    for selector in selectors:
        assert [name for name, label in labels.items() if selector.items() <= label.items()], selector
    (scaler,) = of_kind(objects, "HorizontalPodAutoscaler")
    (deployment,) = of_kind(objects, "Deployment")
    assert scaler["spec"]["scaleTargetRef"]["name"] == deployment["metadata"]["name"]
    assert "replicas" not in deployment["spec"]
    assert scaler["spec"]["minReplicas"] >= 2
    (shards,) = of_kind(objects, "StatefulSet")
    services = {thing["metadata"]["name"]: thing for thing in of_kind(objects, "Service")}
    assert services[shards["spec"]["serviceName"]]["spec"]["clusterIP"] == "None"
    (ingress,) = of_kind(objects, "Ingress")
    (path,) = ingress["spec"]["rules"][0]["http"]["paths"]
    assert path["backend"]["service"]["name"] in services
    assert path["pathType"] == "Exact"


def test_a_policy_closes_every_pod_both_ways(objects):
    for template in pods(objects).values():
        labels = template["metadata"]["labels"] | {"app.kubernetes.io/name": "whatcode"}  # which Kustomize adds
        closing = [
            policy for policy in of_kind(objects, "NetworkPolicy")
            if policy["spec"]["podSelector"]["matchLabels"].items() <= labels.items()
        ]  # fmt: skip
        assert {kind for policy in closing for kind in policy["spec"]["policyTypes"]} == {"Ingress", "Egress"}
        assert not [rule for policy in closing for rule in policy["spec"].get("ingress", []) if not rule.get("from")]


def test_the_template_of_the_secret_has_every_key_and_no_value(objects, documents):
    (secret,) = documents(f"{FOLDER}/secret.template.yaml")
    assert set(secret["stringData"].values()) == {""}
    used = set()
    for template in pods(objects).values():
        volume = secret_of(template)
        assert volume["secretName"] == secret["metadata"]["name"]
        assert volume["defaultMode"] == 0o440
        used |= {item["key"] for item in volume["items"]}
    assert used == set(secret["stringData"])


def environment(template, maps, folder, ordinal="0"):
    """What a pod of this template is given; its secret files are looked for where it mounts them."""
    (container,) = template["spec"]["containers"]
    given = {}
    for source in container["envFrom"]:
        given |= maps[source["configMapRef"]["name"]]
    (secret,) = [volume for volume in template["spec"]["volumes"] if "secret" in volume]
    (mount,) = [mount["mountPath"] for mount in container["volumeMounts"] if mount["name"] == secret["name"]]
    paths = {f"{mount}/{item['path']}": f"{folder}/{item['key']}" for item in secret["secret"]["items"]}
    for variable in container["env"]:
        if "valueFrom" in variable:
            assert variable["valueFrom"] == {
                "fieldRef": {"fieldPath": "metadata.labels['apps.kubernetes.io/pod-index']"}
            }
            given[variable["name"]] = ordinal
        else:
            given[variable["name"]] = paths.get(variable["value"], variable["value"])
            assert variable["name"].endswith("_FILE") == (variable["value"] in paths), variable
    return given


@pytest.fixture(scope="session")
def maps(kustomizations):
    found = {
        made["name"]: dict(line.split("=", 1) for line in made["literals"])
        for kustomization in kustomizations.values()
        for made in kustomization.get("configMapGenerator", [])
    }
    assert len(found) == 2
    return found


def test_the_webhook_starts_with_what_it_is_given(objects, maps, starts):
    loaded = starts(environment(pods(objects)["whatcode-webhook"], maps, starts.folder))
    telegram = loaded.platforms["telegram"]
    assert telegram.mode == "webhook"
    assert telegram.webhook_secret.get_secret_value() == SECRETS["telegram-webhook-secret"]
    assert loaded.platforms["discord"].token is None
    assert loaded.core.database_url.get_secret_value() == SECRETS["database-url"]
    (ingress,) = of_kind(objects, "Ingress")
    address = urlsplit(telegram.webhook_url)
    (rule,) = ingress["spec"]["rules"]
    assert (address.hostname, address.path) == (rule["host"], rule["http"]["paths"][0]["path"])


@pytest.mark.parametrize("whole", ["discord", "both"])
def test_each_shard_starts_with_its_own_number(built, starts, whole):
    made = built(whole)
    maps = {thing["metadata"]["name"]: thing["data"] for thing in of_kind(made, "ConfigMap")}
    (shards,) = of_kind(made, "StatefulSet")
    replicas = shards["spec"]["replicas"]
    assert replicas >= 2
    for ordinal in range(replicas):
        loaded = starts(environment(shards["spec"]["template"], maps, starts.folder, str(ordinal)))
        discord = loaded.platforms["discord"]
        assert (discord.shard_ids, discord.shard_count) == ((ordinal,), replicas)
        assert loaded.platforms["telegram"].token is None


def test_kustomize_carries_counts_hosts_and_images_along(run, deploy, tmp_path):
    """What is changed in one place is changed wherever it has to be."""
    shutil.copytree(deploy / FOLDER, tmp_path / FOLDER)
    for part, good, bad in (
        ("shards", "count: 2", "count: 7"),
        ("webhook", "https://bot.example.org/telegram", "https://codes.example.net/telegram"),
        ("cluster", "newName: whatcode", "newName: registry.example.net/whatcode"),
    ):
        path = tmp_path / FOLDER / part / "kustomization.yaml"
        text = path.read_text(encoding="utf-8")
        assert text.count(good) == 1
        path.write_text(text.replace(good, bad), encoding="utf-8")
    status, said = run("kubectl", "kustomize", tmp_path / FOLDER / "both")
    assert status == 0, said
    changed = list(yaml.safe_load_all(said))
    (shards,) = of_kind(changed, "StatefulSet")
    assert shards["spec"]["replicas"] == 7
    variables = {
        variable["name"]: variable.get("value")
        for variable in shards["spec"]["template"]["spec"]["containers"][0]["env"]
    }
    assert variables["WHATCODE_DISCORD_SHARD_COUNT"] == "7"
    (ingress,) = of_kind(changed, "Ingress")
    assert ingress["spec"]["rules"][0]["host"] == ingress["spec"]["tls"][0]["hosts"][0] == "codes.example.net"
    assert "bot.example.org" not in json.dumps(changed)
    images = {container["image"] for template in pods(changed).values() for container in template["spec"]["containers"]}
    assert {image.rpartition(":")[0] for image in images} == {"registry.example.net/whatcode"}
