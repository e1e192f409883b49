import type { TagCount } from '#model/index.ts';
import type { Database } from './database.ts';

/** A tag as it is kept: composed (NFC), single spaces; empty if nothing is left. */
function cleanTag(tag: string): string {
  return tag.normalize('NFC').replace(/\s+/g, ' ').trim();
}

/** The spelling that each tag has already, by whoever used it first; as it is given where nobody has. */
export function tagNamesOf(database: Database, tags: readonly string[]): readonly string[] {
  const names = tags.map((tag) => {
    const clean = cleanTag(tag);
    const row = database.one('SELECT name FROM tags WHERE key = ?', clean.toLowerCase());
    return typeof row?.name === 'string' ? row.name : clean;
  });
  return [...new Set(names)].filter((name) => name !== '');
}

/** The same, and who used it first now settles how it is spelt. */
export function spellTags(database: Database, tags: readonly string[]): readonly string[] {
  for (const tag of tags.map(cleanTag)) {
    if (tag === '') continue;
    database.run(
      'INSERT INTO tags (key, name) VALUES (?, ?) ON CONFLICT (key) DO NOTHING',
      tag.toLowerCase(),
      tag,
    );
  }
  return tagNamesOf(database, tags);
}

/** All tags that images have, by name; images in the trash count. */
export function countTags(database: Database): readonly TagCount[] {
  return database
    .all('SELECT name, count(*) AS images FROM iso_tags GROUP BY name ORDER BY name')
    .map((row) => ({ name: String(row.name), images: Number(row.images) }));
}
