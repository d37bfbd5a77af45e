// What became of what a machine was told to install, said once for lists, counts and the rules of a dispatch.

/** Joins `c`, the newest command of the machine of `dp` that brings its intended package; none that a retry replaced. */
export const LATEST_UPGRADE = `
  left join lateral (
    select x.command_id, x.status, x.last_error from commands x
    where x.device_id = dp.device_id and x.type = 'upgrade' and not x.superseded
      and x.payload ->> 'package_id' = dp.intended_package_id::text
    order by x.created_at desc, x.command_id desc limit 1
  ) c on true`;

export const INSTALL_STATE = `case
    when dp.installed_package_id is not distinct from dp.intended_package_id then 'installed'
    when c.status in ('pending', 'queued', 'sent', 'acknowledged') then 'pending'
    when c.status = 'canceled' then 'canceled'
    else 'failed' end`;
