import type { Permission } from '@coffee/contract/permissions';
import type { IconName } from '../ui/icon-paths';

export interface NavItem {
  to: string;
  key:
    | 'overview'
    | 'devices'
    | 'alarms'
    | 'orders'
    | 'refunds'
    | 'materials'
    | 'refills'
    | 'recipes'
    | 'packages'
    | 'dispatch'
    | 'locations'
    | 'merchants'
    | 'alarmRules'
    | 'channels'
    | 'users'
    | 'enrolment'
    | 'tasks'
    | 'audit';
  icon: IconName;
  permission?: Permission;
  /** `g` and then this letter goes there. */
  letter: string;
  /** Shows how many wait for a person. */
  counts?: 'critical_alarms';
}

export const NAVIGATION: { group: 'operate' | 'change' | 'manage'; items: NavItem[] }[] = [
  {
    group: 'operate',
    items: [
      { to: '/', key: 'overview', icon: 'speedometer2', letter: 'h' },
      { to: '/devices', key: 'devices', icon: 'cup-hot', letter: 'd' },
      { to: '/alarms', key: 'alarms', icon: 'bell', letter: 'a', counts: 'critical_alarms' },
      { to: '/orders', key: 'orders', icon: 'receipt', letter: 'o' },
      { to: '/refills', key: 'refills', icon: 'droplet-half', letter: 'b' },
      { to: '/refunds', key: 'refunds', icon: 'credit-card', letter: 'r' },
      { to: '/materials', key: 'materials', icon: 'box-seam', letter: 'i' },
    ],
  },
  {
    group: 'change',
    items: [
      { to: '/recipes', key: 'recipes', icon: 'clipboard-check', letter: 'r' },
      { to: '/packages', key: 'packages', icon: 'box-seam', letter: 'k' },
      { to: '/dispatch', key: 'dispatch', icon: 'send', letter: 'p' },
    ],
  },
  {
    group: 'manage',
    items: [
      { to: '/locations', key: 'locations', icon: 'geo-alt', letter: 'l' },
      { to: '/merchants', key: 'merchants', icon: 'shop', letter: 'm' },
      { to: '/tasks', key: 'tasks', icon: 'cloud-arrow-down', letter: 't' },
      {
        to: '/alarm-rules',
        key: 'alarmRules',
        icon: 'sliders',
        permission: 'alarm_rules.manage',
        letter: 's',
      },
      {
        to: '/notification-channels',
        key: 'channels',
        icon: 'megaphone',
        permission: 'channels.manage',
        letter: 'n',
      },
      { to: '/audit', key: 'audit', icon: 'clock-history', permission: 'audit.read', letter: 'j' },
      { to: '/users', key: 'users', icon: 'people', permission: 'users.manage', letter: 'u' },
      { to: '/enrolment-tokens', key: 'enrolment', icon: 'key', permission: 'tokens.manage', letter: 'e' },
    ],
  },
];
