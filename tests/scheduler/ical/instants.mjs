// What ical.js makes of calendars: one as JSON a line, with a span; each answered by a line of
// [uid, start, end, title] of every occurrence in it, in seconds since 1970 (days as dates), in order.
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";

const { default: ICAL } = await import(pathToFileURL(process.argv[2]));

function shown(time) {
  return time.isDate ? time.toString() : time.toUnixTime();
}

function occurrences(event, from, to) {
  const found = [];
  const add = (start, end) => {
    if (start.toUnixTime() < to && end.toUnixTime() > from) {
      found.push([event.uid, shown(start), shown(end), event.summary]);
    }
  };
  if (!event.isRecurring()) {
    add(event.startDate, event.endDate);
    return found;
  }
  const each = event.iterator();
  for (let next = each.next(); next && next.toUnixTime() < to; next = each.next()) {
    const details = event.getOccurrenceDetails(next);
    add(details.startDate, details.endDate);
  }
  return found;
}

for await (const line of createInterface({ input: process.stdin })) {
  const { ics, from, to } = JSON.parse(line);
  const calendar = new ICAL.Component(ICAL.parse(ics));
  const all = calendar.getAllSubcomponents("vevent").map((each) => new ICAL.Event(each));
  const series = new Set(all.filter((each) => each.isRecurring()).map((each) => each.uid));
  const events = all.filter((each) => !each.isRecurrenceException() || !series.has(each.uid));  // these it knows
  console.log(JSON.stringify(events.flatMap((event) => occurrences(event, from, to)).sort()));
}
