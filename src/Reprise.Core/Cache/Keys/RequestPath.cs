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
        var streams = WritePath(mark < 0 ? path : path[..mark], to);
        WriteQuery(inPath, streams, to);
        WriteQuery(query.TrimStart('?'), streams, to);
        return streams;
    }

    private static bool WritePath(ReadOnlySpan<char> path, CanonicalBytes to)
    {
        foreach (var (stream, whole) in Twins)
        {
            var streams = path.EndsWith(stream, StringComparison.Ordinal);
            if (!streams && !path.EndsWith(whole, StringComparison.Ordinal)) continue;
            to.Flag(true);
            to.Text(path[..^(streams ? stream : whole).Length]);
            to.Text(whole);
            return streams;
        }

        to.Flag(false);
        to.Text(path);
        return false;
    }

    /// <summary>Writes the parts in their order; of a stream without the word for its form.</summary>
    private static void WriteQuery(ReadOnlySpan<char> query, bool streams, CanonicalBytes to)
    {
        foreach (var range in query.Split('&'))
        {
            var part = query[range];
            if (!part.IsEmpty && !(streams && part is "alt=sse")) to.Text(part);
        }

        to.Number(-1);
    }
}
