import { render, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { CreateMerchant } from '@coffee/contract/merchants';
import { ApiError } from '../../api/api-error';
import { startI18n } from '../../i18n/i18n';
import { FormFrame } from './form-frame';
import { TextField } from './inputs';
import { showRefusal, useDtoForm } from './use-dto-form';

const refused = (details: object, code: 'VALIDATION_ERROR' | 'CONFLICT' = 'VALIDATION_ERROR') =>
  new ApiError({ status: 422, code, message: 'refused', requestId: 'req-3', details: { ...details } });

function Sample({ save }: { save: (body: CreateMerchant) => Promise<void> }) {
  const form = useDtoForm({
    dto: CreateMerchant,
    values: { name: '', settings_time_zone: 'UTC' },
    toBody: ({ name, settings_time_zone }) => ({ name, settings: { time_zone: settings_time_zone } }),
  });
  return (
    <FormFrame
      form={form}
      onSubmit={(body) => save(body).catch((error: unknown) => showRefusal(form, error))}
      submitLabel="Save"
    >
      <TextField form={form} name="name" label="Name" />
      <TextField form={form} name="settings_time_zone" label="Zone" />
    </FormFrame>
  );
}

const press = () => userEvent.click(screen.getByRole('button', { name: 'Save' }));
const described = (label: string) => {
  const field = screen.getByLabelText(label);
  return document.getElementById(field.getAttribute('aria-describedby') ?? '')?.textContent;
};

beforeAll(() => startI18n());

describe('a form over a shared DTO', () => {
  it('holds the rules of the wire before it sends, with the number of the rule in words', async () => {
    const save = jest.fn();
    render(<Sample save={save} />);
    await press();
    expect(described('Name')).toBe('Enter at least 1 character');
    expect(save).not.toHaveBeenCalled();
  });

  it('brings a fault deep in the body to its field', async () => {
    render(<Sample save={jest.fn()} />);
    await userEvent.type(screen.getByLabelText('Name'), 'Beans');
    await userEvent.clear(screen.getByLabelText('Zone'));
    await userEvent.type(screen.getByLabelText('Zone'), 'Moon/Base');
    await press();
    expect(described('Zone')).toContain('time zone');
  });

  it("puts the server's broken rules on their fields and the focus on the first", async () => {
    const issue = {
      field: 'settings.time_zone',
      rule: 'isZone',
      message: 'settings.time_zone must be a zone',
    };
    render(<Sample save={() => Promise.reject(refused({ validation_errors: [issue] }))} />);
    await userEvent.type(screen.getByLabelText('Name'), 'Beans');
    await press();
    await waitFor(() => expect(described('Zone')).toContain('time zone'));
    expect(document.activeElement).toBe(screen.getByLabelText('Zone'));
  });

  it('names the field whose value is taken', async () => {
    render(<Sample save={() => Promise.reject(refused({ field: 'name' }, 'CONFLICT'))} />);
    await userEvent.type(screen.getByLabelText('Name'), 'Beans');
    await press();
    await waitFor(() => expect(described('Name')).toBe('This is already in use'));
  });

  it('says above the form what belongs to no field', async () => {
    const issue = { field: 'merchant_id', rule: 'exists', message: 'merchant_id must name a merchant' };
    render(<Sample save={() => Promise.reject(refused({ validation_errors: [issue] }))} />);
    await userEvent.type(screen.getByLabelText('Name'), 'Beans');
    await press();
    await waitFor(() =>
      expect(screen.getByRole('alert').textContent).toContain('merchant_id must name a merchant'),
    );
  });
});
