// Reads calendar objects with ical.js and compares them with what their writer meant.
//
//   python -m tests.ical.samples | npm --prefix readers run --silent check
//
// ical.js reads the VTIMEZONE in the object, not the zone's name, as Thunderbird does for unknown names.

import { readFileSync } from 'node:fs'
import { isDeepStrictEqual } from 'node:util'
import ICAL from 'ical.js'

const samples = JSON.parse(readFileSync(0, 'utf8'))
let wrong = 0

for (const { name, body, entries } of samples) {
  const found = read(body)
  if (!isDeepStrictEqual(found, entries)) {
    wrong += 1
    console.error(`${name}:`, firstDifference(found, entries))
  }
}
console.log(`ical.js read ${samples.length} calendar objects, ${wrong} of them wrongly`)
process.exitCode = wrong || samples.length === 0 ? 1 : 0

function read(body) {
  const calendar = new ICAL.Component(ICAL.parse(body))
  return calendar.getAllSubcomponents('vevent').map((component) => {
    const event = new ICAL.Event(component)
    return {
      uid: event.uid,
      start: iso(event.startDate),
      end: iso(event.endDate),
      summary: event.summary ?? '',
      description: event.description ?? '',
      location: event.location ?? '',
      status: component.getFirstPropertyValue('status')
    }
  })
}

function iso(time) {
  if (time.isDate) return time.toString()
  if (time.zone === ICAL.Timezone.localTimezone) return `floating ${time}`
  return new Date(time.toUnixTime() * 1000).toISOString().replace('.000Z', '+00:00')
}

function firstDifference(found, entries) {
  const place = entries.findIndex((entry, n) => !isDeepStrictEqual(found[n], entry))
  return { found: found[place], meant: entries[place] }
}
