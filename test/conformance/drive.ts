import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { acquireDriveLock, type Drive, isDriveLocked, type Medium } from '../../src/engine/drive/index.ts';
import { type DriveState, type ErrorCode, isAppError } from '../../src/model/index.ts';

/** A drive under test, and hands to put discs into it. The two discs differ; the first is `sizeBytes` long. */
export type DriveFixture = {
  readonly drive: Drive;
  readonly sizeBytes: number;
  insert(disc: 'first' | 'second'): Promise<void>;
  /** Takes the disc out by force, whatever the drive does. */
  take(): Promise<void>;
  /** How long the drive may need to notice something. */
  readonly patienceMs: number;
};

/** One promise of the `Drive` contract. They run in order on the same drive, which starts without a disc. */
export type DriveCheck = { readonly name: string; readonly run: (fixture: DriveFixture) => Promise<void> };

/** The contract of `Drive`, as checks that need no test framework: they also run inside the disc lab's guest. */
export const driveChecks: readonly DriveCheck[] = [
  {
    name: 'has no medium while it is empty',
    async run(fixture) {
      await reaches(fixture, ['empty', 'open']);
      await assertFails(fixture.drive.medium(), 'NO_DISC');
    },
  },
  {
    name: 'becomes ready when a disc is put in',
    async run(fixture) {
      await fixture.insert('first');
      await reaches(fixture, ['ready']);
    },
  },
  {
    name: 'describes the medium',
    async run({ drive, sizeBytes }) {
      const medium = await drive.medium();
      assert.equal(medium.sizeBytes, sizeBytes);
      assert.match(medium.path, /^\//);
      assert.equal(medium.isDevice, drive.info.kind === 'optical');
      assert.notEqual(medium.sequence, null);
    },
  },
  {
    name: 'gives the same sequence while the disc stays',
    async run({ drive }) {
      const first = await drive.medium();
      assert.equal((await drive.medium()).sequence, first.sequence);
    },
  },
  {
    name: 'gives another sequence to another disc',
    async run(fixture) {
      const before = await fixture.drive.medium();
      await fixture.insert('second');
      const after = await eventually(fixture, async () => {
        const medium = await mediumOrNull(fixture.drive);
        return medium !== null && medium.sequence !== before.sequence ? medium : null;
      });
      assert.notEqual(after.sizeBytes, before.sizeBytes);
      await fixture.insert('first');
      await eventually(fixture, async () =>
        (await mediumOrNull(fixture.drive))?.sizeBytes === fixture.sizeBytes ? true : null,
      );
      await reaches(fixture, ['ready']);
    },
  },
  {
    name: 'is reading while its lock is held, and then neither locks again nor ejects',
    async run(fixture) {
      const { drive } = fixture;
      const { path } = await drive.medium();
      const lock = await acquireDriveLock(path);
      try {
        assert.equal(await drive.state(), 'reading');
        assert.equal(await isDriveLocked(path), true);
        await assertFails(acquireDriveLock(path), 'DRIVE_BUSY');
        await assertFails(drive.eject(), 'DRIVE_BUSY');
        assert.equal((await drive.medium()).sizeBytes, fixture.sizeBytes);
      } finally {
        await lock.release();
      }
      assert.equal(await isDriveLocked(path), false);
      await reaches(fixture, ['ready']);
    },
  },
  {
    name: 'takes a speed limit or says that it cannot, and forgets it again',
    async run({ drive }) {
      const canLimit = await drive.setReadSpeed(1400);
      assert.equal(await drive.setReadSpeed(null), canLimit);
    },
  },
  {
    name: 'locks and unlocks its tray',
    async run({ drive }) {
      await drive.setTrayLocked(true);
      await drive.setTrayLocked(false);
    },
  },
  {
    name: 'ejects, even with a locked tray, and then has no medium',
    async run(fixture) {
      await fixture.drive.setTrayLocked(true);
      await fixture.drive.eject();
      await reaches(fixture, ['open', 'empty']);
      await assertFails(fixture.drive.medium(), 'NO_DISC');
    },
  },
  {
    name: 'pulls the tray in with the disc on it, or refuses to',
    async run(fixture) {
      try {
        await fixture.drive.closeTray();
      } catch (error) {
        assert.ok(isAppError(error, 'DRIVE_COMMAND_FAILED'), String(error));
        return;
      }
      await reaches(fixture, ['ready', 'empty']);
    },
  },
  {
    name: 'notices that a disc was taken out by force',
    async run(fixture) {
      await fixture.insert('first');
      await reaches(fixture, ['ready']);
      await fixture.take();
      await reaches(fixture, ['empty', 'open']);
      await assertFails(fixture.drive.medium(), 'NO_DISC');
    },
  },
];

async function reaches(fixture: DriveFixture, states: readonly DriveState[]): Promise<void> {
  await eventually(fixture, async () => (states.includes(await fixture.drive.state()) ? true : null));
}

async function eventually<T>(fixture: DriveFixture, probe: () => Promise<T | null>): Promise<T> {
  const deadline = performance.now() + fixture.patienceMs;
  for (;;) {
    const result = await probe();
    if (result !== null) return result;
    if (performance.now() > deadline) {
      throw new assert.AssertionError({ message: `the drive is still ${await fixture.drive.state()}` });
    }
    await sleep(50);
  }
}

async function mediumOrNull(drive: Drive): Promise<Medium | null> {
  try {
    return await drive.medium();
  } catch (error) {
    if (isAppError(error, 'NO_DISC')) return null;
    throw error;
  }
}

async function assertFails(promise: Promise<unknown>, code: ErrorCode): Promise<void> {
  await assert.rejects(promise, (error: unknown) => {
    assert.ok(isAppError(error), String(error));
    assert.equal(error.code, code);
    return true;
  });
}
