#!/usr/bin/env bash
# Programs that are no Python packages: installed where this user may, named where not. Never fatal:
# planqa runs without them and says what is missing when a file needs one.
set -uo pipefail

packages=()
need() { # need FILE-OR-PROGRAM PACKAGE…
  [[ -e "$1" ]] || command -v "$1" >/dev/null || packages+=("${@:2}")
}

need tesseract tesseract-ocr tesseract-ocr-vie
need /usr/share/fonts/truetype/dejavu/DejaVuSerif.ttf fonts-dejavu-core
if command -v tesseract >/dev/null && [[ "$(tesseract --list-langs 2>&1)" != *vie* ]]; then
  packages+=(tesseract-ocr-vie)
fi
[[ ${#packages[@]} == 0 ]] && exit 0

if [[ "$(id -u)" == 0 ]] && command -v apt-get >/dev/null; then
  echo "Cài / Installing: ${packages[*]}" >&2
  export DEBIAN_FRONTEND=noninteractive
  if apt-get update -qq >&2 &&
    apt-get -o DPkg::Lock::Timeout=300 install -y -qq --no-install-recommends "${packages[@]}" >&2; then
    exit 0
  fi
fi

echo "Còn thiếu, một số loại tệp chưa đọc được: apt-get install ${packages[*]}" >&2
echo "Missing, some types of files cannot be read: apt-get install ${packages[*]}" >&2
