# Second half of the guest's start: udev as a machine has it (unless the scenario wants none), then the server that runs
# the lab's commands. /lab/guest/settings says LAB_UDEV and LAB_PROJECT.
export PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LC_ALL=C
. /lab/guest/settings
if [ "$LAB_UDEV" = yes ]; then
  /lib/systemd/systemd-udevd --daemon
  udevadm trigger --type=subsystems --action=add
  udevadm trigger --type=devices --action=add
  udevadm settle --timeout=60
fi
mount -t ext4 /dev/vda /data
mount -t ext4 -o noatime /dev/vdb "$LAB_PROJECT"
while :; do
  "$LAB_PROJECT/node_modules/.bin/node" /lab/guest/exec-server.mjs
  echo "lab: the command server ended with $?"
  sleep 1
done
