#!/usr/bin/env bash
# Prints, as Markdown, what the manifests of the working tree change against a commit.
#   manifests-diff.sh COMMIT
set -euo pipefail

base=${1:?the commit to compare with}
# GitHub takes comments of up to 65,536 characters.
longest=60000

if git diff --quiet "$base" -- dist; then
  echo 'The manifests stay as they are.'
  exit 0
fi

echo 'This changes the manifests:'
echo
echo '```'
git diff --stat "$base" -- dist ':!dist/helm' | tail -n 40
echo '```'
echo
echo '<details><summary>What <code>kubectl apply</code> would bring</summary>'
echo
# Longer than any fence within.
echo '````diff'
git diff --no-color "$base" -- 'dist/*.k8s.yaml' | head -c "$longest"
echo
echo '````'
echo
echo '</details>'
