import { Type } from 'typebox';

/** Schema of a value that may be unknown: unknown facts are `null`, never missing and never "". */
export const nullable = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) =>
  Type.Union([schema, Type.Null()]);

/** Schema of one word of a fixed set, as `enum` in JSON Schema. */
export const literals = <const T extends readonly string[]>(values: T) =>
  Type.Unsafe<T[number]>(Type.Enum([...values]));

/** Schema of a text that may be unknown. */
export const text = nullable(Type.String());

/** Schema of a number of bytes. */
export const bytes = Type.Integer({ minimum: 0 });
