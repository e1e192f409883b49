import type { FastifyInstance } from 'fastify';
import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import { channelTypes } from '#model/index.ts';
import type { Notify } from '#notify/index.ts';
import type { Downloads } from '../downloads.ts';
import { createMetrics } from '../metrics-registry.ts';
import type { HttpRooms } from '../rooms.ts';
import { addRoute } from '../route.ts';
import type { LiveHub } from '../sse/live-hub.ts';

/** Figures for Prometheus. */
export function addMetricsRoute(
  app: FastifyInstance,
  {
    rooms,
    hub,
    downloads,
    version,
  }: { rooms: HttpRooms; hub: LiveHub; downloads: Downloads; version: string },
): void {
  const registry = createMetrics(rooms, {
    liveClients: () => hub.clientCount,
    downloads: () => downloads.list().length,
    version,
  });
  addNotificationFigures(registry, rooms.notify);
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
