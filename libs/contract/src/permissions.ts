/** Roles: `admin` all, `ops` all but users, merchants and settings, `viewer` reads only. */
export const ROLES = ['admin', 'ops', 'viewer'] as const;
export type Role = (typeof ROLES)[number];

/** What a person may do. The one table: the API's routes name a permission, the SPA hides by it and shows it to people. */
export const PERMISSIONS = {
  'users.manage': ['admin'],
  'merchants.manage': ['admin'],
  'tokens.manage': ['admin'],
  'device_models.manage': ['admin'],
  'locations.manage': ['admin', 'ops'],
  'devices.manage': ['admin', 'ops'],
  'orders.manage': ['admin', 'ops'],
  'stock.manage': ['admin', 'ops'],
  'recipes.manage': ['admin', 'ops'],
  'materials.manage': ['admin', 'ops'],
  'commands.send': ['admin', 'ops'],
  'orders.export': ['admin', 'ops'],
  'availability.export': ['admin', 'ops'],
  'tasks.manage': ['admin', 'ops'],
  'views.share': ['admin', 'ops'],
  'alarms.manage': ['admin', 'ops'],
  'alarm_rules.manage': ['admin'],
  'channels.manage': ['admin'],
  'audit.read': ['admin', 'ops'],
} as const satisfies Record<string, readonly Role[]>;
export type Permission = keyof typeof PERMISSIONS;

export function may(role: Role, permission: Permission): boolean {
  return (PERMISSIONS[permission] as readonly Role[]).includes(role);
}
