using Reprise.Assembling;
using Reprise.Documents;
using Reprise.Interactions;

namespace Reprise.Server.Langfuse;

/// <summary>
/// A trace of Langfuse is two things: what holds for everything in it (user, session, tags, environment, release), and something with a name, an input, an output and scores
/// of its own. The first becomes a piece of the trace, the second an interaction of kind <c>event</c> from which the others hang.
/// </summary>
internal static class LangfuseTrace
{
    /// <summary>The key of the trace's own interaction; no observation has such an id.</summary>
    public static string KeyOf(string trace) => Piece.KeyOfTrace(trace);

    public static IEnumerable<Piece> Read(LangfuseEvent entry, string project)
    {
        var id = entry.IdOf("id") ?? throw new LangfuseMistakeException("body.id is missing");
        var own = Own(id, project, entry.At);
        yield return own with
        {
            Mark = MarkOf(entry),
            Content = own.Content with
            {
                Timestamp = entry.Time("timestamp"),
                Name = entry.Word("name"),
                Request = LangfuseContent.Asked(entry.Value("input"), null, isTool: false),
                Response = LangfuseContent.Answered(entry.Value("output")),
                Metadata = LangfuseMetadata.Of(entry, withOwn: true, ("external_id", "externalId"), ("public", "public")),
            },
        };
        var shared = new InteractionDocument
        {
            UserId = entry.Word("userId"),
            SessionId = entry.Word("sessionId"),
            Tags = TagsOf(entry),
            Metadata = LangfuseMetadata.Of(entry, withOwn: false, ("environment", "environment"), ("release", "release"), ("version", "version")),
        };
        if (shared != new InteractionDocument())
            yield return new Piece { Project = project, Source = LangfusePieces.Source, Key = id, IsOfTrace = true, Trace = id, Mark = MarkOf(entry), At = entry.At, Content = shared };
    }

    /// <summary>The trace's interaction with nothing said of it but that it is there.</summary>
    public static Piece Own(string id, string project, DateTimeOffset at) => new()
    {
        Project = project,
        Source = LangfusePieces.Source,
        Key = KeyOf(id),
        Trace = id,
        Mark = "is",
        At = at,
        Content = new InteractionDocument { Kind = Words.Of(InteractionKind.Event), Operation = "trace", TraceId = id, SpanId = id },
    };

    private static string? MarkOf(LangfuseEvent entry) => entry.Id.Length == 0 ? null : entry.Id;

    private static List<string>? TagsOf(LangfuseEvent entry)
    {
        var tags = entry.Value("tags").Items().Where(static tag => tag.ValueKind == System.Text.Json.JsonValueKind.String).Select(static tag => tag.GetString()!)
            .Where(static tag => tag.Length is > 0 and <= 128).Distinct(StringComparer.Ordinal).Take(64).ToList();
        return tags.Count == 0 ? null : tags;
    }
}
