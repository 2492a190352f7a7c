using System.Text.Json;

namespace Reprise.Client.Documents;

/// <param name="Items">Newest first.</param>
/// <param name="Next">Asks for the page that follows; null on the last page.</param>
public sealed record AuditPageDocument(IReadOnlyList<AuditEntryDocument> Items, string? Next);

/// <summary>One thing that was done to the record or its settings.</summary>
public sealed record AuditEntryDocument
{
    public required string Id { get; init; }
    public required DateTimeOffset Timestamp { get; init; }

    /// <summary>Null for what concerns the whole installation.</summary>
    public string? Project { get; init; }
    public required string Actor { get; init; }

    /// <summary>What, as <c>noun.verb</c>.</summary>
    public required string Action { get; init; }
    public string? Subject { get; init; }

    /// <summary>Counts, ranges and reasons.</summary>
    public JsonElement? Details { get; init; }
}
