import type { VNode } from 'preact'
import { useState } from 'preact/hooks'

export const SignIn = ({ onToken }: { readonly onToken: (token: string) => void }): VNode => {
  const [token, setToken] = useState('')
  const onSubmit = (event: Event): void => {
    event.preventDefault()
    if (token.trim() !== '') onToken(token.trim())
  }
  return (
    <form class="card narrow" onSubmit={onSubmit}>
      <h1>Sign in</h1>
      <p>This page needs a key or token with the scope coupons:read. It is kept until this tab is closed.</p>
      <label>
        Key or token
        <input
          type="password"
          autocomplete="off"
          required
          value={token}
          onInput={(event) => setToken(event.currentTarget.value)}
        />
      </label>
      <button class="primary">Continue</button>
    </form>
  )
}
