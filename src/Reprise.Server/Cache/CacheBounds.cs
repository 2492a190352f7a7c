using Reprise.Cache.Entries;
using Reprise.Cache.Policies;
using Reprise.Embeddings;

namespace Reprise.Server.Cache;

/// <summary>Keeps the entries within bounds, after each addition: so many answers to one question, so many entries altogether. Pinned ones stay.</summary>
internal sealed class CacheBounds(CacheIndex index, CacheOptions options, CacheCounters counters)
{
    /// <summary>Answers to one question under one policy: as many as a lookup compares.</summary>
    public const int AnswersMost = 16;

    /// <summary>Looked at when a question has too many; the rest goes with the next ones.</summary>
    private const int AnswersRead = 256;

    private const int Step = 500;

    public void Keep(IReadOnlyList<CacheEntry> added)
    {
        try
        {
            foreach (var (project, policy, exact) in added.Select(static entry => (entry.Project, entry.Policy, entry.Exact)).Distinct()) KeepQuestion(project, policy, exact);
            KeepAll();
        }
        catch (CacheEntriesException)
        {
            // They are added; the next addition does it.
            counters.AddFailed();
        }
    }

    /// <summary>The worst go first, the oldest among equals; never the newest, which somebody has just asked for.</summary>
    private void KeepQuestion(string project, string policy, PartitionKey exact)
    {
        var answers = index.Entries.FindExact(exact, AnswersRead).Where(entry => entry.Project == project && entry.Policy == policy).ToList();
        if (answers.Count <= AnswersMost) return;
        var newest = answers.MaxBy(static entry => (entry.Timestamp, entry.Number))!.Number;
        var worst = answers.Where(entry => !entry.IsPinned && entry.Number != newest)
            .OrderBy(static entry => entry.Quality ?? CachePresets.Default.AssumedQuality).ThenBy(static entry => entry.Timestamp).ThenBy(static entry => entry.Number);
        Remove([.. worst.Take(answers.Count - AnswersMost).Select(static entry => entry.Number)]);
    }

    /// <summary>Those go that were added first, and a few more than need be, so that not every addition has to.</summary>
    private void KeepAll()
    {
        var entries = index.Entries.Count().Sum(static count => count.Entries);
        if (entries <= options.MaxEntries) return;
        var wanted = entries - options.MaxEntries + (options.MaxEntries / 100);
        for (long after = 0; wanted > 0 && index.Entries.List(null, null, after, Step) is { Count: > 0 } page;)
        {
            after = page[^1].Number;
            var numbers = page.Where(static entry => !entry.IsPinned).Take((int)Math.Min(wanted, Step)).Select(static entry => entry.Number).ToList();
            Remove(numbers);
            wanted -= numbers.Count;
        }
    }

    private void Remove(List<long> numbers)
    {
        if (numbers.Count == 0) return;
        var removed = index.Remove(numbers);
        counters.AddRemoved(removed);
        counters.AddTrimmed(removed);
    }
}
