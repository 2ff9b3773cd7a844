import './styles.css'
import './analyst/styles.css'
import icon from './icon.svg'
import { render } from 'preact'
import { Api } from './api'
import { App } from './app'
import type { Machine } from './machine'

const machine: Machine = {
  nowMs: () => Date.now(),
  after: (delayMs, call) => {
    const timer = setTimeout(call, delayMs)
    return () => clearTimeout(timer)
  },
}
const reader = { locale: navigator.language, zone: Intl.DateTimeFormat().resolvedOptions().timeZone }
const root = document.getElementById('app')
if (root === null) throw new Error('the page has no place for the application')
root.dataset.icon = icon
render(<App api={new Api(machine)} machine={machine} reader={reader} />, root)
