#!/usr/bin/env bash
# Chromium and a font with Vietnamese letters for the browser test, where this user may install them.
set -euo pipefail

for name in chromium chromium-browser google-chrome; do
  command -v "$name" >/dev/null && exit 0
done

if [[ "$(id -u)" == 0 ]] && command -v apt-get >/dev/null; then
  echo "Cài chromium cho kiểm thử trình duyệt / Installing chromium for the browser test" >&2
  if apt-get update -qq >&2 &&
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
      chromium fonts-dejavu-core >&2; then
    exit 0
  fi
fi

echo "Chưa có Chromium: kiểm thử trình duyệt sẽ bị bỏ qua. Cài bằng: apt-get install chromium fonts-dejavu-core" >&2
echo "No Chromium: the browser test will be skipped. To have it: apt-get install chromium fonts-dejavu-core" >&2
