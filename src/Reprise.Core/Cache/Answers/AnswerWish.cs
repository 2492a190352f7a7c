using Reprise.Wire;

namespace Reprise.Cache.Answers;

/// <summary>In what form a client wants its answer. What the key leaves out of a request and yet shows in the bytes of its answer stands here.</summary>
public sealed record AnswerWish
{
    /// <summary>Whether the client wants a stream.</summary>
    public required bool Stream { get; init; }

    /// <summary>Whether a stream is to tell its token counts; matters only to those who have to be asked for it (<c>stream_options.include_usage</c>).</summary>
    public bool IncludeUsage { get; init; }

    /// <summary>Whether Gemini's stream is wanted as server-sent events and not as one JSON array.</summary>
    public bool ServerSentEvents { get; init; }

    /// <summary>The client's Accept-Encoding header; null when it sent none, and then the bytes go out without an encoding.</summary>
    public string? AcceptEncoding { get; init; }

    /// <summary>Text to give instead of the recorded one; null for the recorded one.</summary>
    public string? EditedContent { get; init; }

    /// <summary>What a request wishes. Never throws.</summary>
    /// <param name="dialect">The dialect it is read in.</param>
    /// <param name="request">Method, path and decoded body.</param>
    /// <param name="query">The query string, or empty.</param>
    /// <param name="acceptEncoding">Its Accept-Encoding header, or null.</param>
    public static AnswerWish Of(IDialect dialect, in WireRequest request, string query, string? acceptEncoding)
    {
        ArgumentNullException.ThrowIfNull(dialect);
        ArgumentNullException.ThrowIfNull(query);
        return new AnswerWish
        {
            Stream = dialect.ReadRequest(request, details: false).Stream,
            IncludeUsage = StreamOptions.IncludesUsage(request.Body),
            ServerSentEvents = query.Contains("alt=sse", StringComparison.OrdinalIgnoreCase),
            AcceptEncoding = acceptEncoding,
        };
    }
}
