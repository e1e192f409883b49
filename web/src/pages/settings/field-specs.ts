import schema from '../../api/settings-schema.json';

/** A setting: where it is, and what it may be. */
export type FieldSpec = {
  readonly group: string;
  readonly name: string;
  readonly kind: 'switch' | 'choice' | 'choices' | 'number' | 'path' | 'text';
  /** Words to choose from. */
  readonly values: readonly string[];
  readonly min: number;
  readonly max: number;
  /** Whether nothing is a value too. */
  readonly isNullable: boolean;
};

type Node = {
  readonly type?: string;
  readonly enum?: readonly string[];
  readonly pattern?: string;
  readonly items?: Node;
  readonly anyOf?: readonly Node[];
  readonly minimum?: number;
  readonly maximum?: number;
};

/** All settings in the order of the server's schema, by group. What the server adds appears here by itself. */
export const settingGroups: readonly { readonly group: string; readonly fields: readonly FieldSpec[] }[] =
  Object.entries(schema.properties).map(([group, { properties }]) => ({
    group,
    fields: Object.entries(properties as Readonly<Record<string, Node>>).map(([name, node]) =>
      specOf(group, name, node),
    ),
  }));

function specOf(group: string, name: string, node: Node): FieldSpec {
  const inner = node.anyOf?.find(({ type }) => type !== 'null') ?? node;
  const isNullable = node.anyOf?.some(({ type }) => type === 'null') ?? false;
  const values = inner.enum ?? inner.items?.enum ?? [];
  return {
    ...{ group, name, values, isNullable, kind: kindOf(inner) },
    min: inner.minimum ?? 0,
    max: inner.maximum ?? Number.MAX_SAFE_INTEGER,
  };
}

function kindOf(node: Node): FieldSpec['kind'] {
  if (node.type === 'boolean') return 'switch';
  if (node.enum !== undefined) return 'choice';
  if (node.type === 'array') return 'choices';
  if (node.type === 'integer') return 'number';
  return node.pattern === undefined || node.pattern.startsWith('^/') ? 'path' : 'text';
}
