/** A place of a call that takes text from outside: the address, the query, or a field of the body. */
export type TextField = { readonly part: 'path' | 'query' | 'body'; readonly name: string };
/** A call with at least one such place. */
export type TextCall = {
  readonly method: string;
  /** With `{name}` for each variable part. */
  readonly path: string;
  readonly fields: readonly TextField[];
};

type Schema = {
  readonly $ref?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
};
type Operation = {
  readonly parameters?: readonly { readonly name: string; readonly in: string }[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: Schema }>> };
};
/** The part of an OpenAPI document that is looked at. */
export type ApiDocument = {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components?: { readonly schemas?: Readonly<Record<string, Schema>> };
};

/** Every call that takes text, by what the server says of itself. */
export function textCalls({ paths, components }: ApiDocument): readonly TextCall[] {
  const named = components?.schemas ?? {};
  return Object.entries(paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, { parameters = [], requestBody }]) => {
      const schema = requestBody?.content['application/json']?.schema;
      const given = parameters.map(({ name, in: part }) => ({ name, part: part as 'path' | 'query' }));
      const body = schema === undefined ? [] : fieldsIn(schema, named, '');
      const fields = [...given, ...body.map((name) => ({ name, part: 'body' as const }))];
      return { method: method.toUpperCase(), path, fields };
    }),
  );
}

/** Dotted names of all fields in a body; a number stands for an element of a list. */
function fieldsIn(schema: Schema, named: Readonly<Record<string, Schema>>, base: string): readonly string[] {
  const { $ref, properties, items, anyOf } = schema;
  if ($ref !== undefined) return fieldsIn(named[$ref.split('/').at(-1) ?? ''] ?? {}, named, base);
  const below = (name: string) => (base === '' ? name : `${base}.${name}`);
  if (properties !== undefined) {
    return Object.entries(properties).flatMap(([name, inner]) => fieldsIn(inner, named, below(name)));
  }
  if (items !== undefined) return fieldsIn(items, named, below('0'));
  const inner = anyOf?.flatMap((one) => fieldsIn(one, named, base)) ?? [];
  return inner.length > 0 ? [...new Set(inner)] : base === '' ? [] : [base];
}

/** A body with a value in one place of it. */
export function withField(body: unknown, name: string, value: unknown): unknown {
  const [first = '', ...rest] = name.split('.');
  const inner = rest.length === 0 ? value : undefined;
  if (first === '0') return [rest.length === 0 ? inner : withField({}, rest.join('.'), value)];
  const known = typeof body === 'object' && body !== null ? (body as Record<string, unknown>) : {};
  return {
    ...known,
    [first]: rest.length === 0 ? inner : withField(known[first], rest.join('.'), value),
  };
}
