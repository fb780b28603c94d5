# enter.sh FOLDER COMMAND…: run COMMAND with the files in FOLDER as this machine's own (see space.py).
set -e
cat "$1/hostname" > /proc/sys/kernel/hostname
mount --bind "$1/run" /run
resolver=$(readlink -m /etc/resolv.conf)
# Where it is a link into /run, that is empty now.
[ -e "$resolver" ] || { mkdir -p "$(dirname "$resolver")" && : > "$resolver"; }
mount --bind "$1/resolv.conf" "$resolver"
mount --bind "$1/hosts" /etc/hosts
shift
exec "$@"
