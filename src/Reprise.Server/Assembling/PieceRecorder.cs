using System.Buffers;
using System.Text.Json;
using Reprise.Assembling;
using Reprise.Documents;
using Reprise.Interactions;
using Reprise.Retention;
using Reprise.Server.Ingest;
using Reprise.Store;

namespace Reprise.Server.Assembling;

/// <summary>What pieces of one interaction make together, on its way to the record.</summary>
/// <param name="Project">Where it belongs.</param>
/// <param name="Id">Under which it is recorded.</param>
/// <param name="Content">What its pieces say; facts included.</param>
/// <param name="At">When the last of them was made: what is on record and ended before gives way to it.</param>
/// <param name="Trace">What is said of its trace; null when nothing is.</param>
internal sealed record AssembledRecord(string Project, InteractionId Id, InteractionDocument Content, DateTimeOffset At, InteractionDocument? Trace);

/// <summary>Puts on record what pieces make, by the way that ingested records go: prices, scanning, privacy policy, proof. What is there already is amended. Used by one caller at a time.</summary>
internal sealed class PieceRecorder(IInteractionStore store, RecordIngest ingest, DocumentWriter writer, Holds holds, AssemblerCounters counters, PieceJournal journal)
{
    /// <summary>Why a record is replaced, on its tombstone in the proof.</summary>
    public const string Reason = "amended";

    private const string Actor = "assembler";

    /// <summary>Times an amendment begins again when another server put its own version there meanwhile.</summary>
    private const int MostTries = 3;

    /// <summary>The record as it would be stored; null when a policy keeps it off, or it cannot be one, which is counted.</summary>
    public RecordedInteraction? Made(AssembledRecord assembled)
    {
        var (record, bytes) = Read(assembled);
        if (record is null)
        {
            counters.AddFailed();
            return null;
        }

        if (ingest.Admit(record, bytes) is { } admitted) return admitted;
        counters.AddWithheld();
        return null;
    }

    /// <summary>Stores new records.</summary>
    /// <returns>The places of those that were on record already.</returns>
    public async Task<IReadOnlySet<int>> AppendAsync(IReadOnlyList<RecordedInteraction> records, CancellationToken cancellationToken)
    {
        if (records.Count == 0) return new HashSet<int>();
        var result = await ingest.AppendAsync(records, cancellationToken);
        counters.AddRecorded(result.Stored);
        if (result.Known == 0) return new HashSet<int>();
        return result.KnownAt is { } places ? places.ToHashSet() : Enumerable.Range(0, records.Count).ToHashSet();
    }

    /// <summary>Brings what pieces say into the record that is there: found, put together, and put in its place under the same id. Does nothing where they say nothing new.</summary>
    public Task AmendAsync(AssembledRecord assembled, CancellationToken cancellationToken) => AmendAsync(assembled.Project, assembled.Id, before => Over(before, assembled), cancellationToken);

    /// <summary>The same with what a trace says of it.</summary>
    public Task AmendAsync(string project, InteractionId id, InteractionDocument trace, CancellationToken cancellationToken) =>
        AmendAsync(project, id, before => PieceMerge.OfTrace(StoredDocument.Of(writer, before), trace), cancellationToken);

    /// <summary>Replacements that were begun and not ended, here or by an earlier process: of each the old version is on record, the new one, or none.</summary>
    public Queue<JournalledPiece> Unfinished { get; } = new();

    /// <summary>Ends them. Throws a transient <see cref="StoreException"/> at the first one that the store does not take now. What it refuses for good stays in the journal for the next start and holds up no other.</summary>
    public async Task ResumeAsync(CancellationToken cancellationToken)
    {
        while (Unfinished.TryPeek(out var frame))
        {
            try
            {
                // Where the old version is still there, so are the pieces that were to change it.
                if (RecordJson.Find(frame.Payload)?.Text("project") is { } project && ingest.Read(frame.Payload, project).Record is { } record
                    && await store.FindAsync(project, record.Interaction.Id, cancellationToken) is null) await AppendAloneAsync(record, cancellationToken);
            }
            catch (StoreException e) when (!e.IsTransient)
            {
                counters.AddFailed();
                Unfinished.Dequeue();
                continue;
            }

            Unfinished.Dequeue();
            journal.Release([frame.Entry]);
        }
    }

    private Task<bool> AmendAsync(string project, InteractionId id, Func<RecordedInteraction, InteractionDocument> change, CancellationToken cancellationToken) =>
        // A hold that is being placed waits for this, as it does for removals.
        holds.StepAsync(project, async held => { await AmendInTurnAsync(project, id, held, change, cancellationToken); return true; }, cancellationToken);

    private async Task AmendInTurnAsync(string project, InteractionId id, IReadOnlyList<Hold> held, Func<RecordedInteraction, InteractionDocument> change, CancellationToken cancellationToken)
    {
        for (var attempt = 1; attempt <= MostTries; attempt++)
        {
            if (await store.FindAsync(project, id, cancellationToken) is not { } before)
            {
                counters.AddUnchanged();
                return;
            }

            if (held.Any(hold => FilterMatch.Matches(hold.Selection, before)))
            {
                counters.AddWithheld();
                return;
            }

            if (Made(new AssembledRecord(project, id, change(before), default, null)) is not { } after) return;
            if (SameContent(before, after))
            {
                await AddFactsAsync(before, after, cancellationToken);
                counters.AddUnchanged();
                return;
            }

            if (!await ReplaceAsync(before, after with { Facts = AllFacts(before, after) }, cancellationToken)) continue;
            counters.AddAmended();
            return;
        }
    }

    /// <returns>False when another version stands there now.</returns>
    private async Task<bool> ReplaceAsync(RecordedInteraction before, RecordedInteraction after, CancellationToken cancellationToken)
    {
        // Between the two steps the record is nowhere else.
        var payload = Exact(after);
        var frame = new JournalledPiece(journal.Append(PieceFrameKind.Replacement, [payload])[0], PieceFrameKind.Replacement, payload);
        Unfinished.Enqueue(frame);
        var i = before.Interaction;
        var one = new InteractionQuery
        {
            Project = i.Project, Filter = new FieldFilter(FilterFields.Find("id")!, FilterOperator.Equal, i.Id.ToString()), From = i.Timestamp, To = i.Timestamp.AddMilliseconds(1), Reason = Reason, Actor = Actor,
        };
        // Where it went meanwhile, by retention or by somebody's hand, it must not come back.
        var isReplaced = await store.DeleteAsync(one, cancellationToken) > 0 && (await AppendAloneAsync(after, CancellationToken.None)).Stored > 0;
        Unfinished.Dequeue();
        journal.Release([frame.Entry]);
        return isReplaced;
    }

    /// <summary>Not told to those who watch for new ones: it is none.</summary>
    private Task<AppendResult> AppendAloneAsync(RecordedInteraction record, CancellationToken cancellationToken) =>
        store.AppendAsync(new StoreBatch { Interactions = [record with { Facts = [] }], Facts = record.Facts }, cancellationToken);

    private async Task AddFactsAsync(RecordedInteraction before, RecordedInteraction after, CancellationToken cancellationToken)
    {
        var known = before.Facts.Select(static fact => fact.FactId).ToHashSet();
        var added = after.Facts.Where(fact => !known.Contains(fact.FactId)).ToList();
        if (added.Count > 0) await store.AppendAsync(new StoreBatch { Facts = added }, cancellationToken);
    }

    private static IReadOnlyList<Fact> AllFacts(RecordedInteraction before, RecordedInteraction after) => [.. before.Facts.Concat(after.Facts).DistinctBy(static fact => fact.FactId)];

    private InteractionDocument Over(RecordedInteraction before, AssembledRecord assembled)
    {
        var stored = StoredDocument.Of(writer, before);
        var ended = before.Interaction.Timestamp.AddMilliseconds(before.Interaction.LatencyMs ?? 0);
        var both = ended > assembled.At ? PieceMerge.Over(assembled.Content, stored) : PieceMerge.Over(stored, assembled.Content);
        return assembled.Trace is { } trace ? PieceMerge.OfTrace(both, trace) : both;
    }

    private bool SameContent(RecordedInteraction before, RecordedInteraction after) =>
        Json(StoredDocument.Of(writer, before) with { Privacy = null }).AsSpan().SequenceEqual(Json(StoredDocument.Of(writer, after) with { Privacy = null }));

    /// <summary>What cannot be one record because a member has no room or makes no sense is recorded without it, and says so.</summary>
    private (RecordedInteraction? Record, byte[] Bytes) Read(AssembledRecord assembled)
    {
        var content = (assembled.Trace is { } trace ? PieceMerge.OfTrace(assembled.Content, trace) : assembled.Content) with { InteractionId = assembled.Id.ToString(), Project = assembled.Project };
        var bytes = Json(content);
        var read = ingest.Read(bytes, assembled.Project);
        if (read.Record is not null) return (read.Record, bytes);
        var less = content with { Metadata = null, FileMetadata = null, Labels = null, Facts = null, Evaluation = null, Feedback = null, Bodies = null, RecordError = $"{content.RecordError}{(content.RecordError is null ? "" : "; ")}{read.Mistake}" };
        bytes = Json(less);
        return (ingest.Read(bytes, assembled.Project).Record, bytes);
    }

    private static byte[] Json(InteractionDocument document) => JsonSerializer.SerializeToUtf8Bytes(document, DocumentJson.Relaxed.InteractionDocument);

    private static byte[] Exact(RecordedInteraction record)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping })) ExactRecordWriter.Write(json, record);
        return buffer.WrittenSpan.ToArray();
    }
}
