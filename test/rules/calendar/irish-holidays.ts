// Ireland's public holidays from the rules of the Organisation of Working Time Act 1997, worked out without any library.

const text = (year: number, month: number, day: number): string =>
  new Date(Date.UTC(year, month - 1, day)).toISOString().slice(0, 10)
const weekday = (year: number, month: number, day: number): number =>
  new Date(Date.UTC(year, month - 1, day)).getUTCDay()

const firstMonday = (year: number, month: number): string => {
  const first = weekday(year, month, 1)
  return text(year, month, 1 + ((8 - first) % 7))
}

/** Days after 21 March of Easter Sunday, by the tables of the Gregorian calendar. */
function easterMonday(year: number): string {
  const [century, golden] = [Math.floor(year / 100), year % 19]
  const corrections = century - Math.floor(century / 4) - Math.floor((8 * century + 13) / 25)
  const epact = (19 * golden + corrections + 15) % 30
  const fullMoon = epact - (epact === 29 || (epact === 28 && golden > 10) ? 1 : 0)
  const toSunday = 7 - weekday(year, 3, 21 + fullMoon)
  return text(year, 3, 21 + fullMoon + toSunday + 1)
}

/** All of a year, by date, weekends included. */
export function irishHolidays(year: number): readonly string[] {
  const brigid = weekday(year, 2, 1) === 5 ? text(year, 2, 1) : firstMonday(year, 2)
  const lastOfOctober = weekday(year, 10, 31)
  return [
    text(year, 1, 1),
    ...(year >= 2023 ? [brigid] : []),
    text(year, 3, 17),
    // For this year alone, by an order under the Act.
    ...(year === 2022 ? ['2022-03-18'] : []),
    easterMonday(year),
    firstMonday(year, 5),
    firstMonday(year, 6),
    firstMonday(year, 8),
    text(year, 10, 31 - ((lastOfOctober + 6) % 7)),
    text(year, 12, 25),
    text(year, 12, 26),
  ]
}
