import { activated, Desk, issued, line } from './earnback'

const NOW = '2026-03-10T00:00:00Z'
const fact = (name: string, id: string, data: object): object => ({
  specversion: '1.0',
  id,
  source: '/platform',
  type: `earnback.${name}.v1`,
  time: '2026-02-01T00:00:00Z',
  data: { adAccountId: 'acct-1', ...data },
})

interface Found {
  readonly findings: ReadonlyArray<{ readonly code: string; readonly rule: string }>
}

test('R11, R12, R13: a platform’s activation is never refused; what facts say against it is a finding, what is unknown is one', async () => {
  const desk = new Desk()
  const ingest = (...events: ReadonlyArray<object>) =>
    desk.ask(['ingest', '-', '--now', NOW], { stdin: events.map(line).join('') })
  const codes = async (...args: ReadonlyArray<string>): Promise<ReadonlyArray<string>> => {
    const { json } = await desk.ask([...args, '--now', NOW])
    return (json as unknown as Found).findings.map(({ code }) => code)
  }
  await ingest(issued('c-1', {}), activated('c-1', '2026-03-02T03:00:00Z'))
  expect(await codes('progress', 'c-1')).not.toContain('UNVERIFIED')

  await ingest(
    fact('AccountStandingChanged', 'suspended', { standing: 'suspended' }),
    fact('BalanceChanged', 'empty', { cash: { amount: '0', currency: 'JPY' } }),
  )
  const against = ['ACCOUNT_SUSPENDED', 'NO_POSITIVE_CASH_BALANCE', 'UNVERIFIED']
  expect(await codes('progress', 'c-1')).toEqual(expect.arrayContaining(against))
  expect(await codes('findings')).toEqual(expect.arrayContaining(against))
  expect(await codes('progress', 'c-1')).not.toContain('PAYMENT_METHOD_NOT_VERIFIED')
})
