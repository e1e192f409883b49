import type { IClientOptions, MqttClient } from 'mqtt';
import type { SetupOf } from '#model/index.ts';

const connectMs = 10_000;

/** Opens a connection that is not made anew by itself. Loaded when it is first needed: most servers have no broker. */
export async function connectOnce(
  setup: SetupOf<'mqtt'>,
  secret: string | null,
  more: Partial<IClientOptions> = {},
): Promise<MqttClient> {
  const { connectAsync } = (await import('mqtt')).default;
  return connectAsync(setup.url, { ...optionsOf(setup, secret), reconnectPeriod: 0, ...more }, false);
}

/** How a broker is reached. */
export function optionsOf({ user, ca }: SetupOf<'mqtt'>, secret: string | null): IClientOptions {
  return {
    clean: true,
    connectTimeout: connectMs,
    rejectUnauthorized: true,
    ...(ca === null ? {} : { ca }),
    ...(user === null ? {} : { username: user }),
    ...(secret === null ? {} : { password: secret }),
  };
}
