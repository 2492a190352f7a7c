namespace Reprise.Cache.Keys;

/// <summary>The path and query of a call as they count: where a path of its own asks for the stream, both paths are one.</summary>
internal static class RequestPath
{
    private static readonly (string Stream, string Whole)[] Twins =
    [
        (":streamGenerateContent", ":generateContent"),
        (":streamRawPredict", ":rawPredict"),
        ("/converse-stream", "/converse"),
        ("/invoke-with-response-stream", "/invoke"),
        ("/text/chat_stream", "/text/chat"),
        ("/generation/text_stream", "/generation/text"),
        ("/text/generation_stream", "/text/generation"),
    ];

    /// <summary>Writes both, and says whether the path asks for a stream.</summary>
    /// <param name="path">Below the base URL; a query in it counts as query.</param>
    /// <param name="query">As sent, with or without its question mark.</param>
    /// <param name="to">The key.</param>
    public static bool Write(ReadOnlySpan<char> path, ReadOnlySpan<char> query, CanonicalBytes to)
    {
        var mark = path.IndexOf('?');
        var inPath = mark < 0 ? default : path[(mark + 1)..];
        if (mark >= 0) path = path[..mark];
        foreach (var (stream, whole) in Twins)
        {
            if (!path.EndsWith(stream, StringComparison.Ordinal)) continue;
            to.Flag(true);
            to.Text(path[..^stream.Length]);
            to.Text(whole);
            var isEvents = WriteQuery(inPath, dropEvents: true, to) | WriteQuery(query, dropEvents: true, to);

            // Without it Gemini streams one long array, which the answer to a whole request cannot stand in for.
            to.Flag(stream is ":streamGenerateContent" && !isEvents);
            return true;
        }

        WritePath(path, to);
        WriteQuery(inPath, dropEvents: false, to);
        WriteQuery(query, dropEvents: false, to);
        to.Flag(false);
        return false;
    }

    private static void WritePath(ReadOnlySpan<char> path, CanonicalBytes to)
    {
        foreach (var (_, whole) in Twins)
        {
            if (!path.EndsWith(whole, StringComparison.Ordinal)) continue;
            to.Flag(true);
            to.Text(path[..^whole.Length]);
            to.Text(whole);
            return;
        }

        to.Flag(false);
        to.Text(path);
    }

    private static bool WriteQuery(ReadOnlySpan<char> query, bool dropEvents, CanonicalBytes to)
    {
        var dropped = false;
        foreach (var range in query.TrimStart('?').Split('&'))
        {
            var part = query.TrimStart('?')[range];
            if (dropEvents && part is "alt=sse") dropped = true;
            else if (!part.IsEmpty) to.Text(part);
        }

        to.Number(-1);
        return dropped;
    }
}
