using Reprise.Access;

namespace Reprise.Budgets;

/// <summary>The period that a budget runs in now.</summary>
/// <param name="From">Its first moment, UTC; of <see cref="BudgetPeriod.Total"/> the day on which the key was made.</param>
/// <param name="To">The first moment after it; null where it has no end.</param>
public readonly record struct BudgetWindow(DateTimeOffset From, DateTimeOffset? To)
{
    public static BudgetWindow At(BudgetPeriod period, DateTimeOffset now, DateTimeOffset madeAt)
    {
        var day = new DateTimeOffset(now.UtcDateTime.Date, TimeSpan.Zero);
        switch (period)
        {
            case BudgetPeriod.Day:
                return new(day, day.AddDays(1));
            case BudgetPeriod.Week:
                var monday = day.AddDays(-(((int)day.DayOfWeek + 6) % 7));
                return new(monday, monday.AddDays(7));
            case BudgetPeriod.Month:
                var first = day.AddDays(1 - day.Day);
                return new(first, first.AddMonths(1));
            default:
                return new(new DateTimeOffset(madeAt.UtcDateTime.Date, TimeSpan.Zero), null);
        }
    }
}
