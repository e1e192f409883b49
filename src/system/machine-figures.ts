import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Counters of the kernel; what cannot be read is `null`. */
export type MachineFigures = {
  /** Clock ticks of all processors since boot (proc_stat(5), the line `cpu`). */
  readonly busyTicks: number | null;
  readonly totalTicks: number | null;
  readonly load: number | null;
  readonly memoryUsedBytes: number | null;
  readonly memoryTotalBytes: number | null;
  /** Of all disks since boot (kernel, Documentation/admin-guide/iostats: sectors of 512 bytes). */
  readonly diskReadBytes: number | null;
  readonly diskWrittenBytes: number | null;
  readonly temperatureCelsius: number | null;
};

/** Reads the counters; `root` holds `proc` and `sys`. No program is run for it. */
export async function readMachineFigures(root = '/'): Promise<MachineFigures> {
  const [stat, load, memory, disks, temperatureCelsius] = await Promise.all([
    read(join(root, 'proc/stat')),
    read(join(root, 'proc/loadavg')),
    read(join(root, 'proc/meminfo')),
    read(join(root, 'proc/diskstats')),
    readTemperature(root),
  ]);
  return {
    ...ticksOf(stat),
    load: numberOf(load?.split(' ')[0]),
    ...memoryOf(memory),
    ...disksOf(disks),
    temperatureCelsius,
  };
}

function ticksOf(stat: string | null): Pick<MachineFigures, 'busyTicks' | 'totalTicks'> {
  const fields =
    /^cpu +(.*)$/m
      .exec(stat ?? '')?.[1]
      ?.split(' ')
      .map(Number) ?? [];
  // user nice system idle iowait irq softirq steal; guest time is in user already.
  const total = fields.slice(0, 8).reduce((sum, ticks) => sum + ticks, 0);
  if (fields.length < 5 || !Number.isFinite(total)) return { busyTicks: null, totalTicks: null };
  return { busyTicks: total - (fields[3] ?? 0) - (fields[4] ?? 0), totalTicks: total };
}

function memoryOf(text: string | null): Pick<MachineFigures, 'memoryUsedBytes' | 'memoryTotalBytes'> {
  const kilobytes = (key: string) => numberOf(new RegExp(`^${key}: +(\\d+) kB$`, 'm').exec(text ?? '')?.[1]);
  const total = kilobytes('MemTotal');
  const available = kilobytes('MemAvailable');
  return {
    memoryTotalBytes: total === null ? null : total * 1024,
    memoryUsedBytes: total === null || available === null ? null : (total - available) * 1024,
  };
}

function disksOf(text: string | null): Pick<MachineFigures, 'diskReadBytes' | 'diskWrittenBytes'> {
  if (text === null) return { diskReadBytes: null, diskWrittenBytes: null };
  let readSectors = 0;
  let writtenSectors = 0;
  for (const line of text.split('\n')) {
    const fields = line.trim().split(/ +/);
    // Whole disks only: their partitions, and what lies on top of them, would count the same bytes again.
    if (!/^(sd[a-z]+|hd[a-z]+|vd[a-z]+|xvd[a-z]+|nvme\d+n\d+|mmcblk\d+)$/.test(fields[2] ?? '')) continue;
    readSectors += Number(fields[5] ?? 0);
    writtenSectors += Number(fields[9] ?? 0);
  }
  return { diskReadBytes: readSectors * 512, diskWrittenBytes: writtenSectors * 512 };
}

/** The hottest of the processor's sensors (kernel, Documentation/hwmon/sysfs-interface: thousandths of °C). */
async function readTemperature(root: string): Promise<number | null> {
  const folder = join(root, 'sys/class/hwmon');
  let hottest: number | null = null;
  for (const name of await list(folder)) {
    const chip = (await read(join(folder, name, 'name')))?.trim() ?? '';
    if (!/^(coretemp|k10temp|zenpower|cpu_thermal|soc_thermal|acpitz)$/.test(chip)) continue;
    for (const file of (await list(join(folder, name))).filter((entry) => /^temp\d+_input$/.test(entry))) {
      const value = numberOf((await read(join(folder, name, file)))?.trim());
      if (value !== null && (hottest === null || value / 1000 > hottest)) hottest = value / 1000;
    }
  }
  return hottest;
}

function numberOf(text: string | undefined): number | null {
  const value = Number(text);
  return text === undefined || text === '' || !Number.isFinite(value) ? null : value;
}

async function read(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8');
  } catch {
    return null; // Not every machine has every file; then the figure is unknown.
  }
}

async function list(path: string): Promise<readonly string[]> {
  try {
    return await readdir(path);
  } catch {
    return []; // As above.
  }
}
