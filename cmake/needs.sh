# SPDX-License-Identifier: MIT
# shellcheck shell=sh
#
# Read by run-example and run-tests: says what a machine lacks, and installs it where that is allowed.
#     need PACKAGE TEST...   if the command TEST... fails, PACKAGE (its Debian name) is missing
#     install_needs          installs what is missing, or says what to type and exits
missing=''

need() {
  package=$1
  shift
  case " $missing " in *" $package "*) return ;; esac
  "$@" >/dev/null 2>&1 || missing="${missing:+$missing }$package"
}

has() { command -v "$1"; }

# at_least VERSION ACTUAL
at_least() { [ -n "$2" ] && printf '%s\n%s\n' "$1" "$2" | sort -V -C; }

# What every preset needs.
need_toolchain() {
  need g++ has g++
  need cmake has cmake
  need ninja-build has ninja
}

install_needs() {
  if [ -n "$missing" ]; then
    if ! has apt-get >/dev/null; then
      echo "Missing, by the names of Debian's packages: $missing" >&2
      echo "Install them with this system's package manager, then run this again." >&2
      exit 1
    fi
    if [ "$(id -u)" = 0 ]; then
      as_root=''
    elif has sudo >/dev/null && sudo -n true 2>/dev/null; then
      as_root='sudo -n'
    else
      echo "Missing: $missing. Type this, then run this again:" >&2
      echo "    sudo apt-get update && sudo apt-get install -y --no-install-recommends $missing" >&2
      exit 1
    fi
    echo "Installing: $missing"
    # shellcheck disable=SC2086  # both are lists of words
    {
      $as_root apt-get update -q || echo "apt-get update failed; trying with the lists that are here" >&2
      if ! $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends $missing; then
        echo "These packages could not be installed: $missing" >&2
        exit 1
      fi
    }
  fi
  require_version g++ 12 "$(g++ -dumpversion)"
  require_version cmake 3.25 "$(cmake --version | sed -n 's/^cmake version //p')"
}

require_version() {
  at_least "$2" "$3" && return
  echo "kernfold needs $1 $2 or newer; this is $3. Debian 12 and Ubuntu 24.04 have it." >&2
  exit 1
}
