import type { Progress, Promotion } from '@earnback/projections'
import { type Reader, timeText } from '../../model/instant'
import { moneyText } from '../../model/micros'

export const offerText = ({ threshold, reward, couponId }: Progress, locale: string): string =>
  threshold === null || reward === null
    ? `Coupon ${couponId}`
    : `Spend ${moneyText(threshold, locale)}, get ${moneyText(reward, locale)}`

/** What the status leaves open: until when, or since when. */
export const statusDetail = (progress: Progress, promotion: Promotion | undefined, reader: Reader): string => {
  const at = (text: string | null | undefined): string | undefined =>
    typeof text === 'string' ? timeText(text, reader) : undefined
  const sentence = (before: string, text: string | null | undefined): string => {
    const time = at(text)
    return time === undefined ? '' : `${before} ${time}.`
  }
  switch (progress.status) {
    case 'issued':
    case 'expired_unused':
      return sentence('Activate by', progress.activationDeadline)
    case 'earning':
      return sentence('The window ends', progress.windowEndsAt)
    case 'settling':
    case 'missed':
      return sentence('The window ended', progress.windowEndsAt)
    case 'met':
      return sentence('Credit due by', promotion?.delivery?.businessDayDue)
    case 'credited':
    case 'exhausted':
    case 'credit_expired':
      return sentence('Granted', progress.grantedAt)
    default:
      return ''
  }
}
