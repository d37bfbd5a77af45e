import type { ComponentType } from 'react';
import { createBrowserRouter, type RouteObject } from 'react-router';
import { Boot } from './boot';
import { ErrorPage, NotFoundPage } from './error-page';
import { Shell } from './shell';

/** One chunk per page; the shell stands while it comes. */
function page(path: string, load: () => Promise<ComponentType>): RouteObject {
  return { path, lazy: async () => ({ Component: await load() }), HydrateFallback: Boot };
}

// The permission that a page needs is checked in the page, so that a link to it tells why.
const PAGES: RouteObject[] = [
  page('', async () => (await import('../features/reports/overview-page')).OverviewPage),
  page('devices', async () => (await import('../features/devices/devices-page')).DevicesPage),
  page('devices/:deviceId/:tab?', async () => (await import('../features/devices/device-page')).DevicePage),
  page('alarms', async () => (await import('../features/alarms/alarms-page')).AlarmsPage),
  page('alarm-rules', async () => (await import('../features/alarms/alarm-rules-page')).AlarmRulesPage),
  page(
    'notification-channels',
    async () => (await import('../features/notifications/channels-page')).ChannelsPage,
  ),
  page(
    'notification-channels/:channelId',
    async () => (await import('../features/notifications/channel-page')).ChannelPage,
  ),
  page('orders', async () => (await import('../features/orders/orders-page')).OrdersPage),
  page('orders/:orderId', async () => (await import('../features/orders/order-page')).OrderPage),
  page('refunds', async () => (await import('../features/orders/refunds-page')).RefundsPage),
  page('materials', async () => (await import('../features/materials/materials-page')).MaterialsPage),
  page('materials/import', async () => (await import('../features/materials/import-page')).ImportPage),
  page('refills', async () => (await import('../features/stock/refills-page')).RefillsPage),
  page('refills/drift', async () => (await import('../features/stock/stock-drift-page')).StockDriftPage),
  page('refills/pick-list', async () => (await import('../features/stock/pick-list-page')).PickListPage),
  page(
    'refills/:deviceId',
    async () => (await import('../features/stock/refill-round-page')).RefillRoundPage,
  ),
  page('recipes', async () => (await import('../features/recipes/recipes-page')).RecipesPage),
  page('recipes/:recipeId', async () => (await import('../features/recipes/recipe-page')).RecipePage),
  page('packages', async () => (await import('../features/packages/packages-page')).PackagesPage),
  page('packages/drift', async () => (await import('../features/packages/drift-page')).DriftPage),
  page('packages/:packageId', async () => (await import('../features/packages/package-page')).PackagePage),
  page('dispatch', async () => (await import('../features/commands/dispatches-page')).DispatchesPage),
  page(
    'dispatch/new',
    async () => (await import('../features/commands/dispatch-wizard-page')).DispatchWizardPage,
  ),
  page('dispatch/:batchId', async () => (await import('../features/commands/batch-page')).BatchPage),
  page('locations', async () => (await import('../features/merchants/locations-page')).LocationsPage),
  page('merchants', async () => (await import('../features/merchants/merchants-page')).MerchantsPage),
  page('users/:userId', async () => (await import('../features/users/user-page')).UserPage),
  page('users', async () => (await import('../features/users/users-page')).UsersPage),
  page(
    'enrolment-tokens',
    async () => (await import('../features/devices/enrolment-tokens-page')).EnrolmentTokensPage,
  ),
  page(
    'device-models',
    async () => (await import('../features/devices/device-models-page')).DeviceModelsPage,
  ),
  page('tasks', async () => (await import('../features/tasks/tasks-page')).TasksPage),
  page('tasks/:taskId', async () => (await import('../features/tasks/task-page')).TaskPage),
  page('audit', async () => (await import('../features/audit/audit-page')).AuditPage),
  page('profile', async () => (await import('../features/auth/profile-page')).ProfilePage),
  { path: '*', Component: NotFoundPage },
];

export const router = createBrowserRouter([
  {
    ...page('/sign-in', async () => (await import('../features/auth/sign-in-page')).SignInPage),
    ErrorBoundary: ErrorPage,
  },
  {
    ...page('/invite', async () => (await import('../features/auth/invite-page')).InvitePage),
    ErrorBoundary: ErrorPage,
  },
  {
    Component: Shell,
    ErrorBoundary: ErrorPage,
    HydrateFallback: Boot,
    children: [{ ErrorBoundary: ErrorPage, children: PAGES }],
  },
]);
