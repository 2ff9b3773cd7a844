/** Every verdict that a line of spend can get, the first that fits first. Source: docs/domain/qualifying-spend.md. */
export const VERDICTS = [
  'DUPLICATE',
  'DUPLICATE_CONFLICT',
  'RETRACTED',
  'NOT_ACTIVATED',
  'BEFORE_ACTIVATION',
  'AT_ACTIVATION_INSTANT',
  'AFTER_WINDOW',
  'STRADDLES_ACTIVATION',
  'STRADDLES_WINDOW_END',
  'TAX_OR_FEE',
  'NOT_AD_SPEND',
  'CURRENCY_MISMATCH',
  'NOT_CASH_FUNDED',
  'LATE_AFTER_SETTLEMENT',
  'PENDING_CALCULATION',
  'COUNTED',
] as const

export type Verdict = (typeof VERDICTS)[number]

/** The rule behind each verdict, and why in words that an advertiser understands. */
export const VERDICT_RULES: { readonly [verdict in Verdict]: { readonly rule: string; readonly why: string } } = {
  DUPLICATE: { rule: 'R37', why: 'the same spend was recorded before' },
  DUPLICATE_CONFLICT: { rule: 'R37', why: 'another record of this spend, with other data, came first' },
  RETRACTED: { rule: 'R37', why: 'the platform took this spend back' },
  NOT_ACTIVATED: { rule: 'R1', why: 'the code is not activated on this account' },
  BEFORE_ACTIVATION: { rule: 'R28', why: 'spent before the code was activated' },
  AT_ACTIVATION_INSTANT: { rule: 'R28', why: 'spent at the very instant of activation, not after it' },
  AFTER_WINDOW: { rule: 'R33', why: 'spent when the spending window had ended' },
  STRADDLES_ACTIVATION: { rule: 'R34', why: 'covers time before and after the activation' },
  STRADDLES_WINDOW_END: { rule: 'R34', why: "covers time before and after the window's end" },
  TAX_OR_FEE: { rule: 'R31', why: 'a tax or a fee, not advertising spend' },
  NOT_AD_SPEND: { rule: 'R31', why: 'not advertising spend' },
  CURRENCY_MISMATCH: { rule: 'R36', why: "not in the threshold's currency" },
  NOT_CASH_FUNDED: { rule: 'R14', why: 'paid with credit, not with cash' },
  LATE_AFTER_SETTLEMENT: { rule: 'D5', why: 'learnt of after the window was settled' },
  PENDING_CALCULATION: { rule: 'R38', why: 'qualifies, and waits for the next calculation' },
  COUNTED: { rule: 'R28', why: 'spent after activation and inside the window' },
}
