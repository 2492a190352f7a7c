using Reprise.Interactions;
using Reprise.Storage.Sqlite.Queries;
using Reprise.Store;
using Reprise.Store.Rollups;

namespace Reprise.Storage.Sqlite.Rollups;

/// <summary>Finds the first and the last interaction of measures again after a deletion.</summary>
internal sealed class RollupBounds(SqliteDatabase database)
{
    /// <summary>From the rows themselves: from both ends inward until every shape was met.</summary>
    public void FromRows(List<(RollupKey Key, RollupMeasure Measure)> moved, long floor)
    {
        foreach (var bucket in moved.GroupBy(one => (one.Key.Granule, one.Key.Project, one.Key.Bucket)))
        {
            var (granule, project, number) = bucket.Key;
            var range = PositionRange.OfMilliseconds(number * granule.Milliseconds(), (number + 1) * granule.Milliseconds());
            range = range with { Low = Math.Max(floor, range.Low) };
            HashSet<int> shapes = [.. bucket.Select(one => one.Key.Shape)];
            var first = Ends("SELECT position, shape FROM interactions WHERE position BETWEEN ?1 AND ?2 AND +project = ?3 ORDER BY position", project, range, shapes);
            var last = Ends("SELECT position, shape FROM interactions WHERE position BETWEEN ?1 AND ?2 AND +project = ?3 ORDER BY position DESC", project, range, shapes);
            foreach (var (key, measure) in bucket) measure.SetBounds(first.GetValueOrDefault(key.Shape, measure.FirstMs), last.GetValueOrDefault(key.Shape, measure.LastMs));
        }
    }

    /// <summary>Of days, from their hours, which are up to date. A day with an hour that cannot be read is noted as broken.</summary>
    public static void FromHours(RollupTable table, List<(RollupKey Key, RollupMeasure Measure)> moved, HashSet<(int Project, long Day)> broken)
    {
        foreach (var (key, measure) in moved)
        {
            try
            {
                FromHours(table, key, measure);
            }
            catch (InvalidDataException)
            {
                broken.Add((key.Project, key.Bucket));
            }
        }
    }

    private static void FromHours(RollupTable table, RollupKey key, RollupMeasure measure)
    {
        var hours = Enumerable.Range(0, 24).Select(hour => key with { Granule = RollupGranule.Hour, Bucket = (key.Bucket * 24) + hour });
        var first = hours.Select(table.Find).FirstOrDefault(hour => hour is not null);
        var last = hours.Reverse().Select(table.Find).FirstOrDefault(hour => hour is not null);
        measure.SetBounds(first?.FirstMs ?? measure.FirstMs, last?.LastMs ?? measure.LastMs);
    }

    private Dictionary<int, long> Ends(string sql, int project, PositionRange range, HashSet<int> shapes)
    {
        var find = database.Prepare(sql);
        find.Bind(1, range.Low);
        find.Bind(2, range.High);
        find.Bind(3, (long)project);
        var ends = new Dictionary<int, long>();
        while (ends.Count < shapes.Count && find.Step())
        {
            var shape = (int)find.Long(1);
            if (shapes.Contains(shape)) ends.TryAdd(shape, find.Long(0) >> Position.TieBits);
        }

        find.Reset();
        return ends;
    }
}
