using Reprise.Documents;

namespace Reprise.Server.Sessions;

/// <summary>What a session amounts to.</summary>
internal sealed record SessionDocument
{
    public required string SessionId { get; init; }
    public required long Interactions { get; init; }
    public required long Errors { get; init; }
    public required long PromptTokens { get; init; }
    public required long CompletionTokens { get; init; }
    public decimal? CostUsd { get; init; }
    public required DateTimeOffset FirstTimestamp { get; init; }
    public required DateTimeOffset LastTimestamp { get; init; }
}

internal sealed record SessionPageDocument
{
    public required IReadOnlyList<SessionDocument> Items { get; init; }

    /// <summary>Asks for what follows; left out on the last page.</summary>
    public string? Cursor { get; init; }
}

/// <summary>One session from its start.</summary>
internal sealed record SessionDetailDocument
{
    public required string SessionId { get; init; }
    public required SessionDocument Summary { get; init; }

    /// <summary>Its interactions, oldest first.</summary>
    public required IReadOnlyList<SummaryDocument> Items { get; init; }
    public string? Cursor { get; init; }
}
