namespace Reprise.Server.Gateway;

/// <summary>One upstream. Section <c>Providers:{name}</c>; a name is 1 to 32 of a–z, 0–9, <c>_</c>, <c>-</c>, <c>.</c>.</summary>
internal sealed class ProviderOptions
{
    /// <summary>Where calls go: scheme, host and, if need be, a path before the client's own. Built-in providers have one.</summary>
    public string? BaseUrl { get; set; }

    /// <summary>How to read it: a dialect or a family of them (<c>openai</c>, <c>anthropic</c>, <c>gemini</c> …). Null infers it from each path.</summary>
    public string? Dialect { get; set; }

    /// <summary>Sent instead of the client's own credentials, in the provider's way. Null forwards the client's.</summary>
    public string? ApiKey { get; set; }

    /// <summary>Longest wait for the head of an answer, per try. Zero, the default, waits for ever.</summary>
    public TimeSpan Timeout { get; set; }

    /// <summary>Longest silence within an answer. Zero, the default, waits for ever.</summary>
    public TimeSpan IdleTimeout { get; set; }

    /// <summary>Tries after the first, on refused connections, 408, 429 and 5xx, before any byte went to the client. Default 0; at most 10.</summary>
    public int Retries { get; set; }

    /// <summary>Pause before the first retry, doubled each time; a Retry-After of up to a minute wins. Default 500 ms.</summary>
    public TimeSpan RetryDelay { get; set; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Providers to try in order when this one fails for good; they must take the same requests.</summary>
    public IList<string> Fallbacks { get; } = [];
}
