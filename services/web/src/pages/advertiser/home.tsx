import type { VNode } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import { accountLink, couponLink } from '../../model/view'
import { useSurroundings } from '../context'
import { Queues } from './queues'

interface LookUpProps {
  readonly label: string
  readonly example: string
  readonly link: (id: string) => string
}

const LookUp = ({ label, example, link }: LookUpProps): VNode => {
  const { go } = useSurroundings()
  const [id, setId] = useState('')
  const onSubmit = (event: Event): void => {
    event.preventDefault()
    if (id.trim() !== '') go(link(id.trim()))
  }
  return (
    <form class="look-up" onSubmit={onSubmit}>
      <label>
        {label}
        <input
          value={id}
          required
          placeholder={example}
          autocomplete="off"
          onInput={(event) => setId(event.currentTarget.value)}
        />
      </label>
      <button class="primary">Show</button>
    </form>
  )
}

export const HomePage = (): VNode => {
  useEffect(() => void (document.title = 'Earnback'), [])
  return (
    <>
      <h1>What counted, what did not, and why</h1>
      <section class="card" aria-label="Look up">
        <LookUp label="Promotions of an ad account" example="acct-…" link={accountLink} />
        <LookUp label="A coupon" example="coupon id" link={couponLink} />
      </section>
      <Queues />
    </>
  )
}
