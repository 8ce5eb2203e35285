# Installations that do not fit the node. Sourced by kubeadm.sh.
# shellcheck shell=bash

# A wrong --path.manifests: the pod runs and says so.
wrong_directory() {
  local patch='[{"op":"replace","path":"/spec/template/spec/containers/0/args/0","value":"--path.manifests=/etc/kubernetes/manifest"}]'
  begin 'A wrong --path.manifests'
  step 'roll out a wrong --path.manifests' patch_and_wait "$patch"
  check 'the manifest source is down' metric 'peerproof_source_up{.*source="manifest"} 0'
  check 'the error is counted' metric 'peerproof_source_errors_total{source="manifest",reason="manifest_directory_missing"} [1-9]'
  check 'the verdict names the reason' metric 'peerproof_rule_reason{.*reason="manifest_directory_missing"} 1'
  note "reasons: $(metrics | grep -oE '^peerproof_rule_reason\{.*2\.5.*reason="[a-z_]+"' | grep -oE '[a-z_]+"$' | tr -d '"' | tr '\n' ' ')"
  check 'no rule counts as compliant' metric 'peerproof_rule_compliant{.*} 0'
  check 'the verdict is unknown' verdict unknown
  sleep 15
  check 'nothing restarted' test "$(restarts)" = 0
}

# A wrong overlay: the directory is not on the node, so kubelet does not start the pod and says why.
wrong_volume() {
  local patch='[{"op":"replace","path":"/spec/template/spec/volumes/0/hostPath/path","value":"/var/lib/rancher/rke2/agent/pod-manifests"}]'
  begin 'A wrong overlay'
  kube -n peerproof patch daemonset peerproof --type=json -p "$patch" >/dev/null
  # kubelet first ends the old pod, then tells of the mount.
  for _ in $(seq 30); do mount_failed && break; sleep 1; done
  check 'an event names the missing directory' mount_failed
  check 'the pod is not ready' test "$(pod '{.items[0].status.containerStatuses[0].ready}')" = false
  check 'nothing was created on the node' node test ! -e /var/lib/rancher/rke2/agent/pod-manifests
}

mount_failed() { kube -n peerproof get events -o 'jsonpath={.items[*].message}' | grep -q 'hostPath type check failed'; }
