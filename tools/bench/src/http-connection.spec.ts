import { readAnswer, requestText } from './http-connection';

describe('the client of the benchmark', () => {
  it('waits for as many bytes as were announced', () => {
    const head = 'HTTP/1.1 201 Created\r\nContent-Length: 5\r\n\r\n';
    expect(readAnswer(`${head}abc`)).toBeNull();
    expect(readAnswer(`${head}abcde`)).toEqual({ status: 201, body: 'abcde' });
  });

  it('waits for the last chunk', () => {
    const head = 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc';
    expect(readAnswer(head)).toBeNull();
    expect(readAnswer(`${head}\r\n0\r\n\r\n`)?.status).toBe(200);
  });

  it('announces a body in bytes', () => {
    expect(requestText('POST', '/x', '', '"é"')).toContain('Content-Length: 4\r\n');
  });
});
