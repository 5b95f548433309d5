"""Kubernetes: the reasons of its own source are there, and found in what kubectl prints."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.read.reader import Reader
from knowledge.book import open_book
from knowledge.catalogue import Catalogue
from knowledge.check import check

CATALOGUE = Catalogue(open_book())
READER = Reader(CATALOGUE)
FILES = sorted((Path(__file__).parents[2] / "knowledge" / "data" / "k8s").glob("*.toml"))
CODES = {code.key: code for code in CATALOGUE.codes("k8s")}

KUBELET = [
    "Killing", "Preempting", "ExceededGracePeriod", "FailedKillPod", "NetworkNotReady", "InspectFailed",
    "ErrImageNeverPull", "NodeReady", "NodeNotReady", "NodeSchedulable", "NodeNotSchedulable", "KubeletSetupFailed",
    "FailedAttachVolume", "FailedMount", "VolumeResizeFailed", "FileSystemResizeFailed", "FailedMapVolume",
    "Rebooted", "ContainerGCFailed", "ImageGCFailed", "SandboxChanged", "FailedCreatePodSandBox",
    "FailedPodSandBoxStatus", "InvalidDiskCapacity", "FreeDiskSpaceFailed", "Unhealthy", "ProbeWarning", "FailedSync",
    "FailedValidation", "FailedPostStartHook", "FailedPreStopHook",
]  # fmt: skip
"""What kubelet events warn of: pkg/kubelet/events/event.go, read 2026-11-25."""

WAITING = [
    "CrashLoopBackOff", "RunContainerError", "KillContainerError", "CreatePodSandboxError", "KillPodSandboxError",
    "ImagePullBackOff", "ImageInspectError", "ErrImagePull", "RegistryUnavailable", "InvalidImageName",
    "CreateContainerConfigError", "CreateContainerError", "ContainerCreating", "PodInitializing",
]  # fmt: skip
"""Reasons of waiting containers: pkg/kubelet/images/types.go, pkg/kubelet/container/sync_result.go, kuberuntime."""

OTHERS = [
    "OOMKilled", "Completed", "ContainerStatusUnknown", "StartError", "Evicted", "Preempted",
    "FailedScheduling", "Pending", "Terminating", "DiskPressure", "MemoryPressure", "PIDPressure",
    "NetworkUnavailable", "BackoffLimitExceeded", "DeadlineExceeded", "PodFailurePolicy", "MaxFailedIndexesExceeded",
    "FailedIndexes", "ProgressDeadlineExceeded", "NewReplicaSetAvailable", "MinimumReplicasUnavailable",
    "FailedCreate", "ProvisioningFailed", "FailedBinding", "FailedGetResourceMetric", "DeletionByTaintManager",
    "EvictionByEvictionAPI", "TerminationByKubelet", "NodeLost",
]  # fmt: skip
"""Job reasons (batch/v1 types.go), deployment and volume controllers, pod and node conditions (documentation)."""

PRINTED = {
    "web-7d9f  0/1  CrashLoopBackOff  12 (3m ago)  41m": "k8s:CrashLoopBackOff",
    "web-1  0/1  Init:ImagePullBackOff  0  3m": "k8s:ImagePullBackOff",
    "    State:          Waiting\n      Reason:       CreateContainerConfigError": "k8s:CreateContainerConfigError",
    "    Last State:     Terminated\n      Reason:       OOMKilled\n      Exit Code:    137": "k8s:OOMKilled",
    "  Warning  FailedMount  2m (x8 over 15m)  kubelet  MountVolume.SetUp failed for volume cfg": "k8s:FailedMount",
    '{"type":"Warning","reason":"FailedScheduling","message":"0/3 nodes are available"}': "k8s:FailedScheduling",
    'Readiness probe failed: Get "http://10.1.1.1:8080/health": context deadline exceeded': "k8s:Unhealthy",
    "pod evicted": "k8s:Evicted",
    "kubernetes pod Pending": "k8s:Pending",
    "oomkilled": "k8s:OOMKilled",
}


def meant(text):
    """All ids that stand first for a mention in a text."""
    return [mention.ids[0] for mention in READER.read(text).mentions if mention.ids]


def test_no_fault():
    assert len(FILES) >= 7
    assert check(FILES) == []


def test_the_reasons_of_the_source_are_there():
    assert len({*KUBELET, *WAITING, *OTHERS}) > 70
    missing = [name for name in (*KUBELET, *WAITING, *OTHERS) if not CATALOGUE.exact(name.lower(), "k8s")]
    assert missing == []
    assert len(CODES) >= 80


@pytest.mark.parametrize(("text", "id_"), PRINTED.items())
def test_as_kubectl_prints_them(text, id_):
    assert id_ in meant(text)


@pytest.mark.parametrize(
    "text", ["retry with exponential backoff", "the job is running", "payment completed", "pod error"]
)
def test_words_of_the_trade_alone_are_no_reasons(text):
    assert [id_ for id_ in meant(text) if id_.startswith("k8s:")] == []


def test_memory_is_told_across_the_families():
    assert "exit:137" in CODES["OOMKilled"].related
    assert "k8s:OOMKilled" in CATALOGUE.get("exit:137").related
    assert "k8s:OOMKilled" in CATALOGUE.get("signal:SIGKILL").related
