import type { FastifyInstance } from 'fastify';
import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import { channelTypes, jobStatuses } from '#model/index.ts';
import type { Notify } from '#notify/index.ts';
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
  const { jobRoom, drives, system, notify } = rooms;
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
  addNotificationFigures(registry, notify);
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

/** How notifications fare: what waits, and what came of attempts. */
function addNotificationFigures(registry: Registry, notify: Notify): void {
  new Gauge({
    name: 'disk2iso_notifications',
    help: 'Messages that are not delivered: waiting, or given_up.',
    labelNames: ['state'],
    registers: [registry],
    collect() {
      const { waiting, givenUp } = notify.backlog();
      this.set({ state: 'waiting' }, waiting);
      this.set({ state: 'given_up' }, givenUp);
    },
  });
  new Counter({
    name: 'disk2iso_notification_attempts_total',
    help: 'Attempts to deliver a message since the start, by type of channel and what came of them.',
    labelNames: ['channel', 'result'],
    registers: [registry],
    collect() {
      this.reset();
      for (const channel of channelTypes) {
        const { delivered, failed } = notify.counts[channel];
        this.inc({ channel, result: 'delivered' }, delivered);
        this.inc({ channel, result: 'failed' }, failed);
      }
    },
  });
}
