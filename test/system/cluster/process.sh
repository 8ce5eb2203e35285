# What the agent's process may and what it uses. Sourced by kubeadm.sh.
# shellcheck shell=bash

status_field() { node awk -v "name=$1:" '$1 == name { $1 = ""; print substr($0, 2) }' "/proc/$(agent_pid)/status"; }
cpu_ticks() { node awk '{ print $14 + $15 }' "/proc/$(agent_pid)/stat"; }

check_process() {
  check 'runs as uid 0' test "$(status_field Uid)" = '0 0 0 0'
  check 'runs as gid 0' test "$(status_field Gid)" = '0 0 0 0'
  check 'holds no capability' test "$(status_field CapEff)$(status_field CapPrm)$(status_field CapBnd)" = "$(printf '0%.0s' {1..48})"
  check 'cannot gain privileges' test "$(status_field NoNewPrivs)" = 1
  check 'is filtered by seccomp' test "$(status_field Seccomp)" = 2
  check 'sees no process of the node as its own' test "$(node readlink "/proc/$(agent_pid)/ns/pid")" != "$(node readlink /proc/self/ns/pid)"
  note "memory: $(node grep -E 'VmRSS|VmHWM|RssAnon' "/proc/$(agent_pid)/status" | tr -s '\t\n ' ' ')"
  local before
  before=$(cpu_ticks)
  note "processor until ready: $((before * 10)) ms"
  sleep 20
  note "processor at rest: $((($(cpu_ticks) - before) * 10)) ms in 20 s"
}

# The component full-evidence. Kubernetes before 1.30 does not know the field for AppArmor, hence no validation.
full_evidence() {
  begin 'The component full-evidence'
  check 'without it, the process alone decides nothing' source_says process unknown
  step 'roll out full-evidence' apply_and_wait --validate=false -k "$(with_components full-evidence)"
  check 'holds SYS_PTRACE and DAC_READ_SEARCH alone' test "$(status_field CapEff)" = 0000000000080004
  check 'with it, the process decides' source_says process pass
  step 'roll back' apply_and_wait -k "$(with_components)"
}
