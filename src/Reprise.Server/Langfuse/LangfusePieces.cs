using Reprise.Assembling;

namespace Reprise.Server.Langfuse;

/// <summary>Makes pieces of the events of one batch. Knows when its observations began, so that an end in the same batch tells how long they took.</summary>
internal sealed class LangfusePieces
{
    public const string Source = "langfuse";

    private readonly string _project;
    private readonly Dictionary<string, DateTimeOffset> _begun = new(StringComparer.Ordinal);

    public LangfusePieces(string project, IEnumerable<LangfuseEvent> entries)
    {
        _project = project;
        foreach (var entry in entries)
        {
            if (entry.Word("id") is { } id && entry.Time("startTime") is { } started) _begun[id] = started;
        }
    }

    /// <summary>Observations that end or answer in this batch and began in none of its events.</summary>
    public IEnumerable<string> WithoutBeginning(IEnumerable<LangfuseEvent> entries) => entries
        .Where(static entry => entry.Time("endTime") is not null || entry.Time("completionStartTime") is not null)
        .Select(static entry => entry.Word("id")).OfType<string>().Where(id => !_begun.ContainsKey(id)).Distinct(StringComparer.Ordinal);

    /// <summary>Tells when an observation began.</summary>
    public void Began(string id, DateTimeOffset at) => _begun[id] = at;

    /// <summary>The pieces of an event that is none of a score; null where the type is unknown.</summary>
    public IReadOnlyList<Piece>? Read(LangfuseEvent entry) => entry.Type switch
    {
        "trace-create" => [.. LangfuseTrace.Read(entry, _project)],
        "sdk-log" => [],
        "observation-create" => [Observation(entry, null, isCreate: true)],
        "observation-update" => [Observation(entry, null, isCreate: false)],
        "event-create" or "span-create" or "generation-create" or "agent-create" or "tool-create" or "chain-create" or "retriever-create" or "evaluator-create" or "embedding-create"
            or "guardrail-create" => [Observation(entry, entry.Type[..^"-create".Length], isCreate: true)],
        "span-update" or "generation-update" => [Observation(entry, entry.Type[..^"-update".Length], isCreate: false)],
        _ => null,
    };

    private Piece Observation(LangfuseEvent entry, string? word, bool isCreate) =>
        LangfuseObservation.Read(entry, word, isCreate, _project, entry.Word("id") is { } id && _begun.TryGetValue(id, out var begun) ? begun : null);
}
