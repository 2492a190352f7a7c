using Reprise.Documents;

namespace Reprise.Client.Documents;

/// <summary>What a session adds up to.</summary>
public sealed record SessionDocument
{
    public required string SessionId { get; init; }
    public long Interactions { get; init; }
    public long Errors { get; init; }
    public long PromptTokens { get; init; }
    public long CompletionTokens { get; init; }

    /// <summary>Null when no price is known for any of its calls.</summary>
    public decimal? CostUsd { get; init; }
    public DateTimeOffset FirstTimestamp { get; init; }
    public DateTimeOffset LastTimestamp { get; init; }
}

/// <param name="Items">Latest first.</param>
/// <param name="Cursor">Asks for what follows; null on the last page.</param>
public sealed record SessionPage(IReadOnlyList<SessionDocument> Items, string? Cursor);

/// <summary>One session and a page of its interactions.</summary>
/// <param name="SessionId">The session.</param>
/// <param name="Summary">Over the whole session, whatever the page.</param>
/// <param name="Items">Oldest first.</param>
/// <param name="Cursor">Asks for what follows; null on the last page.</param>
public sealed record SessionDetail(string SessionId, SessionDocument? Summary, IReadOnlyList<SummaryDocument> Items, string? Cursor);
