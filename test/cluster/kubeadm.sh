#!/usr/bin/env bash
# peerproof on a real kubeadm node: kubelet, containerd, and etcd as a static pod that is edited while it runs.
#
# usage: test/cluster/kubeadm.sh DIR      as root; DIR holds build-k8s.sh and cluster.sh, which make and boot such a node
#   WORK=DIR  images, logs and the node's disk (/tmp/peerproof-cluster)
#   K8S=DIR   where build-k8s.sh has put, or shall put, Kubernetes' programs (WORK/k8s)
set -euo pipefail

cluster_scripts=$(realpath "${1:?usage: kubeadm.sh DIR}")
project=$(realpath "$(dirname "$0")/../..")
export WORK=${WORK:-/tmp/peerproof-cluster}
kubernetes=${K8S:-$WORK/k8s}
export BIN=$kubernetes/bin AGENT_TAR=$WORK/peerproof.tar
manifest=/etc/kubernetes/manifests/etcd.yaml
. "$(dirname "$0")/steps.sh"

mkdir -p "$WORK"
build_image
step 'build Kubernetes, unless it is there' "$cluster_scripts/build-k8s.sh" "$kubernetes"
compgen -G "$WORK/images/*.tar" >/dev/null || step 'make the control-plane images' cluster images
trap 'cluster down' EXIT
step 'boot the node' cluster up
step 'apply the overlay and roll out' roll_out "$project/manifests/overlays/kubeadm"

check 'the manifest is 0600 root' test "$(node stat -c '%a %u %g' "$manifest")" = '600 0 0'
check_process
check 'rule 2.4 passes' metric 'peerproof_rule_compliant{.*cis-kubernetes-2.4"} 1'
check 'rule 2.5 passes' metric 'peerproof_rule_compliant{.*cis-kubernetes-2.5"} 1'
check 'the manifest was read' metric 'peerproof_source_up{.*source="manifest"} 1'
check 'the processes were read' metric 'peerproof_source_up{.*source="process"} 1'
check 'the node is called by its name' metric 'peerproof_rule_compliant{node="node1"'

change_peer_auth true false fail
check 'rule 2.5 fails' metric 'peerproof_rule_status{.*cis-kubernetes-2.5",status="fail"} 1'
check 'rule 2.4 still passes' metric 'peerproof_rule_compliant{.*cis-kubernetes-2.4"} 1'
change_peer_auth false true pass
check 'rule 2.5 passes again' metric 'peerproof_rule_compliant{.*cis-kubernetes-2.5"} 1'

full_evidence
replaced_directory
wrong_directory
wrong_volume
report
