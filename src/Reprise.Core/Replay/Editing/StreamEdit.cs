using System.Text.Json;

namespace Reprise.Replay.Editing;

/// <summary>Whether the answer streams: a property for most, the path for Gemini and Bedrock.</summary>
internal static class StreamEdit
{
    private static readonly (string Whole, string Streamed, bool InBodyToo)[] Paths =
    [
        (":generateContent", ":streamGenerateContent", false),
        (":rawPredict", ":streamRawPredict", true),
        ("/converse", "/converse-stream", false),
        ("/invoke", "/invoke-with-response-stream", false),
    ];

    /// <summary>Whether the path says it, and nothing else.</summary>
    public static bool IsInPath(string path) => Find(path) is { InBodyToo: false };

    /// <summary>The request with its path for streamed answers, or for whole ones.</summary>
    public static Draft Apply(Draft draft, bool streams)
    {
        if (Find(draft.Path) is not { } found) return draft;
        var now = draft.Path.EndsWith(found.Streamed, StringComparison.Ordinal);
        if (now == streams) return draft;
        return draft with
        {
            Path = string.Concat(draft.Path.AsSpan(0, draft.Path.Length - (now ? found.Streamed : found.Whole).Length), streams ? found.Streamed : found.Whole),
            Query = found.Streamed is ":streamGenerateContent" ? WithEvents(draft.Query, streams) : draft.Query,
            Dialect = draft.Dialect switch
            {
                "bedrock.converse" or "bedrock.converse_stream" => streams ? "bedrock.converse_stream" : "bedrock.converse",
                "bedrock.invoke" or "bedrock.invoke_stream" => streams ? "bedrock.invoke_stream" : "bedrock.invoke",
                _ => draft.Dialect,
            },
        };
    }

    public static bool Wanted(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False or JsonValueKind.Null => false,
        _ => throw new ReplayException(ReplayObstacles.InvalidParameter, "The parameter 'stream' must be true or false."),
    };

    /// <summary>Gemini streams one JSON array unless events are asked for.</summary>
    private static string WithEvents(string query, bool events)
    {
        var rest = query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries).Where(static part => part != "alt=sse");
        var parts = string.Join('&', events ? rest.Append("alt=sse") : rest);
        return parts.Length == 0 ? "" : "?" + parts;
    }

    private static (string Whole, string Streamed, bool InBodyToo)? Find(string path)
    {
        foreach (var pair in Paths)
        {
            if (path.EndsWith(pair.Whole, StringComparison.Ordinal) || path.EndsWith(pair.Streamed, StringComparison.Ordinal)) return pair;
        }

        return null;
    }
}
