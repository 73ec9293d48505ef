#!/usr/bin/env bash
# Debian packages that the readers use, one a line; installed where this user may, named where not.
set -euo pipefail

packages=(
  libreoffice-writer-nogui  # .doc .rtf
  libreoffice-calc-nogui    # .xls
  libreoffice-impress-nogui # .ppt
)

missing=()
if command -v dpkg-query >/dev/null; then
  for package in "${packages[@]}"; do
    dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null | grep -qx installed || missing+=("$package")
  done
else
  command -v soffice >/dev/null || missing=("${packages[@]}")
fi
[[ ${#missing[@]} == 0 ]] && exit 0

if [[ "$(id -u)" == 0 ]] && command -v apt-get >/dev/null; then
  echo "Cài / Installing: ${missing[*]}" >&2
  if apt-get update -qq >&2 &&
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >&2; then
    exit 0
  fi
fi

echo "Còn thiếu các gói sau, vài loại tệp sẽ không đọc được: apt-get install ${missing[*]}" >&2
echo "These packages are missing, some types of files cannot be read: apt-get install ${missing[*]}" >&2
