// Commands on the floor: a bare `insert … select`, and the product's own SQL for polls and results.
import { DELIVERY_SQL, NEW_ID } from '@coffee/features/commands';
import { randomUUID } from 'node:crypto';
import type { Pool } from 'pg';
import type { Reply, Route } from './json-server';

const PATH = /^\/api\/v1\/devices\/([^/]+)\/(command_result|commands\/pending\?wait=\d+)$/;
const DISPATCH = '/api/v1/commands/dispatch';

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
  const poll = async (id: string): Promise<Reply> => {
    const { rows } = await pool.query({ ...DELIVERY_SQL.claim, values: [id] });
    return { status: 200, data: rows };
  };
  const result = async (id: string, told: Told): Promise<Reply> => {
    const { command_id: commandId, status, result_payload: payload, error_message: error } = told;
    const values = [commandId, id, status, payload && JSON.stringify(payload), error];
    const { rows } = await pool.query({ ...DELIVERY_SQL.result, values });
    return { status: rows.length > 0 ? 200 : 404, data: { message: 'Result recorded' } };
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
