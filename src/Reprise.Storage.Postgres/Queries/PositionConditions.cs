using Reprise.Interactions;
using Reprise.Store;

namespace Reprise.Storage.Postgres.Queries;

internal static class PositionConditions
{
    /// <summary>Adds the range as a condition on the row <c>i</c>: on the time, by which months are told apart, and where it cuts a millisecond on the position.</summary>
    public static void Write(this PositionRange range, SqlText sql)
    {
        if (range == PositionRange.All) return;
        if (range.Low > 0) sql.Add(" AND i.timestamp >= ").Value(Position.Time(range.Low));
        if (range.High < long.MaxValue) sql.Add(" AND i.timestamp <= ").Value(Position.Time(range.High));
        if (range.Low > Position.Start(Position.Time(range.Low))) sql.Add(" AND i.position >= ").Value(range.Low);
        if (range.High < Position.Last(range.High)) sql.Add(" AND i.position <= ").Value(range.High);
    }
}
