# Another version of the image, by the update strategy that is shipped. Sourced by kubeadm.sh.
# shellcheck shell=bash

image_upgrade() {
  local next start archive=$WORK/peerproof-next.tar
  begin 'Image upgrade'
  next=$(image_name)-next
  step 'build the next image' buildah bud --layers --isolation chroot --network host --build-arg REVISION=next -t "$next" "$project"
  rm -f "$archive"
  buildah push -q "$next" "docker-archive:$archive:$next"
  # As a pull would, but before the update: nothing here serves images.
  step 'put it on the node' node ctr -n k8s.io images import "$archive"
  watch_verdicts
  start=$(now)
  kube -n peerproof set image daemonset/peerproof "peerproof=$next" >/dev/null
  step 'roll it out' rolled_out
  check 'the new image runs' metric 'peerproof_build_info{.*revision="next"'
  check 'rule 2.5 passes' verdict pass
  report_gaps "$start" upgrade
  check_now 'nothing is alerted' nothing_fires
  step 'roll back' apply_and_wait -k "$(with_components prometheus-scrape-config)"
  check 'the old image runs' metric 'peerproof_build_info{.*revision="unknown"'
}
