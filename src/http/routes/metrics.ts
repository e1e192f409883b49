import type { FastifyInstance } from 'fastify';
import { Gauge, Histogram, Registry } from 'prom-client';
import { jobStatuses } from '#model/index.ts';
import type { Downloads } from '../downloads.ts';
import type { HttpRooms } from '../rooms.ts';
import { addRoute } from '../route.ts';
import type { LiveHub } from '../sse/live-hub.ts';

/** Figures for Prometheus. */
export function addMetricsRoute(
  app: FastifyInstance,
  { rooms, hub, downloads }: { rooms: HttpRooms; hub: LiveHub; downloads: Downloads },
): void {
  const registry = new Registry();
  const gauge = (name: string, help: string, read: () => number | null) =>
    new Gauge({
      name: `disk2iso_${name}`,
      help,
      registers: [registry],
      collect() {
        const value = read();
        if (value === null) this.reset();
        else this.set(value);
      },
    });
  const { jobRoom, drives, system } = rooms;
  const latest = () => system.metrics.latest();
  new Gauge({
    name: 'disk2iso_jobs',
    help: 'Jobs by status.',
    labelNames: ['status'],
    registers: [registry],
    collect() {
      const counts = jobRoom.jobs.counts(new Date().toISOString());
      for (const status of jobStatuses) this.set({ status }, counts[status]);
    },
  });
  new Gauge({
    name: 'disk2iso_drives',
    help: 'Drives by state.',
    labelNames: ['state'],
    registers: [registry],
    collect() {
      this.reset();
      for (const { state } of drives.list()) this.inc({ state });
    },
  });
  gauge('cpu_ratio', 'Busy share of all cores, 0-1.', () => latest()?.cpu ?? null);
  gauge('memory_used_bytes', 'Memory in use on the machine.', () => latest()?.memoryUsedBytes ?? null);
  gauge('memory_total_bytes', 'Memory of the machine.', () => latest()?.memoryTotalBytes ?? null);
  gauge('temperature_celsius', 'Temperature of the processor.', () => latest()?.temperatureCelsius ?? null);
  gauge('process_resident_bytes', 'Memory of the server itself.', () => process.memoryUsage.rss());
  gauge('live_clients', 'Open event streams.', () => hub.clientCount);
  gauge('downloads', 'Downloads that run now.', () => downloads.list().length);
  const durations = new Histogram({
    name: 'disk2iso_http_request_seconds',
    help: 'Time to the answer of a call, by route and status.',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.005, 0.02, 0.1, 0.5, 2],
    registers: [registry],
  });
  app.addHook('onResponse', async (request, reply) => {
    const route = request.routeOptions.url ?? 'none';
    if (route.startsWith('/events')) return;
    durations.observe({ method: request.method, route, status: reply.statusCode }, reply.elapsedTime / 1000);
  });
  addRoute(app, {
    method: 'GET',
    url: '/metrics',
    access: 'viewer',
    tag: 'health',
    summary: 'Figures for Prometheus',
    answer: null,
    media: 'Prometheus text.',
    handler: async ({ reply }) => reply.type(registry.contentType).send(await registry.metrics()),
  });
}
