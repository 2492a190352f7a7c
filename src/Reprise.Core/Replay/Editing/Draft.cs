namespace Reprise.Replay.Editing;

/// <summary>A request while it is changed, one change after the other.</summary>
internal sealed record Draft
{
    public required string Provider { get; init; }
    public required string Dialect { get; init; }
    public required string Method { get; init; }
    public required string Path { get; init; }
    public required string Query { get; init; }

    /// <summary>Without its content encoding.</summary>
    public required ReadOnlyMemory<byte> Body { get; init; }
    public string? ContentType { get; init; }
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

    public ReplayRequest ToRequest() => new()
    {
        Provider = Provider,
        Dialect = Dialect,
        Method = Method,
        Path = Path,
        Query = Query,
        Body = Body,
        ContentType = ContentType,
        Headers = Headers,
    };
}
