import { type EnrolmentCode, readEnrolmentCode, writeEnrolmentCode } from './enrolment-code';

const code: EnrolmentCode = {
  server_url: 'https://coffee.example.com',
  enrolment_token: 'enr_abc',
  expires_at: '2026-03-01T08:00:00.000Z',
};

describe('the enrolment code', () => {
  it('is read as it was written', () => {
    expect(readEnrolmentCode(writeEnrolmentCode(code))).toEqual(code);
  });

  it('may carry more than this version knows', () => {
    const more = { ...(JSON.parse(writeEnrolmentCode(code)) as object), wifi: 'shop' };
    expect(readEnrolmentCode(JSON.stringify(more))).toEqual(code);
  });

  it.each([
    ['', 'nothing'],
    ['https://example.com', 'the address of a page'],
    ['null', 'no object'],
    [JSON.stringify(code), 'what does not say what it is'],
    [JSON.stringify({ ...code, coffee_enrolment: 2 }), 'a version to come'],
    [JSON.stringify({ ...code, coffee_enrolment: 1, server_url: 'ftp://x' }), 'a server of another kind'],
    [JSON.stringify({ ...code, coffee_enrolment: 1, enrolment_token: 7 }), 'a token that is no text'],
  ])('refuses %s, %s', (text) => {
    expect(readEnrolmentCode(text)).toBeNull();
  });
});
