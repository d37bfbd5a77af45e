// Forms hold texts and switches; `toBody` turns them into the wire's body, and the shared DTO class judges that body.
// So browser and server speak the same rules, and a field is never "valid here, refused there".
import { classValidatorResolver } from '@hookform/resolvers/class-validator';
import {
  useForm,
  type DefaultValues,
  type FieldError,
  type FieldErrors,
  type FieldValues,
  type Path,
  type Resolver,
  type UseFormReturn,
} from 'react-hook-form';
import type { ValidationIssue } from '@coffee/contract/errors';
import { toApiError, type ApiError } from '../../api/api-error';

export type DtoForm<F extends FieldValues, D extends object> = UseFormReturn<F, unknown, D>;

interface Options<F extends FieldValues, D extends object> {
  dto: new () => D;
  values: F;
  toBody: (values: F) => object;
}

export function useDtoForm<F extends FieldValues, D extends object>({
  dto,
  values,
  toBody,
}: Options<F, D>): DtoForm<F, D> {
  const judge = classValidatorResolver(dto) as unknown as Resolver<FieldValues, unknown, D>;
  const resolver: Resolver<F, unknown, D> = async (current, context, options) => {
    const result = await judge(toBody(current), context, options as never);
    const errors = flatten(result.errors) as FieldErrors<F>;
    return Object.keys(errors).length > 0
      ? { values: {}, errors }
      : { values: result.values as D, errors: {} };
  };
  return useForm<F, unknown, D>({
    defaultValues: values as DefaultValues<F>,
    resolver,
    mode: 'onSubmit',
    reValidateMode: 'onChange',
  });
}

/** `settings.time_zone` becomes `settings_time_zone`, and an error of one list entry one of the list. */
function flatten(errors: object, prefix = ''): Record<string, FieldError> {
  const flat: Record<string, FieldError> = {};
  for (const [key, value] of Object.entries(errors) as [string, FieldError | object | undefined][]) {
    if (!value || typeof value !== 'object' || key === 'ref') continue;
    const name = /^\d+$/.test(key) ? prefix : [prefix, key].filter(Boolean).join('_');
    if ('type' in value && typeof value.type === 'string') flat[name] = value as FieldError;
    else Object.assign(flat, flatten(value, name));
  }
  return flat;
}

/** The server's refusal onto the form: broken rules to their fields, everything else above the form. */
export function showRefusal<F extends FieldValues, D extends object>(
  form: DtoForm<F, D>,
  error: unknown,
): void {
  const refusal = toApiError(error);
  const known = new Set(Object.keys(form.getValues()));
  const issues = [...refusal.issues, ...takenValue(refusal)];
  const own = issues.filter(({ field }) => known.has(fieldOf(field)));
  const foreign = issues.find(({ field }) => !known.has(fieldOf(field)));
  own.forEach(({ field, rule, message }, index) =>
    form.setError(fieldOf(field) as Path<F>, { type: rule, message }, { shouldFocus: index === 0 }),
  );
  if (own.length > 0 && !foreign) return;
  form.setError('root', { type: refusal.code, message: foreign?.message ?? refusal.requestId ?? '' });
}

/** A value that another row has already, as a broken rule of its field. */
function takenValue({ code, details, message }: ApiError): ValidationIssue[] {
  const field = details['field'];
  return code === 'CONFLICT' && typeof field === 'string' ? [{ field, rule: 'isUnique', message }] : [];
}

/** `tags.0` belongs to the field `tags`; `settings.auto_refund.enabled` to `settings_auto_refund_enabled`. */
function fieldOf(path: string): string {
  return path
    .replace(/\.\d+(\.|$)/g, '$1')
    .replace(/\.$/, '')
    .replaceAll('.', '_');
}

/** Nothing typed means nothing said. */
export function orNull(text: string): string | null {
  return text.trim() === '' ? null : text.trim();
}

/** Leaves what is no number as it is, so that the DTO's rule names the fault. */
export function toNumber(text: string): number | string | null {
  const trimmed = text.trim();
  if (trimmed === '') return null;
  return Number.isNaN(Number(trimmed)) ? trimmed : Number(trimmed);
}
