# Sourced by the steps: which board, which files, which mirror. Sets variables and functions, does nothing.
# shellcheck shell=bash disable=SC2034

# The Debian release that the card runs.
release=trixie
kernel_suite=$release-backports
triple=aarch64-linux-gnu
target=aarch64-unknown-linux-gnu

source=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cache=${NICHOIR_IMAGE_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/nichoir-image}
lock=$source/image/packages.lock

say() { printf '%s\n' "$*" >&2; }

fail() {
  say "image: $*"
  exit 1
}

# That of the program, unless the card is made anew for other parts of it: then $NICHOIR_CARD_VERSION.
card_version() { echo "${NICHOIR_CARD_VERSION:-$(sed -n 's/^version = "\(.*\)"/\1/p' "$source/Cargo.toml" | head -n 1)}"; }

# Where this machine gets Debian from; $1 is empty or -security.
mirror() {
  local own
  own=$(. /etc/os-release && echo "$VERSION_CODENAME")
  # shellcheck disable=SC2016 # apt's own variables
  apt-get indextargets --format '$(REPO_URI) $(SUITE) $(CODENAME)' 'Created-By: Packages' |
    awk -v release="$own$1" '$3 == release || (release ~ /-security$/ && $2 ~ /-security$/) { print $1; exit }'
}

# apt with sources, lists and a status of its own: for the card, never for this machine.
private_apt() {
  local folder=$cache/apt command=$1
  shift
  "$command" -qq -o Dir::Etc::sourcelist="$folder/sources.list" -o Dir::Etc::sourceparts=/dev/null \
    -o Dir::Etc::preferences=/dev/null -o Dir::Etc::preferencesparts=/dev/null \
    -o Dir::State="$folder" -o Dir::State::status="$folder/status" -o Dir::State::lists="$folder/lists" \
    -o Dir::Cache="$folder/cache" -o APT::Architecture=arm64 -o APT::Architectures=arm64 \
    -o APT::Install-Recommends=false -o Acquire::Languages=none -o APT::Sandbox::User="$(id -un)" "$@"
}

# Fetches the lists of packages, at most once a build.
update_lists() {
  local folder=$cache/apt here=${DEBIAN_MIRROR:-$(mirror '')} security suite
  [ -n "$here" ] || fail 'this machine has no Debian mirror: say which one in DEBIAN_MIRROR'
  security=${DEBIAN_SECURITY_MIRROR:-$(mirror -security)}
  mkdir -p "$folder/lists/partial" "$folder/cache/archives/partial"
  : > "$folder/status"
  local options=signed-by=/usr/share/keyrings/debian-archive-keyring.gpg
  {
    for suite in "$release" "$release-updates" "$kernel_suite"; do
      echo "deb [$options] $here $suite main non-free-firmware"
    done
    [ -z "$security" ] || echo "deb [$options] $security $release-security main non-free-firmware"
  } > "$folder/sources.list"
  private_apt apt-get update
}

# The files of the kernel's modules that the list $3 names and of all that these need, in the order of loading.
modules_with_needs() {
  sed 's/#.*//; /^ *$/d' "$3" | while read -r name; do
    /sbin/modprobe -d "$1" -S "$2" --show-depends "$name" ||
      fail "the kernel has no module $name"
  done | sed -n 's/^insmod \([^ ]*\).*/\1/p' | sed 's#/lib/modules#/usr/lib/modules#; s#/usr/usr/#/usr/#' | awk '!seen[$0]++'
}

# The board's own file of this name, else its family's, else everybody's.
nearest() {
  local folder=$BOARD
  while [ ! -e "$source/board/$folder/$1" ]; do
    [ "$folder" != common ] || fail "board $BOARD has no $1"
    folder=$(cat "$source/board/$folder/parent")
  done
  echo "$source/board/$folder/$1"
}
