/**
 * What each scenario stands on: one place of the code, and what that place would be without its fix. A scenario that
 * passes all the same proves nothing (`npm run test:lab -- --without-fix`).
 */
export type Fix = {
  /** Name of the scenario. */
  readonly scenario: string;
  /** What the fix does. */
  readonly does: string;
  /** From the project's root. */
  readonly file: string;
  /** Stands in there exactly once. */
  readonly text: string;
  readonly without: string;
};

export const fixes: readonly Fix[] = [
  {
    scenario: '1-data-cd',
    does: 'opens the tray once the image is complete',
    file: 'src/jobs/read-work.ts',
    text: 'await drives.eject(automatic, driveKey);',
    without: '',
  },
  {
    scenario: '1-video-dvd',
    does: 'knows a video DVD by its folder',
    file: 'src/engine/disc/volumes.ts',
    text: "if (folders.has('VIDEO_TS')) return 'dvd-video';",
    without: '',
  },
  {
    scenario: '1-udf-only',
    does: 'knows discs that have UDF and nothing else',
    file: 'src/engine/disc/volumes.ts',
    text: "if (udf.isRecognised) fileSystems.push('udf');",
    without: '',
  },
  {
    scenario: '2-drives-and-queue',
    does: 'puts a job before another one',
    file: 'src/store/jobs.ts',
    text: 'target === null ? lastPosition(priority) + step : placeBefore(database, target, uuid);',
    without: 'lastPosition(priority) + step;',
  },
  {
    scenario: '3-file-and-path-table',
    does: 'goes on as Rescue where Standard meets an error',
    file: 'src/engine/rip/data/read-stage.ts',
    text: "if (task.options.onReadError === 'fail') {",
    without: "if (task.options.onReadError !== 'fail') {",
  },
  {
    scenario: '3-descriptor-run-out-thousands',
    does: 'does not take good sectors for bad that share a page of the kernel with one',
    file: 'src/engine/read/rescue-reader.ts',
    text: "'-n', '-N', ...giveUp",
    without: "'-n', ...giveUp",
  },
  {
    scenario: '4-pulled-and-put-back',
    does: 'lets a job go on by itself when its disc is back',
    file: 'src/jobs/waiting.ts',
    text: "return this.#isDiscBack(job) ? 'The disc is in the drive again; the job goes on.' : null;",
    without: 'return null;',
  },
  {
    scenario: '4-button-in-the-middle',
    does: 'locks the drive so that udev does not answer the button meanwhile',
    file: 'src/engine/drive/drive-lock.ts',
    text: "const outcome = flockCall(fd, 'exclusive');",
    without: "const outcome = flockCall(fd, 'shared');",
  },
  {
    scenario: '4-usb-unplugged',
    does: 'knows a drive by its serial number, not by its place',
    file: 'src/model/drive.ts',
    text: 'if (info.serial !== null) return',
    without: 'if (false) return',
  },
  {
    scenario: '5-wrong-disc-then-another-drive',
    does: 'tells one disc from another',
    file: 'src/engine/disc/fingerprint.ts',
    text: "if (Object.values(verdicts).includes(false)) return 'different';",
    without: "return 'same';",
  },
  {
    scenario: '6-kill-9',
    does: 'gives back the drives that a killed server had taken',
    file: 'src/jobs/recovery.ts',
    text: 'await keepTrying(() => store.leases.release(subject, holder));',
    without: '',
  },
  {
    scenario: '6-power-cut',
    does: 'takes up jobs that ran when everything ended',
    file: 'src/jobs/recovery.ts',
    text: "store.jobs.withStatus('running')",
    without: '[]',
  },
  {
    scenario: '7-stalled-read',
    does: 'takes a drive that cannot even be opened for one that is in use',
    file: 'src/runner/host.ts',
    text: "if (isAppError(error, 'DRIVE_HUNG')) return true;",
    without: '',
  },
  {
    scenario: '7-no-udev',
    does: 'looks at the drives by itself',
    file: 'src/engine/drive/drive-tracker.ts',
    text: 'await this.#nap.take(this.#options.pollIntervalMs, signal)',
    without: 'await this.#nap.take(2 ** 30, signal)',
  },
  {
    scenario: '7-no-drive',
    does: 'follows drives that come',
    file: 'src/engine/drive/watch.ts',
    text: 'for (const [id, drive] of listed) this.#track(id, drive);',
    without: '',
  },
  {
    scenario: '8-no-media-polling-and-odd-labels',
    does: 'makes file names of labels that act as paths',
    file: 'src/engine/image/file-name.ts',
    text: 'const name = safeNamePart(label);',
    without: 'const name = label;',
  },
  {
    scenario: '10-written-udf',
    does: 'writes the descriptor that leads to all others',
    file: 'test/support/udf-image.ts',
    text: 'sealTag(anchor, { id: 2,',
    without: 'sealTag(anchor, { id: 3,',
  },
  {
    scenario: '11-drive-contract',
    does: 'describes no disc where there is none',
    file: 'src/engine/drive/linux-drive.ts',
    text: 'throw this.#noDisc(state);',
    without: '',
  },
  {
    scenario: '11-drive-contract-without-udev',
    does: 'unlocks a tray before it opens it',
    file: 'src/engine/drive/linux-drive.ts',
    text: 'await this.#port.call(fd, cdromRequests.lockDoor, 0);',
    without: '',
  },
  {
    scenario: '9-own-user',
    does: 'needs no generic SCSI device',
    file: 'src/engine/drive/ioctl.ts',
    text: 'return await openFile(devicePath, constants.O_RDONLY | constants.O_NONBLOCK);',
    without:
      "await closeFile(await openFile(devicePath.replace('/sr', '/sg'), constants.O_RDONLY | constants.O_NONBLOCK)); return await openFile(devicePath, constants.O_RDONLY | constants.O_NONBLOCK);",
  },
];
