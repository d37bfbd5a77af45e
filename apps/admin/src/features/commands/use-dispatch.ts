import { useMemo, useState } from 'react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Path } from 'react-hook-form';
import { useNavigate, useSearchParams } from 'react-router';
import { COMMAND_TYPES, type CommandType } from '@coffee/contract/command-payloads';
import {
  MAX_DISPATCH_DEVICES,
  type DispatchAnswer,
  type DispatchCommands,
  type DispatchPreview,
} from '@coffee/contract/command-dispatch';
import { useActKey } from '../../api/act-key';
import { api } from '../../api/client';
import { queryKeys } from '../../api/query-keys';
import { DEVICE_LIST } from '../../ui/devices/device-filters';
import { showRefusal, useDtoForm, type DtoForm } from '../../ui/forms/use-dto-form';
import { useListState, withChange } from '../../ui/list-state';
import { useScopedPath } from '../../ui/scope-link';
import { showToast } from '../../ui/toasts';
import { previewQuery } from './commands.queries';
import {
  DISPATCH_COMMANDS,
  dispatchOf,
  DISPATCH_VALUES,
  filterOf,
  parseIds,
  STEP_FIELDS,
  type DispatchValues,
  type Target,
} from './dispatch-form';
import { useDebounced } from '../../ui/use-debounced';
import { STEPS, type StepName } from './wizard-steps';

const TYPING_MS = 500;

function oneOf<V extends string>(values: readonly V[], text: string | null): V | null {
  return values.find((value) => value === text) ?? null;
}

/** What of the wizard is in the address: the step, the type, and whom it is for. */
function useAddress() {
  const [search, setSearch] = useSearchParams();
  const list = useListState(DEVICE_LIST);
  const by = oneOf(['filter', 'ids'] as const, search.get('by')) ?? 'filter';
  return {
    list,
    type: oneOf(COMMAND_TYPES, search.get('type')),
    wanted: oneOf(STEPS, search.get('step')) ?? 'what',
    target: { by, filter: filterOf(list.values) } satisfies Target,
    packageId: search.get('package') ?? '',
    change: (patch: Record<string, string | null>, replace = false) =>
      setSearch((now) => withChange(now, patch), { replace }),
  };
}

/** Who would get it, asked when the person has stopped typing. */
function usePreview(body: Record<string, unknown> | null) {
  const settled = useDebounced(JSON.stringify(body), TYPING_MS);
  const parsed = useMemo(() => JSON.parse(settled) as Record<string, unknown> | null, [settled]);
  return { query: useQuery(previewQuery(parsed)), settled: settled === JSON.stringify(body) };
}

function whomOnly(type: CommandType, values: DispatchValues, target: Target): Record<string, unknown> | null {
  if (target.by === 'ids') {
    const ids = parseIds(values.device_ids);
    if (ids.length === 0 || ids.length > MAX_DISPATCH_DEVICES) return null;
  }
  return { ...dispatchOf(type, values, target), rollout: undefined, note: undefined };
}

type DispatchForm = DtoForm<DispatchValues, DispatchCommands>;

/** A reload forgets what was typed, so it starts where typing starts, whatever the address says. */
function useSteps({
  type,
  wanted,
  change,
}: Pick<ReturnType<typeof useAddress>, 'type' | 'wanted' | 'change'>) {
  const [reached, setReached] = useState(0);
  return {
    step: STEPS[Math.min(STEPS.indexOf(wanted), type ? reached : 0)] ?? 'what',
    goTo: (name: StepName) => {
      setReached((before) => Math.max(before, STEPS.indexOf(name)));
      change({ step: name === 'what' ? null : name });
    },
    setType: (next: CommandType) => {
      setReached(0);
      change({ type: next, step: null }, true);
    },
  };
}

/** The way on: each step is left when what it holds is right. */
function useNext(
  form: DispatchForm,
  type: CommandType | null,
  target: Target,
  steps: ReturnType<typeof useSteps>,
) {
  const { step, goTo } = steps;
  const judged = (fields: readonly string[]) => form.trigger(fields as Path<DispatchValues>[]);
  const check = useMutation({
    mutationFn: (body: object) => api<DispatchPreview>('POST', '/commands/dispatch/preview', { body }),
    onSuccess: () => goTo('review'),
    onError: (error) => showRefusal(form, error),
  });
  const next = async () => {
    form.clearErrors('root');
    if (!type) return;
    if (step === 'what' && (await judged(STEP_FIELDS.what(type)))) goTo('who');
    if (step === 'who' && (await judged(STEP_FIELDS.who))) goTo('how');
    // The server judges what no field can tell alone, such as percents that have to rise, while they can be changed.
    if (step === 'how' && (await judged(STEP_FIELDS.how)))
      check.mutate(dispatchOf(type, form.getValues(), target));
  };
  return { next, checking: check.isPending };
}

function useCreate(form: DispatchForm) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const navigate = useNavigate();
  const scoped = useScopedPath();
  const keyOf = useActKey();
  return async (body: DispatchCommands) => {
    try {
      const answer = await api<DispatchAnswer>('POST', '/commands/dispatch', {
        body,
        idempotencyKey: keyOf(body),
      });
      form.reset(form.getValues());
      showToast('ok', t('dispatch.created', { count: answer.commands_created }));
      await client.invalidateQueries({ queryKey: queryKeys.batches.lists });
      void navigate(scoped(`/dispatch/${answer.batch_id}`));
    } catch (error) {
      showRefusal(form, error);
    }
  };
}

/** The state of the wizard: what is typed, what the address holds, who would get it, and the way on. */
export function useDispatch() {
  const { list, type, wanted, target, packageId, change } = useAddress();
  const steps = useSteps({ type, wanted, change });
  const form = useDtoForm({
    dto: DISPATCH_COMMANDS[type ?? 'sync'],
    values: { ...DISPATCH_VALUES, payload_package_id: packageId },
    toBody: (values) => dispatchOf(type ?? 'sync', values, target),
  });
  const values = form.watch();
  const preview = usePreview(type && steps.step !== 'what' ? whomOnly(type, values, target) : null);
  return {
    ...steps,
    ...useNext(form, type, target, steps),
    create: useCreate(form),
    form,
    list,
    type,
    target,
    values,
    preview,
    setBy: (by: Target['by']) => change({ by: by === 'filter' ? null : by }, true),
  };
}

export type Dispatch = ReturnType<typeof useDispatch>;
