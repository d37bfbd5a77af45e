/** The most events that one request of `POST /devices/{id}/events` may carry. */
export const MAX_EVENTS = 200;
/** The longest `wait` of `GET /devices/{id}/commands/pending`, in seconds. */
export const MAX_POLL_WAIT_SECONDS = 30;
