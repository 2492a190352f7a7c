using System.Text.Json;

namespace Reprise.Retention;

/// <summary>What the audit log says of a removal, a hold or a policy. Counts, ranges and reasons; never content.</summary>
internal sealed record AuditDetails
{
    public string? Rule { get; init; }
    public string? Kinds { get; init; }
    public long? Limit { get; init; }
    public string? Filter { get; init; }
    public string? Reason { get; init; }
    public DateTimeOffset? From { get; init; }
    public DateTimeOffset? Before { get; init; }
    public long? Interactions { get; init; }
    public long? Bytes { get; init; }
    public long? Held { get; init; }
    public bool? Interrupted { get; init; }
    public RetentionValues? Values { get; init; }

    public string ToJson() => JsonSerializer.Serialize(this, RetentionJson.Default.AuditDetails);
}
