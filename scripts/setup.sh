#!/usr/bin/env bash
# Makes .venv ready: bash scripts/setup.sh [EXTRA…], for example "dev" or "dev postgres".
# A stamp file lets a second call return at once while nothing that matters has changed.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

TORCH="2.13.0"
CPU_WHEELS="https://download.pytorch.org/whl/cpu"
VENV=".venv"
EXTRAS="$(IFS=,; echo "$*")"
STAMP="$VENV/.planqa-setup"

say() { printf '%s\n' "$*" >&2; }

fail() { # VIETNAMESE ENGLISH
  say "$1"
  say "$2"
  exit 1
}

as_root_with_apt() { [[ "$(id -u)" == 0 ]] && command -v apt-get >/dev/null; }

apt_install() {
  apt-get update -qq >&2
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >&2
}

usable_python() { # COMMAND: right version, and able to make environments with pip
  "$1" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 14))' 2>/dev/null &&
    "$1" -c 'import ensurepip, venv' 2>/dev/null
}

find_python() {
  local name
  for name in python3.11 python3.12 python3.13 python3 python; do
    if command -v "$name" >/dev/null && usable_python "$name"; then
      command -v "$name"
      return 0
    fi
  done
  return 1
}

make_venv() {
  local python
  if ! python="$(find_python)"; then
    if as_root_with_apt; then
      say "Cài python3 và python3-venv bằng apt-get / Installing python3 and python3-venv with apt-get"
      apt_install python3 python3-venv
    fi
    python="$(find_python)" || fail \
      "Cần Python 3.11, 3.12 hoặc 3.13 có venv (Debian/Ubuntu: apt-get install python3 python3-venv), rồi chạy lại." \
      "Python 3.11, 3.12 or 3.13 with venv is needed (Debian/Ubuntu: apt-get install python3 python3-venv); then run this again."
  fi
  say "Tạo môi trường $VENV bằng $python / Creating $VENV with $python"
  "$python" -m venv --clear "$VENV"
}

# What the environment depends on; the folder too, because scripts in .venv name it.
fingerprint() {
  { pwd -P; cat pyproject.toml constraints.txt scripts/setup.sh; } | cksum
}

pip_install() { "$VENV/bin/python" -m pip install -qq --disable-pip-version-check "$@"; }

torch_offered() { # the version that plain pip would install, for example 2.13.0+cpu
  "$VENV/bin/python" -m pip install -qq --disable-pip-version-check --dry-run \
    --ignore-installed --no-deps --report - "torch==$TORCH" |
    "$VENV/bin/python" -c 'import json, sys; print(json.load(sys.stdin)["install"][0]["metadata"]["version"])'
}

cpu_wheels_reachable() {
  "$VENV/bin/python" - "$CPU_WHEELS/torch/" <<'PY' 2>/dev/null
import sys, urllib.request
urllib.request.urlopen(sys.argv[1], timeout=5).close()
PY
}

# PyTorch goes first: once it is there, nothing else asks for a larger build of it.
install_torch() {
  local have
  have="$("$VENV/bin/python" -c 'from importlib.metadata import version; print(version("torch"))' 2>/dev/null)" || have=""
  [[ "${have%+*}" == "$TORCH" ]] && return 0
  say "Cài PyTorch $TORCH / Installing PyTorch $TORCH"
  local offered
  offered="$(torch_offered)"
  if [[ "$offered" == *+cpu || "$(uname -s)" != Linux ]]; then
    pip_install -c constraints.txt "torch==$TORCH"
  elif cpu_wheels_reachable; then
    pip_install -c constraints.txt --no-deps --index-url "$CPU_WHEELS" "torch==$TORCH"
  else
    say "Không tới được kho bản CPU của PyTorch: sẽ tải bản CUDA, khoảng 2,7 GB (sau khi cài khoảng 6 GB)."
    say "PyTorch's CPU wheels cannot be reached: downloading the CUDA build, about 2.7 GB (about 6 GB installed)."
    "$VENV/bin/python" -m pip install --disable-pip-version-check -c constraints.txt "torch==$TORCH"
  fi
}

main() {
  local wanted
  wanted="$(fingerprint)"
  # Extras only add packages: an environment with "dev" also serves `make run`.
  if [[ -f "$STAMP" && "$(head -n 1 "$STAMP")" == "$wanted" ]]; then
    local have missing=0 extra
    have=",$(tail -n 1 "$STAMP"),"
    for extra in "$@"; do [[ "$have" == *",$extra,"* ]] || missing=1; done
    [[ $missing == 0 ]] && return 0
    EXTRAS="$(tail -n 1 "$STAMP" | sed 's/.\+/&,/')$EXTRAS"
  fi
  "$VENV/bin/python" -c 'import pip' 2>/dev/null || make_venv
  rm -f "$STAMP"
  pip_install -c constraints.txt pip
  install_torch
  say "Cài planqa và các gói cần thiết (vài phút) / Installing planqa and what it needs (a few minutes)"
  pip_install -c constraints.txt -e ".${EXTRAS:+[$EXTRAS]}"
  printf '%s\n%s\n' "$wanted" "$EXTRAS" >"$STAMP"
}

main "$@"
