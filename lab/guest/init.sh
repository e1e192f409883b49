#!/bin/busybox sh
# First process of the guest: drivers, then this machine's files (read-only, by 9p) under an overlay in RAM, then start.sh.
/bin/busybox --install -s /bin
mount -t proc proc /proc
mount -t sysfs sys /sys
mount -t devtmpfs dev /dev
while read -r module; do
  insmod "$module" || echo "lab: $module was not loaded"
done < /order
mkdir -p /host /ram
mount -t tmpfs -o size=75% tmpfs /ram
mkdir -p /ram/upper /ram/work /ram/root
mount -t 9p -o trans=virtio,version=9p2000.L,ro,msize=512000,cache=loose machine /host || exec sh
mount -t overlay -o lowerdir=/host,upperdir=/ram/upper,workdir=/ram/work overlay /ram/root || exec sh
root=/ram/root
mkdir -p $root/proc $root/sys $root/dev $root/run $root/lab $root/data $root/srv/disk2iso $root/tmp
mount -t proc proc $root/proc
mount -t sysfs sys $root/sys
mount -t devtmpfs dev $root/dev
mount -t tmpfs run $root/run
mkdir -p $root/dev/pts $root/dev/shm
mount -t devpts devpts $root/dev/pts
mount -t tmpfs shm $root/dev/shm
mount -t tmpfs -o size=75% tmp $root/tmp
chmod 1777 $root/tmp $root/dev/shm
mount -t 9p -o trans=virtio,version=9p2000.L,msize=512000,cache=none share $root/lab
hostname disc-lab
ip link set lo up
ip link set eth0 up
ip addr add 10.0.2.15/24 dev eth0
exec switch_root $root /bin/bash /lab/guest/start.sh
