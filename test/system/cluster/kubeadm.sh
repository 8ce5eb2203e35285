#!/usr/bin/env bash
# peerproof on a real kubeadm node: kubelet, containerd, and etcd as a static pod that is edited while it runs.
#
# usage: test/system/cluster/kubeadm.sh DIR      as root; DIR holds build-k8s.sh and cluster.sh, which make and boot such a node
#   WORK=DIR  images, logs and the node's disk (/tmp/peerproof-cluster)
#   K8S=DIR   where build-k8s.sh has put, or shall put, Kubernetes' programs (WORK/k8s)
# Takes about 20 minutes, and buildah, jq, kubectl, openssl, prometheus and prometheus-alertmanager.
set -euo pipefail

cluster_scripts=$(realpath "${1:?usage: kubeadm.sh DIR}")
project=$(realpath "$(dirname "$0")/../../..")
export WORK=${WORK:-/tmp/peerproof-cluster}
kubernetes=${K8S:-$WORK/k8s}
export BIN=$kubernetes/bin AGENT_TAR=$WORK/peerproof.tar
manifest=/etc/kubernetes/manifests/etcd.yaml
for part in checks agent roll-out process manifest-edits monitoring alert-path verdict-gaps eviction image-upgrade reboot web-secret mistakes; do
  # shellcheck source=/dev/null
  . "$project/test/system/cluster/$part.sh"
done

take_down() {
  stop_monitoring
  cluster down
}

mkdir -p "$WORK"
: >"$times"
build_image
step 'build Kubernetes, unless it is there' "$cluster_scripts/build-k8s.sh" "$kubernetes"
compgen -G "$WORK/images/*.tar" >/dev/null || step 'make the control-plane images' cluster images
trap take_down EXIT
step 'boot the node' cluster up
step 'apply the overlay and roll out' roll_out "$(with_components prometheus-scrape-config)"

check 'the manifest is 0600 root' test "$(node stat -c '%a %u %g' "$manifest")" = '600 0 0'
check_process
check 'rule 2.4 passes' metric 'peerproof_rule_compliant{.*cis-kubernetes-2.4"} 1'
check 'rule 2.5 passes' metric 'peerproof_rule_compliant{.*cis-kubernetes-2.5"} 1'
check 'the manifest was read' metric 'peerproof_source_up{.*source="manifest"} 1'
check 'the processes were read' metric 'peerproof_source_up{.*source="process"} 1'
check 'the node is called by its name' metric 'peerproof_rule_compliant{node="node1"'

# Before Prometheus runs: until the verdict is in the log, nothing scrapes.
begin 'An editor renames a new manifest over the old one'
edit_and_follow rename_over true false fail
check 'rule 2.4 still passes' metric 'peerproof_rule_compliant{.*cis-kubernetes-2.4"} 1'
edit_and_follow rename_over false true pass
as_kubeadm_edits
backup_beside

step 'start Prometheus and Alertmanager' start_monitoring
alert_path
eviction
image_upgrade
reboot_node
all_notifications

web_secret
full_evidence
replaced_directory
wrong_directory
wrong_volume
report
