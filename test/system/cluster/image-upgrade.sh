# Another version of the image: by the DaemonSet's update strategy, and with two pods side by side. Sourced by kubeadm.sh.
# shellcheck shell=bash

image_upgrade() {
  local start
  begin 'Image upgrade'
  next_image=$(image_name)-next
  step 'put the next image on the node' import_next_image
  watch_verdicts
  start=$(now)
  kube -n peerproof set image daemonset/peerproof "peerproof=$next_image" >/dev/null
  step 'roll it out' rolled_out
  check 'the new image runs' runs_revision next
  check 'rule 2.5 passes' verdict pass
  if updates_by_surge; then
    report_gaps "$start" 'update by surge'
    check_no_gap
  else
    report_gaps "$start" 'update in place'
    check_now 'a verdict is missing for half a minute at most' test "$silence" -le 30000
  fi
  check_now 'nothing is alerted' nothing_fires
  step 'roll back' apply_and_wait -k "$(with_components prometheus-scrape-config)"
  check 'the old image runs' runs_revision unknown
  updates_by_surge || surge_by_hand
}

# As a pull would, but before the update: nothing here serves images.
import_next_image() {
  local container
  container=$(buildah from --pull-never "$(image_name)")
  buildah config --env PEERPROOF_REVISION=next "$container"
  buildah commit -q --rm "$container" "$next_image"
  rm -f "$WORK/next.tar"
  buildah push -q "$next_image" "docker-archive:$WORK/next.tar:$next_image"
  node ctr -n k8s.io images import "$WORK/next.tar"
}

runs_revision() { metric "peerproof_build_info{.*revision=\"$1\""; }

check_no_gap() {
  check_now 'a pod answers all the time' test "$silence" -le 5000
  check_now 'Prometheus misses no scrape' test "$between" -le 20000
  check_now "the alerts' series has a verdict all the time" test "$blind" = 0
}

# The order that maxSurge makes the controller keep, which this Kubernetes does not know: a second DaemonSet stands for the new pod.
surge_by_hand() {
  local start
  begin 'Image upgrade with two pods side by side, as maxSurge does'
  watch_verdicts
  start=$(now)
  second_daemon_set | kube apply -f - >/dev/null
  step 'the new pod is available beside the old one' kube -n peerproof rollout status daemonset/peerproof-next --timeout=120s
  kube -n peerproof delete daemonset peerproof >/dev/null
  report_gaps "$start" 'two pods side by side'
  check_no_gap
  check 'the new image runs' runs_revision next
  check_now 'nothing is alerted' nothing_fires
  kube -n peerproof delete daemonset peerproof-next >/dev/null
  step 'roll back' roll_out "$(with_components prometheus-scrape-config)"
  check_within 60 'the second pod is gone' one_pod
}

one_pod() { [[ $(pod '{.items[*].metadata.name}' | wc -w) == 1 ]]; }

second_daemon_set() {
  local seconds
  seconds=$(kubectl kustomize "$project/manifests/overlays/kubeadm" | awk '$1 == "minReadySeconds:" { print $2 }')
  kube -n peerproof get daemonset peerproof -o json | jq --arg image "$next_image" --argjson seconds "$seconds" '
    {apiVersion, kind, metadata: {name: "peerproof-next", namespace: "peerproof"}, spec}
    | .spec.minReadySeconds = $seconds
    | .spec.selector.matchLabels.instance = "next" | .spec.template.metadata.labels.instance = "next"
    | .spec.template.spec.containers[0].image = $image'
}
