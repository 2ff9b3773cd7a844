import { accountAt, couponOf, spendAt, type Shape } from './lines'

/** Qualifying spend in micros by couponId. */
export type Answers = ReadonlyMap<string, bigint>

const LINES_PER_PASS = 2_000_000

/** Sums in the simplest way: of an account's lines strictly inside the window, each spendId once. */
const startTally = (shape: Shape) => {
  const settled = new Set<string>()
  const sums: bigint[] = shape.coupons.map(() => 0n)
  const sumOf = (account: number): bigint => sums[account] ?? 0n
  const settle = (index: number): void => {
    const { account, spendId, occurredAt, amount } = spendAt(shape, index)
    const { activatedAt, windowEndsAt } = couponOf(shape, account)
    const key = `${account} ${spendId}`
    if (occurredAt <= activatedAt || occurredAt >= windowEndsAt || settled.has(key)) return
    settled.add(key)
    sums[account] = sumOf(account) + BigInt(amount)
  }
  return { settle, sumOf }
}

const settleAccounts = (shape: Shape, includes: (account: number) => boolean) => {
  const tally = startTally(shape)
  for (let index = 0; index < shape.spendLines; index++) {
    if (includes(accountAt(shape, index))) tally.settle(index)
  }
  return tally
}

/** Each pass settles a share of the accounts, so that the ids held at once stay few at any size. */
export const referenceAnswers = (shape: Shape): Answers => {
  const passes = Math.ceil(shape.spendLines / LINES_PER_PASS)
  const answers = new Map<string, bigint>()
  for (let pass = 0; pass < passes; pass++) {
    const { sumOf } = settleAccounts(shape, (account) => account % passes === pass)
    for (const [account, coupon] of shape.coupons.entries()) {
      if (account % passes === pass) answers.set(coupon.couponId, sumOf(account))
    }
  }
  return answers
}

/** What the account's coupon stands at after each of the first `count` further lines. */
export const referenceAfterFurtherLines = (shape: Shape, count: number): ReadonlyArray<bigint> => {
  const further = Array.from({ length: count }, (_, k) => shape.spendLines + k)
  const touched = new Set(further.map((index) => accountAt(shape, index)))
  const { settle, sumOf } = settleAccounts(shape, (account) => touched.has(account))
  return further.map((index) => {
    settle(index)
    return sumOf(accountAt(shape, index))
  })
}

/** Names the coupons on which two answers differ; empty when they agree. */
export const differences = (expected: Answers, actual: Answers): ReadonlyArray<string> => {
  const couponIds = new Set([...expected.keys(), ...actual.keys()])
  return [...couponIds]
    .filter((couponId) => expected.get(couponId) !== actual.get(couponId))
    .map((couponId) => `${couponId}: expected ${expected.get(couponId)}, got ${actual.get(couponId)}`)
}
