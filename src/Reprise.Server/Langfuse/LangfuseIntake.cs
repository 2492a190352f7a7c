using System.Text.Json;
using Reprise.Assembling;
using Reprise.Documents;
using Reprise.Interactions;
using Reprise.Privacy.Policies;
using Reprise.Server.Ingest;
using Reprise.Store;

namespace Reprise.Server.Langfuse;

/// <summary>
/// Takes batches of Langfuse's ingestion: observations and traces become pieces of interactions, scores become facts. When it returns, everything that it calls a success
/// is durable. Safe for use from many threads.
/// </summary>
internal sealed class LangfuseIntake(IAssembler assembler, IInteractionStore store, RecordGuard guard, TimeProvider time)
{
    private const int Taken = 201;
    private const int Bad = 400;

    /// <summary>Throws <see cref="StoreException"/> when nothing of the batch could be kept; it may then be sent again.</summary>
    public async Task<LangfuseResultDocument> TakeAsync(IReadOnlyList<RecordSlice> events, string project, CancellationToken cancellationToken)
    {
        // 1. Read the events, each with its own mistakes. Clients do not keep them in order: an end may stand before its beginning.
        var errors = new List<LangfuseErrorDocument>();
        var entries = new List<LangfuseEvent>(events.Count);
        foreach (var slice in events)
        {
            var id = "";
            try
            {
                var json = Parse(slice);
                id = LangfuseEvent.IdIn(json);
                entries.Add(LangfuseEvent.Read(json, time.GetUtcNow()));
            }
            catch (LangfuseMistakeException mistake)
            {
                errors.Add(ErrorOf(id, mistake));
            }
        }

        // 2. Make pieces and facts of them.
        var successes = new List<LangfuseSuccessDocument>(entries.Count);
        var pieces = new List<Piece>();
        var facts = new List<Fact>();
        var reader = new LangfusePieces(project, entries);
        foreach (var id in reader.WithoutBeginning(entries).ToList())
        {
            // What is on record already began then; what still waits to be put together is told by its other pieces.
            if (await store.FindAsync(project, Piece.IdOf(project, LangfusePieces.Source, id), cancellationToken) is { } begun) reader.Began(id, begun.Interaction.Timestamp);
        }

        foreach (var entry in entries)
        {
            try
            {
                if (entry.Type == "score-create") await ScoreAsync(entry, project, pieces, facts, cancellationToken);
                else pieces.AddRange(reader.Read(entry) ?? throw new LangfuseMistakeException($"type '{Shortened(entry.Type)}' is not taken here"));
                successes.Add(new LangfuseSuccessDocument(entry.Id, Taken));
            }
            catch (LangfuseMistakeException mistake)
            {
                errors.Add(ErrorOf(entry.Id, mistake));
            }
        }

        // 3. Make durable what was read; the same events sent again make the same pieces and facts.
        if (pieces.Count > 0) await assembler.AddAsync(pieces, cancellationToken);
        if (facts.Count > 0) await store.AppendAsync(new StoreBatch { Facts = facts }, cancellationToken);
        return new LangfuseResultDocument { Successes = successes, Errors = errors };
    }

    private async Task ScoreAsync(LangfuseEvent entry, string project, List<Piece> pieces, List<Fact> facts, CancellationToken cancellationToken)
    {
        var score = LangfuseScore.Read(entry);
        if (await SubjectAsync(entry, project, cancellationToken) is { } subject)
        {
            var (fact, mistake) = FactReader.Read(score, project, subject, time);
            facts.Add(guard.Admit(fact ?? throw new LangfuseMistakeException(mistake!)));
            // A trace that nobody told of is there from now on, so that its score has something to stand on.
            if (entry.IdOf("observationId") is null && entry.IdOf("traceId") is { } trace) pieces.Add(LangfuseTrace.Own(trace, project, entry.At));
            return;
        }

        if (entry.IdOf("sessionId") is null && entry.IdOf("datasetRunId") is null) throw new LangfuseMistakeException("a score needs traceId, observationId, sessionId or datasetRunId");
        pieces.Add(new Piece
        {
            Project = project,
            Source = LangfusePieces.Source,
            Key = $"score:{entry.IdOf("id") ?? score.FactId}",
            At = entry.At,
            IsComplete = true,
            Facts = [score],
            Content = new InteractionDocument
            {
                Timestamp = entry.At,
                Kind = Words.Of(InteractionKind.Event),
                Operation = "score",
                Name = score.Name,
                SessionId = entry.IdOf("sessionId"),
                Metadata = LangfuseMetadata.Of(entry, withOwn: true, ("environment", "environment"), ("dataset_run_id", "datasetRunId")),
            },
        });
    }

    /// <summary>A call that is on record here under the very id is meant; other ids are those of their senders.</summary>
    private async Task<InteractionId?> SubjectAsync(LangfuseEvent entry, string project, CancellationToken cancellationToken)
    {
        if (entry.IdOf("observationId") is { } given && InteractionId.TryParse(given, out var own) && await store.FindAsync(project, own, cancellationToken) is not null) return own;
        return LangfuseScore.SubjectOf(entry, project);
    }

    private static LangfuseErrorDocument ErrorOf(string id, LangfuseMistakeException mistake) => new(id, Bad, "Invalid request data", mistake.Message);

    private static JsonElement Parse(RecordSlice slice)
    {
        if (slice.Mistake is { } cut) throw new LangfuseMistakeException(cut);
        return RecordJson.TryParse(slice.Bytes, out var json, out var mistake) ? json : throw new LangfuseMistakeException($"the event cannot be read: {mistake}");
    }

    private static string Shortened(string text) => text.Length <= 40 ? text : text[..40] + "…";
}
