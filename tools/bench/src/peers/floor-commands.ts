// Commands on the floor: a bare `insert … select`, and the product's own SQL for polls and results.
import { NEW_ID } from '@coffee/data/new-id';
import { DELIVERY_SQL } from '@coffee/features/commands';
import { randomUUID } from 'node:crypto';
import type { Pool } from 'pg';
import { Batches } from './batches';
import type { Reply, Route } from './json-server';

const PATH = /^\/api\/v1\/devices\/([^/]+)\/(command_result|commands\/pending\?wait=\d+)$/;
const DISPATCH = '/api/v1/commands/dispatch';

interface Command {
  device_id: string;
  command_id: string;
}

interface Told {
  command_id: string;
  status: string;
  result_payload?: unknown;
  error_message?: string;
}

/** The rows that a dispatch to all machines makes, into the same tables with their indexes, and nothing beside them. */
const INSERT_SELECT = `
  with batch as (
    insert into command_batches (batch_id, type, total, queued, created_by)
    select $1::uuid, $2, count(*), count(*), 'floor' from devices
  ), made as (
    insert into commands (command_id, device_id, batch_id, type, payload, status, expires_at, actor)
    select ${NEW_ID}, device_id, $1::uuid, $2, '{"sync_types": ["status", "materials"]}', 'queued', now() + interval '7 days', 'floor'
    from devices returning 1
  ) select count(*)::integer as n from made`;

export function commandRoutes(pool: Pool): Route {
  const polls = new Batches<string, Command[]>(async (ids) => {
    const { rows } = await pool.query<Command>({ ...DELIVERY_SQL.claim, values: [ids] });
    const byDevice = new Map(ids.map((id) => [id, [] as Command[]]));
    for (const row of rows) byDevice.get(row.device_id)?.push(row);
    return [...byDevice.values()];
  });
  const results = new Batches<Told & { id: string }, boolean>(async (batch) => {
    const column = (read: (told: Told & { id: string }) => string | null | undefined) => batch.map(read);
    const values = [
      column(({ command_id }) => command_id),
      column(({ id }) => id),
      column(({ status }) => status),
      column(({ result_payload: payload }) => (payload === undefined ? null : JSON.stringify(payload))),
      column(({ error_message }) => error_message),
    ];
    const { rows } = await pool.query<{ place: number }>({ ...DELIVERY_SQL.result, values });
    const known = new Set(rows.map(({ place }) => place));
    return batch.map((_told, index) => known.has(index + 1));
  });
  const poll = async (id: string): Promise<Reply> => ({ status: 200, data: await polls.submit(id) });
  const result = async (id: string, told: Told): Promise<Reply> => {
    const isKnown = await results.submit({ ...told, id });
    return { status: isKnown ? 200 : 404, data: { message: 'Result recorded' } };
  };
  const dispatch = async ({ command_type: type }: { command_type: string }): Promise<Reply> => {
    const batchId = randomUUID();
    const { rows } = await pool.query<{ n: number }>(INSERT_SELECT, [batchId, type]);
    return { status: 201, data: { batch_id: batchId, commands_created: rows[0]?.n } };
  };
  return (path, body) => {
    if (path === DISPATCH) return dispatch(body as { command_type: string });
    const [, id, verb] = PATH.exec(path) ?? [];
    if (id === undefined) return null;
    return verb === 'command_result' ? result(id, body as Told) : poll(id);
  };
}
