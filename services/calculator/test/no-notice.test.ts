import { CATALOGUE } from '@earnback/coupon'
import { activated, ACTIVATED_AT, after, issued, ISSUED_AT, money, spend, WINDOW_ENDS_AT } from '@earnback/coupon/testing'
import { Calculator } from './given'

const TO_AN_ADVERTISER = /notif|notice|message|mail|remind|announce|advertiser|sent|push|sms/i

test('R43: no event of the catalogue is a message to an advertiser', () => {
  expect(Object.keys(CATALOGUE).filter((name) => TO_AN_ADVERTISER.test(name))).toEqual([])
})

test('R43: granting appends the threshold and the grant and nothing else, and neither names a person or an address', async () => {
  const calculator = new Calculator()
  const recipient = { businessAccountId: 'ba-1', emailHash: 'hash-of-an-address' }
  await calculator.take(ISSUED_AT, issued({ recipient }), activated(), spend({ amount: money('10000') }))
  const before = await calculator.head()
  await calculator.calculate(after(ACTIVATED_AT, 1, 'day'))
  await calculator.calculate(after(WINDOW_ENDS_AT, 30, 'day'))
  const appended = (await calculator.log()).filter(({ position }) => position > before).map(({ event }) => event)
  expect(appended.map(({ name }) => name)).toEqual([
    'CalculationAdvanced',
    'ThresholdMet',
    'CreditGranted',
    'CalculationAdvanced',
  ])
  const said = JSON.stringify(appended, (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value))
  expect(said).not.toContain(recipient.emailHash)
  expect(said).not.toContain(recipient.businessAccountId)
})
