# How the steps call the node, and how they say what they found. Sourced by kubeadm.sh.
# shellcheck shell=bash
failures=0
times=$WORK/times

cluster() { "$cluster_scripts/cluster.sh" "$@"; }
node() { cluster on-node "$@"; }
kube() { cluster kubectl "$@"; }
now() { date +%s%3N; }

begin() { printf '\n%s\n' "$1" | tee -a "$times"; }

# took MILLISECONDS WHAT: printed here, and again in the report
took() { printf '%8s ms  %s\n' "${1:-never}" "$2" | tee -a "$times"; }
note() { printf '             %s\n' "$1" | tee -a "$times"; }

# step TITLE COMMAND...: says how long it took
step() {
  local title=$1 start
  start=$(now)
  shift
  "$@" >"$WORK/step.log" 2>&1 || { cat "$WORK/step.log"; echo "failed: $title"; exit 1; }
  took $(($(now) - start)) "$title"
}

# check TITLE COMMAND...: tries for ten seconds, because mounts, scrapes and restarts take a moment
check() { check_within 10 "$@"; }

# check_within SECONDS TITLE COMMAND...
check_within() {
  local title=$2 limit=$(($(now) + $1 * 1000))
  shift 2
  until "$@" >/dev/null 2>&1; do
    [[ $(now) -lt $limit ]] || { fail "$title"; return; }
    sleep 0.2
  done
  printf '         ok  %s\n' "$title"
}

# check_now TITLE COMMAND...: for what must already be so, and for what was measured
check_now() {
  if "${@:2}" >/dev/null 2>&1; then printf '         ok  %s\n' "$1"; else fail "$1"; fi
}

fail() {
  failures=$((failures + 1))
  printf '     FAILED  %s\n' "$1" | tee -a "$times"
}

# wait_for SECONDS COMMAND...: prints the milliseconds that it took
wait_for() {
  local start
  start=$(now)
  until "${@:2}" >/dev/null 2>&1; do
    [[ $(now) -lt $((start + $1 * 1000)) ]] || return 1
    sleep 0.1
  done
  echo $(($(now) - start))
}

report() {
  trap - EXIT
  step 'take the node down' take_down
  printf '\nKubernetes %s, kernel %s, %s. Measured:\n' "$("$BIN/kubelet" --version | cut -d' ' -f2)" "$(uname -r)" "$(date -u +%F)"
  cat "$times"
  [[ $failures == 0 ]] || { echo "$failures checks failed"; exit 1; }
  echo 'all checks passed'
}
