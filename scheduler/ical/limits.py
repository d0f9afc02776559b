"""How much of one calendar is read. Beyond it the time counts as taken, or the whole file is refused."""

LARGEST_FILE = 10 * 2**20  # bytes
MOST_EVENTS = 50_000  # of one file
MOST_DATES = 200_000  # left out or added, of one file
MOST_STEPS = 20_000  # of one series: repetitions, and days looked at in vain
MOST_STEPS_OF_A_FILE = 150_000
MOST_AT_ONCE = 10_000  # times in one period that BYSETPOS chooses from
MOST_ONSETS = 2_000  # of summer or winter time that a zone's definition lists one by one
MOST_PROBLEMS = 200  # told one by one; the rest are counted
FIRST_YEAR, LAST_YEAR = 1600, 2200  # birthdays without a year begin in 1601 or 1604
END_OF_TIME = 9000  # a year that no zone's offset carries beyond the calendar
