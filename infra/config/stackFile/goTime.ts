/** A time as Go writes it, which is what Pulumi makes of an unquoted date. */
const GO_TIME = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d(?:\.\d+)?) ([-+]\d\d)(\d\d) \S+$/;

export const isGoTime = (text: string): boolean => GO_TIME.test(text);

/** Returns the date, or the date and time, that was written: `2024-01-31` for midnight in UTC. */
export function writtenTime(goTime: string): string {
  const [, date = "", time = "", hours = "", minutes = ""] = GO_TIME.exec(goTime) ?? [];
  const isUtc = hours === "+00" && minutes === "00";
  if (isUtc && time === "00:00:00") return date;
  return `${date}T${time}${isUtc ? "Z" : `${hours}:${minutes}`}`;
}
