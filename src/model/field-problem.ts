import type { TSchema } from 'typebox';
import { Value } from 'typebox/value';
import { AppError } from './errors.ts';

/** What is wrong with one field, as a person reads it: `general.outputPath`, `must be …`. */
export type FieldProblem = { readonly field: string; readonly message: string };

/** Everything that is wrong with a value, by a schema; none if it fits. Of alternatives only the first complaint counts. */
export function fieldProblems(schema: TSchema, value: unknown): readonly FieldProblem[] {
  const problems = new Map<string, string>();
  for (const { instancePath, message, keyword, params } of Value.Errors(schema, value)) {
    const base = instancePath.slice(1).replaceAll('/', '.');
    for (const name of namesIn(keyword, params)) {
      const field = [base, name].filter((part) => part !== '').join('.') || 'body';
      if (!problems.has(field)) problems.set(field, wordsOf(keyword, message, params));
    }
  }
  return [...problems].map(([field, message]) => ({ field, message }));
}

/** `INVALID_INPUT` about one or more fields; `details.errors` has one line for each: `field: message`. */
export function invalidFields(problems: readonly FieldProblem[]): AppError {
  const lines = problems.map(({ field, message }) => `${field}: ${message}`);
  const [first] = problems;
  return new AppError('INVALID_INPUT', lines.join(' '), {
    details: { field: first?.field ?? null, errors: lines },
  });
}

/** The fields that an error with `INVALID_INPUT` or the like is about. */
export function problemsIn({ message, details }: AppError): readonly FieldProblem[] {
  const { errors, field } = details;
  if (Array.isArray(errors)) {
    return errors.map((line: string) => {
      const at = line.indexOf(': ');
      return { field: line.slice(0, at), message: line.slice(at + 2) };
    });
  }
  if (typeof field !== 'string') return [];
  const prefix = `${field}: `;
  return [{ field, message: message.startsWith(prefix) ? message.slice(prefix.length) : message }];
}

/** Properties that a schema keyword complains about below its own path. */
function namesIn(keyword: string, params: object): readonly string[] {
  if (keyword === 'required' && 'requiredProperties' in params) return params.requiredProperties as string[];
  if (keyword === 'additionalProperties' && 'additionalProperties' in params) {
    return params.additionalProperties as string[];
  }
  return [''];
}

function wordsOf(keyword: string, message: string, params: object): string {
  if (keyword === 'required') return 'is missing.';
  // A property that is not allowed: its own schema is `false`.
  if (keyword === 'additionalProperties' || keyword === 'boolean') return 'is not known here; leave it out.';
  if (keyword === 'enum' && 'allowedValues' in params) {
    return `must be one of ${(params.allowedValues as unknown[]).join(', ')}.`;
  }
  return `${message}.`;
}
