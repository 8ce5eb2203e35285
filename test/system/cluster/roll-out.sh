# The image, and the DaemonSet as overlays and components make it. Sourced by kubeadm.sh.
# shellcheck shell=bash

image_name() { kubectl kustomize "$project/manifests/overlays/kubeadm" | awk '$1 == "image:" { print $2 }'; }

# The name that the overlay asks for, so that kubelet finds the image and pulls nothing.
build_image() {
  local name
  name=$(image_name)
  step 'build the image' buildah bud --layers --isolation chroot --network host -t "$name" "$project"
  rm -f "$AGENT_TAR"
  step 'export the image' buildah push "$name" "docker-archive:$AGENT_TAR:$name"
}

# with_components NAME...: a directory with the overlay kubeadm and these components, and the one that an old cluster needs
with_components() {
  local directory name
  updates_by_surge || set -- "$@" update-in-place
  directory=$WORK/overlay-$(IFS=-; echo "$*")
  mkdir -p "$directory"
  {
    printf '%s\n' 'kind: Kustomization' "resources: [$(relative "$directory" overlays/kubeadm)]" 'components:'
    for name in "$@"; do echo "- $(relative "$directory" "components/$name")"; done
  } >"$directory/kustomization.yaml"
  echo "$directory"
}

# Whether the cluster knows maxSurge: Kubernetes 1.22 or later.
updates_by_surge() { [[ ! $("$BIN/kubelet" --version) =~ v1\.(1[0-9]|2[01])\. ]]; }

relative() { realpath --relative-to="$1" "$project/manifests/$2"; }

# The first: the controllers are still starting, and there may be no status to wait for yet.
roll_out() {
  for _ in $(seq 20); do kube apply -k "$1" && break; sleep 1; done
  for _ in $(seq 60); do
    [[ $(kube -n peerproof get daemonset peerproof -o 'jsonpath={.status.desiredNumberScheduled}') == 1 ]] && break
    sleep 0.5
  done
  rolled_out
}

rolled_out() { kube -n peerproof rollout status daemonset/peerproof --timeout=120s; }

apply_and_wait() {
  kube apply "$@"
  rolled_out
}

patch_and_wait() {
  for _ in $(seq 60); do kube get --raw=/readyz && break; sleep 1; done
  kube -n peerproof patch daemonset peerproof --type=json -p "$1"
  rolled_out
}
