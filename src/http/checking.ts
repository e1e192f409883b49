import type { FastifyInstance } from 'fastify';
import type { TSchema } from 'typebox';
import { Compile } from 'typebox/compile';
import { Value } from 'typebox/value';
import { AppError, fieldProblems, invalidFields } from '#model/index.ts';

/**
 * Requests and responses are checked by TypeBox itself, as everything else is (docs/decisions/0009). Texts of the
 * address and the query become numbers and booleans where the schema wants those; a body is taken as it is.
 */
export function addChecking(app: FastifyInstance): void {
  app.setValidatorCompiler<TSchema>(({ schema, httpPart }) => {
    const validator = Compile(schema);
    const isText = httpPart === 'querystring' || httpPart === 'params' || httpPart === 'headers';
    return (value: unknown) => {
      const given = Value.Default(
        schema,
        isText ? Value.Convert(schema, listsOf(schema, value)) : (value ?? {}),
      );
      if (validator.Check(given)) return { value: given };
      return { error: invalidFields(fieldProblems(schema, given)) };
    };
  });
  app.setSerializerCompiler<TSchema>(({ schema, url, method }) => {
    const validator = Compile(schema);
    return (value: unknown) => {
      if (validator.Check(value)) return JSON.stringify(value);
      const [first] = fieldProblems(schema, value);
      throw new AppError(
        'INTERNAL',
        `The answer of ${method} ${url} is not what it must be: ${first?.field} ${first?.message}`,
      );
    };
  });
}

/** A parameter that may come several times is a list, also if it came once. */
function listsOf(schema: TSchema, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || !('properties' in schema)) return value;
  const properties = schema.properties as Record<string, { type?: unknown }>;
  const entries = Object.entries(value).map(([key, given]) => [
    key,
    properties[key]?.type === 'array' && !Array.isArray(given) ? [given] : given,
  ]);
  return Object.fromEntries(entries);
}
