#!/usr/bin/env bash
# Programs that are no Python packages: installed where this user may, named where not. Never fatal:
# planqa runs without them and says what is missing when a file needs one.
set -uo pipefail

packages=(
  libreoffice-writer-nogui  # .doc .rtf
  libreoffice-calc-nogui    # .xls
  libreoffice-impress-nogui # .ppt
  tesseract-ocr             # scans
  tesseract-ocr-vie
  fonts-dejavu-core         # pages that are drawn for tests and samples
)

missing=()
if command -v dpkg-query >/dev/null; then
  for package in "${packages[@]}"; do
    dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null | grep -qx installed || missing+=("$package")
  done
else
  command -v soffice >/dev/null || missing+=(libreoffice)
  command -v tesseract >/dev/null || missing+=(tesseract "tesseract-vie")
fi
[[ ${#missing[@]} == 0 ]] && exit 0

if [[ "$(id -u)" == 0 ]] && command -v apt-get >/dev/null; then
  echo "Cài / Installing: ${missing[*]}" >&2
  export DEBIAN_FRONTEND=noninteractive
  if apt-get update -qq >&2 &&
    apt-get -o DPkg::Lock::Timeout=300 install -y -qq --no-install-recommends "${missing[@]}" >&2; then
    exit 0
  fi
fi

echo "Còn thiếu các gói sau, vài loại tệp sẽ không đọc được: apt-get install ${missing[*]}" >&2
echo "These packages are missing, some types of files cannot be read: apt-get install ${missing[*]}" >&2
exit 0
