namespace Reprise.Client.Tools;

/// <summary>An API whose operations are tools.</summary>
public sealed record OpenApiTool
{
    /// <summary>By what its operations are called: the tool of an operation is <c>{Id}_{operationId}</c>.</summary>
    public required string Id { get; init; }

    /// <summary>An OpenAPI 3 document, as JSON. References within it are followed, others are refused.</summary>
    public required string Document { get; init; }

    /// <summary>Where the API is; null for the first server the document names. Give it for documents of others: it is then the only place that is called.</summary>
    public Uri? BaseUrl { get; init; }

    /// <summary>Which operations become tools, by <c>operationId</c>; empty for all.</summary>
    public IReadOnlyList<string> Operations { get; init; } = [];

    /// <summary>Sent with every call.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    /// <summary>Puts credentials on a request that is about to go to the API, and to nowhere else; null for none. They are not on record.</summary>
    public Func<HttpRequestMessage, CancellationToken, ValueTask>? Authorize { get; init; }

    /// <summary>How it is called; null for a plain one. Not disposed. Must not follow redirects, which are followed here within the same server only.</summary>
    public HttpMessageHandler? Handler { get; init; }
    public TimeSpan TimeLimit { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How much of an answer is kept. Default 1 MiB. A cut answer is not given again.</summary>
    public int KeptBytes { get; init; } = 1024 * 1024;

    /// <summary>When the answer of a <c>GET</c> or <c>HEAD</c> may come from the record; null for never. Other methods are always called. With <see cref="Authorize"/> answers are shared by calls of the same user of the scope only.</summary>
    public ToolCachePolicy? Cache { get; init; }
}
