import type { Query } from './client';

/** Every cached answer under `[resource, kind, ...]`: live events and edits invalidate by these beginnings. */
export const queryKeys = {
  session: ['session'],
  dashboard: {
    all: ['dashboard'],
    summary: (query: Query) => ['dashboard', 'summary', query],
    attention: (query: Query) => ['dashboard', 'attention', query],
  },
  dashboardSums: {
    all: ['dashboard_sums'],
    part: (part: string, query: Query) => ['dashboard_sums', part, query],
  },
  devices: {
    all: ['devices'],
    lists: ['devices', 'list'],
    list: (query: Query) => ['devices', 'list', query],
    detail: (id: string) => ['devices', 'detail', id],
    part: (id: string, part: string, query: Query = {}) => ['devices', 'detail', id, part, query],
  },
  alarms: {
    all: ['alarms'],
    lists: ['alarms', 'list'],
    list: (query: Query) => ['alarms', 'list', query],
    detail: (id: number) => ['alarms', 'detail', id],
    counts: ['alarms', 'counts'],
  },
  alarmRules: { all: ['alarm_rules'], of: (merchantId: number | null) => ['alarm_rules', merchantId] },
  channels: {
    all: ['notification_channels'],
    list: (query: Query) => ['notification_channels', 'list', query],
    detail: (id: number) => ['notification_channels', 'detail', id],
    deliveries: (id: number, query: Query) => ['notification_channels', 'deliveries', id, query],
    delivery: (channelId: number, id: number) => ['notification_channels', 'delivery', channelId, id],
  },
  orders: {
    all: ['orders'],
    lists: ['orders', 'list'],
    list: (query: Query) => ['orders', 'list', query],
    sums: (query: Query) => ['orders', 'sums', query],
    detail: (id: string, deviceId?: string) => ['orders', 'detail', id, deviceId ?? null],
  },
  refunds: {
    all: ['refunds'],
    lists: ['refunds', 'list'],
    list: (query: Query) => ['refunds', 'list', query],
    detail: (id: string) => ['refunds', 'detail', id],
    quote: (orderId: string, deviceId: string) => ['refunds', 'quote', orderId, deviceId],
  },
  batches: {
    all: ['batches'],
    lists: ['batches', 'list'],
    list: (query: Query) => ['batches', 'list', query],
    details: ['batches', 'detail'],
    detail: (id: string) => ['batches', 'detail', id],
    page: (id: string, query: Query) => ['batches', 'detail', id, query],
  },
  tasks: {
    all: ['tasks'],
    lists: ['tasks', 'list'],
    list: (query: Query) => ['tasks', 'list', query],
    detail: (id: string) => ['tasks', 'detail', id],
    /** Under its task, so that news of it asks for both. */
    log: (id: string) => ['tasks', 'detail', id, 'log'],
  },
  refillBoard: {
    all: ['refill_board'],
    list: (query: Query) => ['refill_board', 'list', query],
    pickList: (query: Query) => ['refill_board', 'pick_list', query],
    drift: (query: Query) => ['refill_board', 'drift', query],
  },
  audit: {
    all: ['audit'],
    list: (query: Query) => ['audit', 'list', query],
    verification: ['audit', 'verification'],
  },
  search: (q: string) => ['search', q],
  savedViews: { all: ['saved_views'], list: (list: string) => ['saved_views', 'list', list] },
  recipes: {
    all: ['recipes'],
    list: (query: Query) => ['recipes', 'list', query],
    detail: (id: number) => ['recipes', 'detail', id],
    machines: (id: number) => ['recipes', 'machines', id],
  },
  packages: {
    all: ['packages'],
    list: (query: Query) => ['packages', 'list', query],
    detail: (id: string) => ['packages', 'detail', id],
    devices: (id: string, query: Query) => ['packages', 'devices', id, query],
    drift: (query: Query) => ['packages', 'drift', query],
  },
  materials: {
    all: ['materials'],
    list: (query: Query) => ['materials', 'list', query],
    usage: (id: number) => ['materials', 'usage', id],
  },
  deviceModels: ['device_models'],
  merchants: { all: ['merchants'], list: (query: Query) => ['merchants', 'list', query] },
  locations: { all: ['locations'], list: (query: Query) => ['locations', 'list', query] },
  users: {
    all: ['users'],
    list: (query: Query) => ['users', 'list', query],
    detail: (id: number) => ['users', 'detail', id],
  },
  userSessions: { all: ['user_sessions'], of: (path: string) => ['user_sessions', path] },
  enrolmentTokens: { all: ['enrolment_tokens'], list: (query: Query) => ['enrolment_tokens', 'list', query] },
} as const;
