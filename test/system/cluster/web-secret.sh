# The component web-tls: the web configuration and its certificate come from a Secret, which is renewed. Sourced by kubeadm.sh.
# shellcheck shell=bash

web_secret() {
  local start container address linked='' served='' refused=0
  begin 'The web configuration in a Secret'
  issue_certificate first
  printf 'tls_server_config: {cert_file: tls.crt, key_file: tls.key}\n' >"$WORK/web/web-config.yaml"
  put_secret first
  step 'roll out web-tls' apply_and_wait -k "$(with_components web-tls)"
  address=$(pod_ip)
  check 'serves the first certificate' served_by first
  check_now 'answers no plain HTTP' refuses_http
  container=$(pod '{.items[0].status.containerStatuses[0].containerID}')
  issue_certificate second
  start=$(now)
  put_secret second
  while [[ -z $served && $(now) -lt $((start + 180000)) ]]; do
    [[ -n $linked ]] || { mounted second && linked=$(($(now) - start)); } || true
    if served_by second; then
      served=$(($(now) - start))
    elif ! served_by first && ! served_by second; then
      # The third question: between the first two the certificate may have changed.
      refused=$((refused + 1))
    fi
    sleep 0.2
  done
  took "$linked" "from the new Secret until kubelet had swapped the files (its part)"
  took "$served" 'from the new Secret until the new certificate was served'
  check_now 'the agent needed two seconds at most' test "$((${served:-99999} - ${linked:-0}))" -le 2000
  check_now 'no connection was refused meanwhile' test "$refused" = 0
  check_now 'the container is the same' test "$(pod '{.items[0].status.containerStatuses[0].containerID}')" = "$container"
  check_now 'the agent says so' sh -c "$(printf 'grep -q "certificates of the web server were read again" <<E\n%s\nE' "$(agent_log)")"
  step 'roll back' apply_and_wait -k "$(with_components)"
  check 'answers plain HTTP again' metrics
}

# Each its own authority, so that a client can tell them apart.
issue_certificate() {
  mkdir -p "$WORK/web"
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj "/CN=$1" -addext subjectAltName=DNS:peerproof \
    -keyout "$WORK/web/$1.key" -out "$WORK/web/$1.crt" 2>/dev/null
}

put_secret() {
  kube -n peerproof create secret generic peerproof-web --dry-run=client -o yaml --from-file="$WORK/web/web-config.yaml" \
    --from-file=tls.crt="$WORK/web/$1.crt" --from-file=tls.key="$WORK/web/$1.key" >"$WORK/web/secret.yaml"
  kube apply -f "$WORK/web/secret.yaml" >/dev/null
}

served_by() {
  node curl -sf --max-time 5 -o /dev/null --cacert "$WORK/web/$1.crt" --resolve "peerproof:19380:$address" https://peerproof:19380/metrics
}

# What kubelet shows to the pod.
mounted() { node cmp -s "$WORK/web/$1.crt" "$(node sh -c 'echo /var/lib/kubelet/pods/*/volumes/kubernetes.io~secret/web/tls.crt')"; }
refuses_http() { ! metrics; }
