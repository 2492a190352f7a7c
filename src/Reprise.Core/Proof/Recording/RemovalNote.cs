using System.Text.Json;
using System.Text.Json.Serialization;

namespace Reprise.Proof.Recording;

/// <summary>What is about to be removed: the content of an announcement.</summary>
internal sealed record RemovalNote
{
    public required string Project { get; init; }
    public required bool BodiesOnly { get; init; }
    public required string Reason { get; init; }
    public string? Actor { get; init; }
    public required IReadOnlyList<RemovedRecord> Records { get; init; }

    /// <summary>Begins with a byte that no list of drafts begins with.</summary>
    public byte[] ToBytes() => JsonSerializer.SerializeToUtf8Bytes(this, ProofJson.Default.RemovalNote);

    public static RemovalNote? Read(ReadOnlyMemory<byte> content)
    {
        try
        {
            return content.Span is [(byte)'{', ..] ? JsonSerializer.Deserialize(content.Span, ProofJson.Default.RemovalNote) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

/// <param name="Id">The interaction.</param>
/// <param name="Entry">Its entry.</param>
/// <param name="Facts">Entries of its facts.</param>
internal sealed record RemovedRecord(string Id, long Entry, IReadOnlyList<long> Facts);

/// <summary>What a tombstone says.</summary>
internal sealed record TombstoneDetail
{
    /// <summary><c>retention</c>, <c>deletion</c>, <c>erasure:id</c> …</summary>
    public required string Reason { get; init; }
    public string? Actor { get; init; }

    /// <summary>The entries that are gone, or whose bodies are.</summary>
    public required IReadOnlyList<long> Entries { get; init; }

    public string ToJson() => JsonSerializer.Serialize(this, ProofJson.Default.TombstoneDetail);

    public static TombstoneDetail? Parse(string? json)
    {
        try
        {
            return json is null ? null : JsonSerializer.Deserialize(json, ProofJson.Default.TombstoneDetail);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

/// <summary>What the beginning and the end of taking over say.</summary>
/// <param name="What"><c>began</c> or <c>done</c>.</param>
/// <param name="Entries">How many were taken over.</param>
internal sealed record AdoptionDetail(string What, long Entries)
{
    public string ToJson() => JsonSerializer.Serialize(this, ProofJson.Default.AdoptionDetail);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(RemovalNote))]
[JsonSerializable(typeof(TombstoneDetail))]
[JsonSerializable(typeof(AdoptionDetail))]
internal sealed partial class ProofJson : JsonSerializerContext;
