using Reprise.Cache.Entries;

namespace Reprise.Storage.Tests.Cache;

/// <summary>The same random changes on two keepers of entries, and whether both then say the same.</summary>
internal static class EntryRounds
{
    public static void Change(Random random, ICacheEntries entries, ICacheEntries oracle)
    {
        switch (random.Next(10))
        {
            case < 5:
                var added = Enumerable.Range(0, random.Next(1, 8)).Select(_ => CacheSamples.Random(random)).ToList();
                var (one, other) = (entries.Add(added), oracle.Add(added));
                one.Numbers.ShouldBe(other.Numbers);
                one.Replaced.ShouldBe(other.Replaced);
                break;
            case < 7:
                var numbers = Enumerable.Range(0, random.Next(5)).Select(_ => Known(random, oracle)).ToList();
                entries.Remove(numbers).ShouldBe(oracle.Remove(numbers));
                break;
            case < 9:
                var (number, learned) = (Known(random, oracle), CacheSamples.Random(random));
                entries.Update(number, learned.Quality, learned.IsPinned, learned.Expires).ShouldBe(oracle.Update(number, learned.Quality, learned.IsPinned, learned.Expires));
                break;
            default:
                var (name, value) = ("note " + random.Next(3), "value " + random.Next());
                entries.SetNote(name, value);
                oracle.SetNote(name, value);
                entries.Flush();
                break;
        }
    }

    public static void ShouldBeAlike(ICacheEntries entries, ICacheEntries oracle, string where)
    {
        entries.Count().ShouldBe(oracle.Count(), where);
        var all = oracle.List(null, null, 0, int.MaxValue);
        entries.List(null, null, 0, int.MaxValue).ShouldBe(all, where);
        foreach (var (project, policy) in new (string?, string?)[] { ("p1", null), (null, "policy0"), ("p2", "policy1") })
        {
            entries.List(project, policy, all.Count > 9 ? all[5].Number : 0, 7).ShouldBe(oracle.List(project, policy, all.Count > 9 ? all[5].Number : 0, 7), where);
        }

        foreach (var entry in all)
        {
            entries.Find(entry.Number).ShouldBe(entry, where);
            entries.FindBySource(entry.Project, entry.Source).ShouldBe(oracle.FindBySource(entry.Project, entry.Source), where);
        }

        for (var i = 0; i < 12; i++) entries.FindExact(CacheSamples.Key("exact " + i), 4).ShouldBe(oracle.FindExact(CacheSamples.Key("exact " + i), 4), where);
        for (var i = 0; i < 3; i++) entries.Note("note " + i).ShouldBe(oracle.Note("note " + i), where);
    }

    private static long Known(Random random, ICacheEntries oracle)
    {
        var all = oracle.List(null, null, 0, int.MaxValue);
        return all.Count == 0 || random.Next(8) == 0 ? random.Next(500) : all[random.Next(all.Count)].Number;
    }
}
