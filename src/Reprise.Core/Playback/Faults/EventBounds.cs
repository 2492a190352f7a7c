namespace Reprise.Playback.Faults;

/// <summary>Where the events of an answer end: those of a stream of events, the lines of JSON Lines, else the pieces it arrived in.</summary>
internal static class EventBounds
{
    public static IReadOnlyList<int> Of(TapeAnswer answer)
    {
        var type = answer.ContentType ?? "";
        var body = answer.Body.Span;
        if (type.Contains("event-stream", StringComparison.OrdinalIgnoreCase)) return BlankLines(body);
        if (type.Contains("ndjson", StringComparison.OrdinalIgnoreCase) || type.Contains("jsonl", StringComparison.OrdinalIgnoreCase) || type.Contains("stream+json", StringComparison.OrdinalIgnoreCase)) return Lines(body);
        var ends = new List<int>();
        var at = 0;
        foreach (var chunk in answer.Chunks) ends.Add(at += chunk.Length);
        return ends.Count > 0 ? ends : [body.Length];
    }

    private static List<int> BlankLines(ReadOnlySpan<byte> body)
    {
        var ends = new List<int>();
        var lineStart = 0;
        var hasContent = false;
        for (var i = 0; i < body.Length; i++)
        {
            if (body[i] != (byte)'\n') continue;
            var isBlank = i == lineStart || (i == lineStart + 1 && body[lineStart] == (byte)'\r');
            if (isBlank && hasContent) ends.Add(i + 1);
            hasContent = !isBlank;
            lineStart = i + 1;
        }

        if (ends.Count == 0 || ends[^1] < body.Length) ends.Add(body.Length);
        return ends;
    }

    private static List<int> Lines(ReadOnlySpan<byte> body)
    {
        var ends = new List<int>();
        for (var i = 0; i < body.Length; i++)
            if (body[i] == (byte)'\n') ends.Add(i + 1);
        if (ends.Count == 0 || ends[^1] < body.Length) ends.Add(body.Length);
        return ends;
    }
}
