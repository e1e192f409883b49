import { join } from 'node:path';
import { Auth, openSecretBox } from '#auth/index.ts';
import { backupBeforeMigration, requireNoRestore } from '#backup/index.ts';
import { AppError, type Role, type UserView } from '#model/index.ts';
import { openStore } from '#store/index.ts';
import { backupSourceOf } from './backup-source.ts';
import { requireDatabase } from './backup-tool.ts';
import type { Config } from './config.ts';
import { requireDataOwner } from './data-owner.ts';

/** What `disk2iso user` does, in the database of a server that may run or not. Error of each: `ACCOUNT_NOT_FOUND`. */
export type UserTool = {
  list(): readonly UserView[];
  /** Errors: `ACCOUNT_EXISTS`, `INVALID_INPUT`. */
  add(name: string, role: Role, password: string): Promise<void>;
  /** Ends all sessions of the user, too. Error: `INVALID_INPUT`. */
  setPassword(name: string, password: string): Promise<void>;
  /** Error: `INVALID_INPUT` for the last administrator, as with `remove`. */
  setRole(name: string, role: Role): void;
  remove(name: string): void;
  disableSecondFactor(name: string): void;
  close(): void;
};

/**
 * Opens the users of a data folder. Whoever may write there needs no password: they have the database in their hands.
 * Errors: `NOT_FOUND` if there is no database, `RESTORE_UNFINISHED`, `OUTPUT_NOT_WRITABLE` for whoever the folder does not
 * belong to.
 */
export async function openUserTool(config: Config, version: string): Promise<UserTool> {
  const dataPath = config.data;
  await requireDataOwner(dataPath, 'user');
  requireDatabase(dataPath);
  requireNoRestore(dataPath);
  await backupBeforeMigration(backupSourceOf(config, version), config.backupPassphrase);
  const store = openStore(join(dataPath, 'disk2iso.db'));
  const onError = (error: unknown) => {
    throw error;
  };
  const secrets = openSecretBox(join(dataPath, 'secret.key'));
  const { users, account } = new Auth({ store, secrets, auditDays: () => null, onError });
  const doer = { name: 'command line', role: 'admin' } as const;
  const idOf = (name: string) => {
    const user = store.users.byName(name);
    if (user === null) throw new AppError('ACCOUNT_NOT_FOUND', `There is no user ${name}.`);
    return user.id;
  };
  return {
    list: () => users.list(doer),
    add: async (name, role, password) => {
      await users.create(doer, { name, displayName: name, role, password });
    },
    setPassword: (name, password) => users.resetPassword(doer, idOf(name), password),
    setRole: (name, role) => {
      users.change(doer, idOf(name), { role });
    },
    remove: (name) => users.delete(doer, idOf(name)),
    disableSecondFactor: (name) => account.resetSecondFactor(doer, idOf(name)),
    close: () => store.close(),
  };
}
