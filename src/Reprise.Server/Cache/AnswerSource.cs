using Reprise.Cache;
using Reprise.Cache.Answers;
using Reprise.Cache.Curation;
using Reprise.Cache.Entries;
using Reprise.Interactions;
using Reprise.Store;

namespace Reprise.Server.Cache;

/// <summary>Gets an entry's answer from memory or from the record, which has the last word: an entry whose interaction is gone, or was evicted, ends here.</summary>
internal sealed class AnswerSource(IInteractionStore store, AnswerReads reads, CacheIndex index, AnswerMemory memory, CacheOptions options, CacheCounters counters, TimeProvider time)
{
    /// <summary>Where others can change the record, an answer in memory is looked at again after a while. Changes of this process are told at once.</summary>
    private readonly TimeSpan? _verifyAfter = store.Engine is "sqlite" or "memory" ? null : options.VerifyAfter;

    /// <summary>The answer in the form wished for, or why it is not given. Throws <see cref="StoreException"/> when the record cannot be read.</summary>
    public async ValueTask<SourcedAnswer> FindAsync(CacheEntry entry, AnswerWish wish, CancellationToken cancellationToken)
    {
        if (memory.Find(entry.Project, entry.Source, wish) is { } hot && (_verifyAfter is not { } after || time.GetElapsedTime(hot.ReadAt) < after))
            return new SourcedAnswer(hot.Answer, null, entry with { Quality = hot.Quality, IsPinned = hot.IsPinned }, hot.IsEdited);

        var changes = memory.Changes;
        var readAt = time.GetTimestamp();
        var record = await reads.FindAsync(entry.Project, entry.Source, cancellationToken);
        if (record?.Response is null) return End(entry, CacheReasons.Gone);
        var marks = CacheMarks.Of(record.Facts);
        if (marks.IsEvicted) return End(entry, CacheReasons.Evicted);
        if (AnswerForms.WhyNotKept(record) is { } reason) return End(entry, reason);

        var current = entry with { Quality = marks.Quality ?? record.Interaction.QualityScore, IsPinned = marks.IsPinned };
        if (current != entry) index.Entries.Update(entry.Number, current.Quality, current.IsPinned, entry.Expires);
        if (AnswerForms.Form(record, wish with { EditedContent = marks.Content }) is not { } answer) return new SourcedAnswer(null, CacheReasons.OtherForm, current);
        memory.Keep(entry.Project, entry.Source, wish, new HotAnswer(answer, current.Quality, current.IsPinned, marks.Content is not null, readAt), changes);
        return new SourcedAnswer(answer, null, current, marks.Content is not null);
    }

    private SourcedAnswer End(CacheEntry entry, string reason)
    {
        counters.AddRemoved(index.Remove([entry.Number]));
        memory.Drop(entry.Project, entry.Source);
        return new SourcedAnswer(null, reason, entry);
    }
}

/// <param name="Answer">Null when it is not given.</param>
/// <param name="Reason">Why not, in a word of <see cref="CacheReasons"/>.</param>
/// <param name="Entry">With what the record says of it by now.</param>
/// <param name="IsEdited">Whether a person wrote its text.</param>
internal readonly record struct SourcedAnswer(CachedAnswer? Answer, string? Reason, CacheEntry Entry, bool IsEdited = false)
{
    /// <summary>Whether people stand for the answer: no model's word is a measure of it then.</summary>
    public bool IsByPeople => IsEdited || Entry.IsPinned;
}
