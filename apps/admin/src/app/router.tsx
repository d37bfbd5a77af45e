import { createBrowserRouter } from 'react-router';
import { Boot } from './boot';
import { ErrorPage, NotFoundPage } from './error-page';
import { Shell } from './shell';

// One chunk per page. The permission that a page needs is checked in the page, so that a link to it tells why.
export const router = createBrowserRouter([
  {
    path: '/sign-in',
    lazy: async () => ({ Component: (await import('../features/auth/sign-in-page')).SignInPage }),
    ErrorBoundary: ErrorPage,
    HydrateFallback: Boot,
  },
  {
    Component: Shell,
    ErrorBoundary: ErrorPage,
    HydrateFallback: Boot,
    children: [
      {
        ErrorBoundary: ErrorPage,
        children: [
          {
            index: true,
            lazy: async () => ({
              Component: (await import('../features/reports/overview-page')).OverviewPage,
            }),
          },
          {
            path: 'devices',
            lazy: async () => ({ Component: (await import('../features/devices/devices-page')).DevicesPage }),
          },
          {
            path: 'devices/:deviceId/:tab?',
            lazy: async () => ({ Component: (await import('../features/devices/device-page')).DevicePage }),
          },
          {
            path: 'orders',
            lazy: async () => ({ Component: (await import('../features/orders/orders-page')).OrdersPage }),
          },
          {
            path: 'orders/:orderId',
            lazy: async () => ({ Component: (await import('../features/orders/order-page')).OrderPage }),
          },
          {
            path: 'dispatch',
            lazy: async () => ({
              Component: (await import('../features/commands/dispatches-page')).DispatchesPage,
            }),
          },
          {
            path: 'dispatch/new',
            lazy: async () => ({
              Component: (await import('../features/commands/dispatch-wizard-page')).DispatchWizardPage,
            }),
          },
          {
            path: 'dispatch/:batchId',
            lazy: async () => ({ Component: (await import('../features/commands/batch-page')).BatchPage }),
          },
          {
            path: 'locations',
            lazy: async () => ({
              Component: (await import('../features/merchants/locations-page')).LocationsPage,
            }),
          },
          {
            path: 'merchants',
            lazy: async () => ({
              Component: (await import('../features/merchants/merchants-page')).MerchantsPage,
            }),
          },
          {
            path: 'users',
            lazy: async () => ({ Component: (await import('../features/users/users-page')).UsersPage }),
          },
          {
            path: 'enrolment-tokens',
            lazy: async () => ({
              Component: (await import('../features/devices/enrolment-tokens-page')).EnrolmentTokensPage,
            }),
          },
          {
            path: 'profile',
            lazy: async () => ({ Component: (await import('../features/auth/profile-page')).ProfilePage }),
          },
          { path: '*', Component: NotFoundPage },
        ],
      },
    ],
  },
]);
