#!/usr/bin/env bash
# Installs the programs that the end-to-end tests start. Only root on Debian can; elsewhere the tests say what is missing.
set -euo pipefail

packages="bsdutils chromium curl etcd-server fish fonts-inter libfaketime make openssl pngquant poppler-utils procps prometheus prometheus-alertmanager systemd util-linux zsh"

is_installed() {
  [ "$(dpkg-query --show --showformat='${db:Status-Status}' "$1" 2>/dev/null)" = installed ]
}

# invoke-rc.d and deb-systemd-invoke ask this file: the tests start their own servers, the packages' must stay down.
keep_services_down() {
  local policy=/usr/sbin/policy-rc.d
  [ -e "$policy" ] && return
  trap "rm -f $policy" EXIT
  printf '#!/bin/sh\nexit 101\n' >"$policy"
  chmod 755 "$policy"
}

install_packages() {
  export DEBIAN_FRONTEND=noninteractive
  apt-get update --quiet=2 </dev/null &&
    apt-get install --quiet=2 --yes --no-install-recommends "$@" </dev/null >/dev/null &&
    stay_down_at_boot "$@"
}

stay_down_at_boot() {
  [ -d /run/systemd/system ] || return 0
  for package in "$@"; do
    case $package in etcd-server | prometheus | prometheus-alertmanager) systemctl --quiet disable "${package%-server}" ;; esac
  done
}

if [ "$(id -u)" -ne 0 ] || ! command -v apt-get >/dev/null; then exit 0; fi

missing=()
for package in $packages; do is_installed "$package" || missing+=("$package"); done
[ "${#missing[@]}" -eq 0 ] && exit 0

echo "Installing Debian packages: ${missing[*]}"
keep_services_down
if ! install_packages "${missing[@]}"; then
  echo "Cannot install ${missing[*]}: the tests that need them are skipped, or fail where they are required" >&2
  [ -z "${CI:-}${PEERPROOF_REQUIRE_TOOLS:-}" ]
fi
