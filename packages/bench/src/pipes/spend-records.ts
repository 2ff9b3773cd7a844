/** One account in a hundred, one instant in a month: what a feed of spend looks like, numbered. */
export const spendRecord = (number: number): { readonly key: string; readonly value: string } => {
  const adAccountId = `acct-${number % 100}`
  const event = {
    specversion: '1.0',
    id: `s-${number}`,
    source: '/platform/spend',
    type: 'earnback.SpendRecorded.v1',
    time: new Date(Date.UTC(2026, 8, 1) + number * 37).toISOString(),
    data: { spendId: `s-${number}`, adAccountId, amount: { amount: `${1 + (number % 97)}.25`, currency: 'JPY' } },
  }
  return { key: adAccountId, value: JSON.stringify(event) }
}
