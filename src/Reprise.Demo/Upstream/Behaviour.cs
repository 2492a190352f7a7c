namespace Reprise.Demo.Upstream;

/// <summary>The ways in which the scripted upstream can go wrong, by the words that ask for them.</summary>
internal static class Behaviour
{
    public const string Header = "Demo-Behaviour";

    /// <summary>Answers 400.</summary>
    public const string Invalid = "invalid";

    /// <summary>Answers 401.</summary>
    public const string Unauthorized = "unauthorized";

    /// <summary>Answers 429 with <c>Retry-After: 2</c>.</summary>
    public const string RateLimited = "rate-limited";

    /// <summary>Answers 500.</summary>
    public const string ServerError = "server-error";

    /// <summary>Answers 529, or 503 where the provider does not know 529.</summary>
    public const string Overloaded = "overloaded";

    /// <summary>Waits two seconds before its answer, whatever the pace.</summary>
    public const string Slow = "slow";

    /// <summary>Never answers; ends when the caller hangs up.</summary>
    public const string Hang = "hang";

    /// <summary>A stream that falls silent in its middle; ends when the caller hangs up. A whole answer never comes.</summary>
    public const string Stall = "stall";

    /// <summary>Breaks the connection in the middle of the answer.</summary>
    public const string Cut = "cut";

    /// <summary>Answers 200 with JSON that does not parse.</summary>
    public const string Malformed = "malformed";

    /// <summary>A stream that ends in an error event. A whole answer is a 500.</summary>
    public const string StreamError = "stream-error";

    /// <summary>Leaves the token counts out.</summary>
    public const string NoUsage = "no-usage";

    /// <summary>The answer stops at the token limit.</summary>
    public const string Truncated = "truncated";

    /// <summary>The HTTP status and the message of a plain error; null for every other word.</summary>
    public static (int Status, string Message)? ErrorOf(string behaviour, bool stream) => behaviour switch
    {
        Invalid => (400, "The value of 'temperature' must lie between 0 and 2; got 7."),
        Unauthorized => (401, "The key that was sent is not known here."),
        RateLimited => (429, "Rate limit reached for this model: 60 requests per minute. Try again in 2 seconds."),
        ServerError => (500, "The server had an error while it worked on your request."),
        Overloaded => (529, "The model is overloaded. Try again later."),
        StreamError when !stream => (500, "The answer could not be finished."),
        _ => null,
    };

    /// <summary>Takes the wish out of a model name such as <c>gpt-4o!cut</c>.</summary>
    public static (string Model, string? Wish) Split(string model)
    {
        var mark = model.LastIndexOf('!');
        return mark < 0 ? (model, null) : (model[..mark], model[(mark + 1)..]);
    }
}
